"""The guard is quick on what it reads every turn, and no text makes it slow."""

import time

import pytest

from rooms.domain.brief import PublicListing
from rooms.domain.guard import LONGEST, Context, refusal
from rooms.domain.numerals import without_numbers

SENTENCE = "The car is lovely and has 5 doors in it, seen from far away by many who know a lot of things. "
LISTING = PublicListing("A car", (SENTENCE * 110)[:10_000], "Cars", {}, 100_000, "USD")
NOTES = ("secret things are told here about my life, and the boat is red or blue. " * 60)[:4_000]
CONTEXT = Context(LISTING, "", (), 92, (NOTES, "salvage title"))
PIECES = (
    "1 a . , ' - _ / % $ @ [ < & \\ = | ( +1( 1, 1/ o1 a. @a <a <a> &a %a \\u s t e ten seven seventeen one half point"
    " hundred thousand t. x@ .com w. www. dot a: // 1.1 :1 and couple é \u200b а ２ ¾ 1x [a]( +49 0x ab1 1a1 dah -."
).split()
SLOW = 0.5  # seconds, on a crowded machine; measured: 0.003


def seconds(text: str, context: Context) -> float:
    start = time.perf_counter()
    refusal(text, context)
    return time.perf_counter() - start


def test_a_full_line_is_judged_in_milliseconds() -> None:
    line = (SENTENCE * 7)[:LONGEST]
    refusal(line, CONTEXT)
    assert min(seconds(line, CONTEXT) for _ in range(5)) < 0.05  # measured: 0.003


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("joint", ["", " "])
def test_no_heap_of_one_piece_is_slow(piece: str, joint: str) -> None:
    line = (joint.join([piece] * LONGEST))[:LONGEST]
    assert min(seconds(line, CONTEXT) for _ in range(3)) < SLOW


def reading_time(piece: str, length: int) -> float:
    """Seconds to judge a short line beside public and private texts of so many characters, the quicker of two."""
    heap = (f"{piece} " * length)[: length // 2] + (piece * length)[: length // 2]
    listing = PublicListing("A car", "", "Cars", {}, 100_000, "USD")
    return min(seconds("I like it.", Context(listing, heap, (), 92, (heap,))) for _ in range(2))


@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_with_the_length_of_what_is_read_and_not_faster(piece: str) -> None:
    short, long = reading_time(piece, 5_000), reading_time(piece, 20_000)
    assert long < 10 * max(short, 0.02)  # four times the length; the square would be sixteen


@pytest.mark.parametrize("piece", PIECES)
def test_notes_of_any_kind_lose_their_numbers_quickly(piece: str) -> None:
    start = time.perf_counter()
    without_numbers((piece * 4_000)[:4_000])
    assert time.perf_counter() - start < 2 * SLOW


def test_a_line_of_a_million_characters_is_too_long_at_once() -> None:
    assert refusal("7" * 1_000_000, CONTEXT) == "too_long"
    assert seconds("7" * 1_000_000, CONTEXT) < 0.01
