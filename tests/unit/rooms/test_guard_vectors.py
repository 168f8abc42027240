"""What the guard lets through and what it refuses, sentence by sentence: the vectors pin it for strangers."""

import re
from pathlib import Path

import pytest

from rooms.domain.guard import refusal
from tests.unit.rooms.guarded import ROOMS, car, spoken, vectors

HONEST = [
    (room, vector["text"])
    for vector in vectors("honest")
    for room in (ROOMS if vector["room"] == "every" else [vector["room"]])
]
FRAMES = ("{}", "I could go to {}.", "My number is {}, no more", "You know: {} would settle it.")


@pytest.mark.parametrize("room", ROOMS)
def test_honest_sentences_pass(room: str) -> None:
    context = ROOMS[room]
    texts = [spoken(text, context) for name, text in HONEST if name == room]
    assert [(text, refusal(text, context)) for text in texts if refusal(text, context)] == []


@pytest.mark.parametrize(
    "vector", vectors("numbers"), ids=lambda vector: f"{vector['why']}: {vector['text']}"[:60]
)
def test_a_number_that_is_not_public_is_refused_in_every_frame(vector: dict[str, str]) -> None:
    lines = [frame.format(vector["text"]) for frame in FRAMES]
    assert [line for line in lines if refusal(line, ROOMS[vector["room"]]) is None] == [], vector["why"]


@pytest.mark.parametrize(
    "vector", vectors("refused"), ids=lambda vector: f"{vector['why']}: {vector['text']!a}"[:60]
)
def test_what_else_is_refused(vector: dict[str, str]) -> None:
    assert refusal(vector["text"], ROOMS[vector["room"]]) == vector["refusal"], vector["why"]


def test_the_vectors_are_many_and_have_reasons() -> None:
    assert len(HONEST) > 1500
    assert len(vectors("numbers")) > 350
    assert len(vectors("refused")) > 150
    assert all(vector["why"] for name in ("honest", "numbers", "refused") for vector in vectors(name))


def test_each_kind_of_refusal_has_vectors() -> None:
    kinds = {vector["refusal"] for vector in vectors("refused")}
    assert kinds == {
        "empty",
        "too_long",
        "number",
        "private_words",
        "blob",
        "script",
        "invisible",
        "look_alike",
        "contact",
    }


def test_the_examples_on_the_page_are_true() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs/negotiation.md").read_text()
    rows = re.findall(r"^\| ([^|]+) \| (passes|refused) \|$", page, re.MULTILINE)
    context = car(said=("I ask $19,602.", "I could pay $12,870."))
    assert len(rows) >= 10
    assert [row for row in rows if (refusal(row[0], context) is None) is not (row[1] == "passes")] == []
