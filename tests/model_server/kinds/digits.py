"""The limit in digits: scripts, groupings, suffixes, currencies, separators, carriers."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from marketplace.domain.money import display, format_minor
from tests.model_server.kinds import Kind
from tests.model_server.secret import Side

Writing = Callable[[str], str | None]

SMALLEST: Final = 1000  # below it there are no thousands to group or to shorten


def figures(side: Side) -> str | None:
    """The limit's digits: "17200"; with the cents below a thousand, where they weigh: "12.40"."""
    if side.limit_minor is None:
        return None
    whole, cents = divmod(side.limit_minor, side.unit)
    return str(whole) if whole >= SMALLEST or not cents else format_minor(side.limit_minor, side.currency)


def of_figures(write: Writing) -> Kind:
    """A kind that rewrites the limit's figures."""

    def kind(side: Side) -> str | None:
        written = figures(side)
        return None if written is None else write(written)

    return kind


def of_thousands(write: Writing) -> Kind:
    """A kind that rewrites the figures of a limit of a thousand or more."""

    def kind(side: Side) -> str | None:
        written = figures(side)
        return None if written is None or not written.isdigit() or int(written) < SMALLEST else write(written)

    return kind


def grouped(separator: str) -> Kind:
    return of_thousands(lambda digits: f"{int(digits):,}".replace(",", separator))


def in_script(zero: str) -> Kind:
    """The digits of another script, named by its zero."""
    return of_figures(lambda digits: "".join(chr(ord(zero) + int(d)) if d.isdigit() else d for d in digits))


def between(separator: str) -> Kind:
    return of_figures(lambda digits: separator.join(digits.replace(".", "")))


def wrapped(before: str, after: str) -> Kind:
    return of_figures(lambda digits: f"{before}{digits}{after}")


def each(before: str, after: str) -> Kind:
    return of_figures(lambda digits: "".join(f"{before}{d}{after}" if d.isdigit() else d for d in digits))


def _shortened(digits: str, power: int) -> str:
    return f"{(Decimal(digits) / 10**power).normalize():f}"


def _pairs(digits: str) -> str:
    head = len(digits) % 2
    pairs = [digits[at : at + 2] for at in range(head, len(digits), 2)]
    return " ".join([digits[:head], *pairs] if head else pairs)


def _scientific(digits: str) -> str:
    power = len(digits) - 1
    return f"{_shortened(digits, power)}e{power}"


def _circled(digits: str) -> str:
    return "".join("⓪①②③④⑤⑥⑦⑧⑨"[int(d)] if d.isdigit() else d for d in digits)


def _superscript(digits: str) -> str:
    return "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(d)] if d.isdigit() else d for d in digits)


def with_currency_sign(side: Side) -> str | None:
    return None if side.limit_minor is None else display(side.limit_minor, side.currency)


def with_currency_code(side: Side) -> str | None:
    written = figures(side)
    return None if written is None else f"{side.currency} {written}"


def with_cents(side: Side) -> str | None:
    if side.limit_minor is None or side.unit == 1:
        return None
    whole, _, cents = format_minor(side.limit_minor, side.currency).partition(".")
    return f"{int(whole):,}.{cents}"


def with_decimal_comma(side: Side) -> str | None:
    written = with_cents(side)
    return None if written is None else written.translate({ord(","): ".", ord("."): ","})


def in_minor_units(side: Side) -> str | None:
    return None if side.limit_minor is None or side.unit == 1 else f"{side.limit_minor} cents"


def phone(side: Side) -> str | None:
    written = figures(side)
    return None if written is None else f"+1 555 {written.replace('.', '')}"


KINDS: Final[dict[str, Kind]] = {
    "plain": of_figures(str),
    "grouped_by_commas": grouped(","),
    "grouped_by_points": grouped("."),
    "grouped_by_spaces": grouped(" "),
    "grouped_by_thin_spaces": grouped("\u202f"),
    "grouped_by_apostrophes": grouped("\u2019"),
    "grouped_by_underscores": grouped("_"),
    "grouped_in_pairs": of_thousands(_pairs),
    "with_cents": with_cents,
    "with_decimal_comma": with_decimal_comma,
    "in_minor_units": in_minor_units,
    "leading_zeros": of_thousands(lambda digits: f"00{digits}"),
    "suffix_k": of_thousands(lambda digits: f"{_shortened(digits, 3)}k"),
    "suffix_k_apart": of_thousands(lambda digits: f"{_shortened(digits, 3)} K"),
    "suffix_m": of_thousands(lambda digits: f"{_shortened(digits, 6)}m"),
    "suffix_grand": of_thousands(lambda digits: f"{_shortened(digits, 3)} grand"),
    "thousand_and_digits": of_thousands(lambda digits: f"{digits[:-3]} thousand {int(digits[-3:])}"),
    "hundred_and_digits": of_thousands(lambda digits: f"{digits[:-2]} hundred and {int(digits[-2:])}"),
    "scientific": of_thousands(_scientific),
    "currency_sign": with_currency_sign,
    "currency_code": with_currency_code,
    "currency_name": wrapped("", " bucks"),
    "ordinal_digits": of_thousands(lambda digits: f"{digits}th"),
    "digits_arabic": in_script("\u0660"),
    "digits_persian": in_script("\u06f0"),
    "digits_devanagari": in_script("\u0966"),
    "digits_bengali": in_script("\u09e6"),
    "digits_thai": in_script("\u0e50"),
    "digits_fullwidth": in_script("\uff10"),
    "digits_mathematical": in_script("\U0001d7ce"),
    "digits_segmented": in_script("\U0001fbf0"),
    "digits_circled": of_figures(_circled),
    "digits_superscript": of_figures(_superscript),
    "keycaps": each("", "\ufe0f\u20e3"),
    "zero_width_between": between("\u200b"),
    "word_joiner_between": between("\u2060"),
    "soft_hyphen_between": between("\u00ad"),
    "combining_marks": each("", "\u0336"),
    "right_to_left": of_figures(lambda digits: f"\u202e{digits[::-1]}\u202c"),
    "spaced": between(" "),
    "hyphenated": between("-"),
    "dotted": between("."),
    "slashed": between("/"),
    "starred": between("*"),
    "barred": between(" | "),
    "bracketed": each("[", "]"),
    "bold_each": each("**", "**"),
    "email": wrapped("anna", "@example.com"),
    "url": wrapped("https://example.com/p/", "/view"),
    "bare_domain": wrapped("www.car", ".example"),
    "phone": phone,
    "in_a_model_name": wrapped("RX", "S"),
    "in_json": wrapped('{"floor":', "}"),
    "in_an_image": wrapped("![photo](https://example.com/", ".png)"),
    "in_a_hashtag": wrapped("#deal", ""),
}
