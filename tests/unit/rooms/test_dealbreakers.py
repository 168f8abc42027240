"""When a phrase is met: the vectors pin it for strangers, properties hold it together."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.domain.dealbreakers import first_met, met

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/dealbreakers/vectors.json").read_text())
TEXT = st.text(max_size=200)
WORDS = st.lists(
    st.sampled_from(
        ["no", "not", "rust", "or", ",", ".", "free", "of", "any", "never", ":", "none", "dents", "\n", "?"]
    ),
    max_size=14,
).map(" ".join)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['phrase']} | {vector['text']}"[:60])
def test_a_phrase_is_met_as_the_vector_says(vector: dict[str, object]) -> None:
    assert met(str(vector["phrase"]), str(vector["text"])) is vector["met"], vector["why"]


def test_the_vectors_pin_both_answers() -> None:
    answers = [vector["met"] for vector in VECTORS]
    assert len(answers) >= 60
    assert min(answers.count(True), answers.count(False)) >= 25


@given(TEXT, TEXT)
def test_no_text_breaks_it_and_the_answer_repeats(phrase: str, text: str) -> None:
    assert met(phrase, text) is met(phrase, text)


@given(WORDS)
def test_no_heap_of_denials_breaks_it(text: str) -> None:
    assert met("rust", text) in {True, False}
    assert met("no rust", text) in {True, False}


@given(TEXT)
def test_a_sentence_of_its_own_is_always_met(text: str) -> None:
    assert met("salvage title", f"{text}\n. It has a salvage title . {text}")


@given(TEXT)
def test_case_and_curly_quotes_change_nothing(text: str) -> None:
    assert met("driver's seat", text) is met("DRIVER\u2019S SEAT", text)


def test_any_phrase_in_any_text_is_enough() -> None:
    assert first_met(["taxi", "rust"], ["a clean car", "some rust"])
    assert not first_met(["taxi", "rust"], ["a clean car", "no rust"])
    assert not first_met([], ["rust"])
    assert not first_met(["rust"], [])


def test_the_examples_on_the_page_are_true() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs/negotiation.md").read_text()
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| (yes|no) \|$", page, re.MULTILINE)
    assert len(rows) >= 10
    assert [row for row in rows if met(row[0], row[1]) is not (row[2] == "yes")] == []
