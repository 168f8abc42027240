"""Money: integer minor units inside, strict decimal strings outside, no floats anywhere.

A price is written with exactly as many fraction digits as its currency has (ISO 4217), so that one amount has
one spelling and a digest over it means one thing.
"""

import re
from typing import Final

LARGEST_MINOR: Final = 10**15 - 1
"""The largest amount taken, in minor units: exact in a 64-bit integer even after multiplying by a band."""
_MOST_DIGITS: Final = len(str(LARGEST_MINOR))

# ISO 4217 as of 2026-01-01, without the codes that have no minor unit (gold, testing): they price nothing.
_CODES_BY_EXPONENT: Final = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD "
    "GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL "
    "MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR "
    "PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP "
    "TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
EXPONENTS: Final = {code: digits for digits, codes in _CODES_BY_EXPONENT.items() for code in codes.split()}
"""Currency code -> fraction digits."""

# Signs that mean one currency to most readers; every other one is spoken with its code.
_SIGNS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "INR": "₹", "JPY": "¥"}

_AMOUNT: Final = re.compile(r"(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?")

_REASONS: Final = {
    "bad_amount": "an amount is a plain decimal string with exactly the currency's fraction digits",
    "bad_currency": "the currency is no ISO 4217 code with a minor unit",
    "negative_amount": "an amount cannot be negative",
    "zero_amount": "an amount must be more than zero",
    "amount_too_large": "an amount must be below 10^15 minor units",
}


class AmountRefused(ValueError):
    """An amount or currency that cannot be used; `code` is stable, and the amount itself is never told."""

    def __init__(self, code: str) -> None:
        super().__init__(_REASONS[code])
        self.code = code


def exponent(currency: object) -> int:
    """Fraction digits of an ISO 4217 currency: USD 2, JPY 0, KWD 3. Raises AmountRefused `bad_currency`."""
    found = EXPONENTS.get(currency) if isinstance(currency, str) else None
    if found is None:
        raise AmountRefused("bad_currency")
    return found


def parse(text: object, currency: object) -> int:
    """Minor units of an amount that somebody asks or sets as a limit; zero is refused like the unsound."""
    minor = parse_digits(text, exponent(currency))
    if minor == 0:
        raise AmountRefused("zero_amount")
    return minor


def parse_digits(text: object, digits: int) -> int:
    """Minor units of a decimal string with exactly `digits` fraction digits; zero is an amount here.

    One spelling for each amount: ASCII digits, no sign, exponent, grouping, white space or leading zero.
    """
    found = _AMOUNT.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise AmountRefused("bad_amount")
    sign, whole, fraction = found[1], found[2], found[3] or ""
    if len(fraction) != digits:
        raise AmountRefused("bad_amount")
    if sign:
        raise AmountRefused("negative_amount")
    if len(whole) + digits > _MOST_DIGITS:  # before int(), whose time grows with the square of the length
        raise AmountRefused("amount_too_large")
    return int(whole + fraction)


def format_minor(minor: int, currency: object) -> str:
    """The one spelling of an amount: (1840000, "USD") -> "18400.00". The inverse of `parse`."""
    return format_digits(minor, exponent(currency))


def format_digits(minor: int, digits: int) -> str:
    """The one spelling of an amount with `digits` fraction digits. The inverse of `parse_digits`."""
    if minor < 0:
        raise AmountRefused("negative_amount")
    if digits == 0:
        return str(minor)
    whole, fraction = divmod(minor, 10**digits)
    return f"{whole}.{fraction:0{digits}d}"


def display(minor: int, currency: str) -> str:
    """An amount as people say it: "$18,400", "€1,250.50", "18,400 SEK"; zero cents are left unsaid."""
    whole, _, fraction = format_minor(minor, currency).partition(".")
    spoken = f"{int(whole):,}" + (f".{fraction}" if fraction.strip("0") else "")
    sign = _SIGNS.get(currency)
    return f"{sign}{spoken}" if sign else f"{spoken} {currency}"
