"""Money: one spelling for each amount, exact in minor units."""

import iso4217
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain import money

CURRENCIES = st.sampled_from(sorted(money.EXPONENTS))


def refusal(text: object, currency: object) -> str:
    with pytest.raises(money.AmountRefused) as refused:
        money.parse(text, currency)
    return refused.value.code


def test_the_table_is_iso_4217_less_the_codes_without_a_minor_unit() -> None:
    published = {entry.code: entry.exponent for entry in iso4217.Currency if entry.exponent is not None}
    assert published == money.EXPONENTS


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("18500.00", "USD", 1850000),
        ("0.01", "EUR", 1),
        ("500", "JPY", 500),
        ("1.250", "KWD", 1250),
        ("2.0000", "CLF", 20000),
    ],
)
def test_an_amount_is_read_in_the_minor_units_of_its_currency(text: str, currency: str, minor: int) -> None:
    assert money.parse(text, currency) == minor
    assert money.format_minor(minor, currency) == text


@given(CURRENCIES, st.integers(min_value=1, max_value=money.LARGEST_MINOR))
def test_every_amount_survives_being_written_and_read(currency: str, minor: int) -> None:
    assert money.parse(money.format_minor(minor, currency), currency) == minor


@given(CURRENCIES, st.text(alphabet="0123456789.-+ ,eE_\u0663", max_size=20))
def test_whatever_is_read_is_written_back_the_same(currency: str, text: str) -> None:
    try:
        minor = money.parse(text, currency)
    except money.AmountRefused:
        return
    assert money.format_minor(minor, currency) == text


@pytest.mark.parametrize(
    "text",
    ["", "1", "1.0", "1.000", "1.", ".50", "01.00", "00.50", "+1.00", "1e2", "1,000.00", " 1.00", "1.00\n",
     "1_0.00", "\u0661.00", "1.0\u0660", "\uff11.00", "NaN", "0x1.00", "--1.00", "1.00.00",
     1, 1.0, True, None, [], b"1.00"],
)  # fmt: skip
def test_any_other_spelling_is_refused(text: object) -> None:
    assert refusal(text, "USD") == "bad_amount"


def test_a_currency_without_minor_units_takes_no_fraction() -> None:
    assert refusal("500.00", "JPY") == "bad_amount"


@pytest.mark.parametrize("currency", ["usd", "US", "XXX", "XAU", "", "USDT", None, 840, ["USD"]])
def test_an_unknown_currency_is_refused(currency: object) -> None:
    assert refusal("1.00", currency) == "bad_currency"


def test_sign_zero_and_size_each_have_their_own_code() -> None:
    assert refusal("-1.00", "USD") == "negative_amount"
    assert refusal("0.00", "USD") == "zero_amount"
    assert refusal("10000000000000.00", "USD") == "amount_too_large"
    assert refusal("9" * 100_000 + ".00", "USD") == "amount_too_large"
    assert money.parse("9999999999999.99", "USD") == money.LARGEST_MINOR


def test_zero_can_be_written_and_read_where_a_price_may_be_zero() -> None:
    assert money.parse_digits("0.00", 2) == 0
    assert money.format_digits(0, 2) == "0.00"
    assert money.format_digits(0, 0) == "0"


def test_a_negative_amount_cannot_be_written() -> None:
    with pytest.raises(money.AmountRefused) as refused:
        money.format_digits(-1, 2)
    assert refused.value.code == "negative_amount"


def test_a_refusal_never_tells_the_amount() -> None:
    with pytest.raises(money.AmountRefused) as refused:
        money.parse("-271828.18", "USD")
    assert "271828" not in str(refused.value) + repr(refused.value)


@pytest.mark.parametrize(
    ("minor", "currency", "spoken"),
    [(1840000, "USD", "$18,400"), (125050, "EUR", "€1,250.50"), (1840000, "SEK", "18,400 SEK"),
     (5, "USD", "$0.05"), (18400, "JPY", "¥18,400"), (1500, "KWD", "1.500 KWD"), (0, "GBP", "£0"),
     (123456789, "INR", "₹1,234,567.89")],
)  # fmt: skip
def test_an_amount_is_spoken_with_its_sign_or_its_code(minor: int, currency: str, spoken: str) -> None:
    assert money.display(minor, currency) == spoken
