"""No text is too odd for the guard. How quick it is `make bench` says."""

from typing import get_args

import pytest

from rooms.domain.brief import PublicListing
from rooms.domain.guard import LONGEST, Context, Refusal, refusal
from rooms.domain.numerals import without_numbers

SENTENCE = "The car is lovely and has 5 doors in it, seen from far away by many who know a lot of things. "
LISTING = PublicListing("A car", (SENTENCE * 110)[:10_000], "Cars", {}, 100_000, "USD")
NOTES = ("secret things are told here about my life, and the boat is red or blue. " * 60)[:4_000]
CONTEXT = Context(LISTING, "", (), 92, (NOTES, "salvage title"))
PIECES = (
    "1 a . , ' - _ / % $ @ [ < & \\ = | ( +1( 1, 1/ o1 a. @a <a <a> &a %a \\u s t e ten seven seventeen one half point"
    " hundred thousand t. x@ .com w. www. dot a: // 1.1 :1 and couple é \u200b а ２ ¾ 1x [a]( +49 0x ab1 1a1 dah -."
).split()


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("joint", ["", " "])
def test_a_heap_of_one_piece_is_judged(piece: str, joint: str) -> None:
    line = (joint.join([piece] * LONGEST))[:LONGEST]
    assert refusal(line, CONTEXT) in (None, *get_args(Refusal))


@pytest.mark.parametrize("piece", PIECES)
def test_a_line_beside_public_and_private_heaps_is_judged(piece: str) -> None:
    heap = (piece * 4_000)[:4_000]
    assert refusal("I like it.", Context(LISTING, heap, (), 92, (heap,))) is None


@pytest.mark.parametrize("piece", PIECES)
def test_notes_of_any_kind_lose_their_numbers(piece: str) -> None:
    assert "17" not in without_numbers((f"{piece} 17 " * 1_000)[:4_000])


def test_a_line_of_a_million_characters_is_too_long() -> None:
    assert refusal("1" * 1_000_000, CONTEXT) == "too_long"
