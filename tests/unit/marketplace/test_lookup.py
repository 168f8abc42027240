"""What is typed becomes words and nothing else; what a listing says becomes the same words."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain import lookup


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Škoda Octavia_RS 4x4", ["skoda", "octavia", "rs", "4x4"]),
        ("STRASSE straße", ["strasse", "strasse"]),
        ("日本車 fine", ["日", "本", "車", "fine"]),
        ('title:"x" OR NEAR(a b)* -c', ["title", "x", "or", "near", "a", "b", "c"]),
        ("% _ ' ; -- 💩", []),
    ],
)
def test_words_are_letters_and_digits_folded(text: str, found: list[str]) -> None:
    assert lookup.words(text) == found


@given(st.text())
def test_no_word_can_stand_for_a_market_or_hold_syntax(text: str) -> None:
    for word in lookup.words(text):
        assert word.isalnum()
        assert 0 < len(word) <= lookup.LONGEST_TERM


def test_the_last_word_is_a_beginning_until_a_space_ends_it() -> None:
    assert lookup.asked("old pia") == lookup.Asked(("old",), "pia")
    assert lookup.asked("old piano ") == lookup.Asked(("old", "piano"))
    assert not lookup.asked("  ")
    assert lookup.asked("%").is_impossible


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("61,400 miles", "61400"),
        ("1989", "1989"),
        ("1.5 l", "1.5"),
        ("85Nm", "85"),
        ("-3 °C", "-3"),
        ("two", None),
        ("12,34", None),
        ("1.2.3", None),
        ("9" * 80, None),
        ("99999999999999", None),
        ("٣", None),
    ],
)
def test_a_number_is_what_a_text_begins_with(text: str, found: str | None) -> None:
    assert lookup.number(text) == (None if found is None else Decimal(found))


def test_terms_of_markets_categories_and_attributes_differ_from_each_other() -> None:
    market = lookup.market_term(UUID(int=1))
    terms = {
        market,
        lookup.market_term(UUID(int=2)),
        lookup.category_term("vans"),
        lookup.value_term("fuel", "diesel"),
        lookup.value_term("fueld", "iesel"),
        lookup.word_term("fuel", "diesel"),
    }
    assert len(terms) == 6
    assert all(one.startswith("_") for one in terms)
    assert lookup.value_term(" Fuel", "DIESEL") == lookup.value_term("fuel", "diesel")
