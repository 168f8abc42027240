"""No run of a side's notes or dealbreakers gets out, unless the public text has it."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rooms.domain.guard import Context, refusal
from tests.unit.rooms.guarded import car

NOTES = (
    "We bought the car from my late father and we would rather see it go to a family than to a dealer. The garage told"
    " us that the gearbox might need work within a year, which is why we are in a hurry to sell it before winter comes."
)
WORDS = NOTES.replace(".", "").replace(",", "").split()
MARKS = st.sampled_from([" ", ", ", "-", "_", " / ", "...", "\n", " \u2013 ", "  "])


def guarded(*private: str) -> Context:
    return car(private=private)


@given(st.integers(0, len(WORDS) - 4), st.integers(4, 8), MARKS, st.booleans())
def test_any_four_words_of_the_notes_are_refused(at: int, size: int, mark: str, loud: bool) -> None:
    run = mark.join(WORDS[at : at + size])
    assert refusal(f"Well, {run.upper() if loud else run} indeed", guarded(NOTES)) == "private_words"


@given(st.integers(0, len(NOTES) - 40), st.sampled_from(["", " ", ".", "-", "*", "_"]))
def test_any_twenty_letters_of_the_notes_are_refused_however_they_are_parted(at: int, mark: str) -> None:
    letters = [c for c in NOTES[at:] if c.isalpha()][:20]
    assume(len(letters) == 20)
    assert refusal(mark.join(letters), guarded(NOTES)) in {"private_words", "blob", "number", "contact"}


@given(st.integers(0, len(WORDS) - 4))
def test_what_the_public_text_has_may_be_said(at: int) -> None:
    run = " ".join(WORDS[at : at + 4])
    context = replace(guarded(NOTES), profile=f"So: {' '.join(WORDS)}.")
    assert refusal(f"Well, {run} indeed", context) is None


def test_three_words_of_the_notes_are_ordinary_words() -> None:
    assert refusal("I would rather see", guarded(NOTES)) is None


@pytest.mark.parametrize("text", ["a salvage title?", "SALVAGE-TITLE", "salvagetitle", "s a l v a g e title"])
def test_a_short_dealbreaker_said_whole_is_refused(text: str) -> None:
    assert refusal(text, guarded("salvage title")) == "private_words"
    assert refusal(text, guarded("rust")) is None


@pytest.mark.parametrize("text", ["Is there rust?", "title of the salvage", "no ac", "piano accordion"])
def test_a_single_word_and_other_orders_are_left(text: str) -> None:
    assert refusal(text, guarded("rust", "salvage title", "no accidents")) is None


def test_a_public_dealbreaker_may_be_said() -> None:
    assert refusal("five doors, two owners", guarded("two owners")) is None


def test_at_level_sealed_there_is_nothing_to_repeat() -> None:
    assert refusal("we bought the car from my late father", guarded()) is None


def test_nothing_private_is_in_a_repr() -> None:
    assert "canary" not in repr(guarded("canary"))
    assert "canary" not in str(guarded("canary"))
