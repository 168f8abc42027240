"""A side's notes without their numbers: what its speaking model may see of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.domain.numerals import without_numbers
from tests.unit.rooms import spellings


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("I must get 17,500 for it.", "I must get \u2026 for it."),
        ("I must get seventeen and a half thousand.", "I must get \u2026."),
        ("Not under 75 percent of asking", "Not under \u2026 of asking"),
        ("The first owner was one of us.", "The first owner was one of us."),
        ("Half the price would do", "\u2026 the price would do"),
        ("Three quarters of it", "\u2026 of it"),
        ("I could do one.", "I could do \u2026."),
        ("My caf\u00e9 needs it, 2 days", "My caf\u00e9 needs it, \u2026 days"),
        ("s e v e n t e e n thousand", "\u2026"),
        ("no number here", "no number here"),
        ("", ""),
    ],
)
def test_numbers_give_way_to_a_mark(text: str, shown: str) -> None:
    assert without_numbers(text) == shown


@given(st.integers(2, 2_000_000), st.data())
def test_no_spelling_of_a_limit_is_left(limit: int, data: st.DataObject) -> None:
    said = [*spellings.in_digits(limit), *spellings.in_words(limit)]  # type: ignore[arg-type]
    spelling = data.draw(st.sampled_from(said))
    left = without_numbers(f"My wife said {spelling} at least, for the money.")
    words = {"thousand", "hundred", "million", *spellings.ONES, *spellings.TENS}
    assert not any(c.isdigit() for c in left), left
    assert not words & set(left.lower().replace("-", " ").split()), left


@given(st.text(max_size=300))
def test_no_text_breaks_it_and_doing_it_twice_changes_nothing(text: str) -> None:
    once = without_numbers(text)
    assert without_numbers(once).split() == once.split()
