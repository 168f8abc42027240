"""What a model call costs its worker in processor time, beside the least that could ask the same."""

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import httpx

from benchmarks import ground
from benchmarks.rooms import held
from benchmarks.size import Size
from benchmarks.table import Row
from rooms.domain import guard as rules
from rooms.domain.brief import Line, PublicListing, SpeakingBrief
from rooms.domain.inference import SPEAKING
from rooms.domain.room import TURNS
from rooms.management.plan import PROJECT
from rooms.management.stack import Stack
from rooms.negotiators import prompts
from rooms.negotiators.scripted import ScriptedPersona

CALLS = TURNS + 2
WARM = 3
POSTS = 300
LINES = 50
SENTENCE = "The car is lovely and has 5 doors in it, seen from far away by many who know a lot of things. "
NOTE = "We told nobody that the boat is red or blue and that the neighbour wants it as well. "


def models(size: Size) -> Iterator[Row]:
    """Rooms of a model that answers at once, less rooms whose personas answer without one; a bare client's posts."""
    with _provider() as address:
        spent, memory = _worker_ms(size, ground.open_market(model=f"openai/honest@{address}"))
        without, least = _worker_ms(size, ground.open_market(thinking=0.001))
        bare = _bare_ms(address)
    yield Row(
        "a model call in the worker: prompt, library, guard",
        (spent - without) / CALLS,
        "ms of processor time",
        "a bare HTTP client's post of the same",
        bare,
        "",
        {
            "worker ms a room": spent,
            "without a model": without,
            "worker MB": memory,
            "MB without": least,
        },
    )


def guard(_: Size) -> Iterator[Row]:
    """A full line beside a long listing, nine turns and long notes: what each draft of a model goes through."""
    said = tuple(f"I could let it go for ${19_800 - 99 * nth:,}. It has a tow bar." for nth in range(9))
    listing = PublicListing(
        "2016 Volvo V60 D4", (SENTENCE * 120)[:10_000], "car", {"fuel": "diesel"}, 2_000_000, "USD"
    )
    context = rules.Context(listing, ground.PROFILE, said, 90, ((NOTE * 60)[:4_000], "salvage title"))
    line = f"{(SENTENCE * 7)[:570]} $18,000."
    if rules.refusal(line, context) is not None:
        raise RuntimeError("the line is an honest one")
    scripted = ScriptedPersona()
    yield Row(
        "a drafted line of 600 characters through the guard",
        _ms(lambda: rules.refusal(line, context)),
        "ms of processor time",
        "a scripted persona's line",
        _ms(lambda: scripted.speak(_turn())),
    )


def _ms(work: Callable[[], object]) -> float:
    """Processor time of one, the best of three runs."""

    def once() -> float:
        began = time.process_time()
        for _ in range(LINES):
            work()
        return (time.process_time() - began) * 1000 / LINES

    return min(once() for _ in range(3))


@contextlib.contextmanager
def _provider() -> Iterator[str]:
    """A provider of its own process, honest and at once; its address."""
    command = [sys.executable, "-m", "tests.model_server"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=PROJECT) as process:
        try:
            assert process.stdout is not None  # noqa: S101 - a pipe was asked for
            yield str(json.loads(process.stdout.readline())["address"])
        finally:
            process.terminate()


def _worker_ms(size: Size, market: Stack) -> tuple[float, float]:
    """The worker's processor time a room in ms, and its memory in MB."""
    with market as stack:
        held(stack.url("cars"), WARM, size.at_once)
        before = _used(stack)
        held(stack.url("cars"), size.rooms, size.at_once)
        return (_used(stack) - before) * 1000 / size.rooms, ground.resident_mb(stack, "worker")


def _used(stack: Stack) -> float:
    return ground.used(stack)["worker"]


def _bare_ms(address: str) -> float:
    """One connection, kept open; the same JSON out and in."""
    body = {"model": "honest", "messages": prompts.speaking(_turn()), **SPEAKING}
    with httpx.Client() as client:
        for _ in range(WARM):
            client.post(f"{address}/chat/completions", json=body).raise_for_status()
        began = time.process_time()
        for _ in range(POSTS):
            client.post(f"{address}/chat/completions", json=body).json()
        return (time.process_time() - began) * 1000 / POSTS


def _turn() -> SpeakingBrief:
    """One in the middle of a talk."""
    listing = PublicListing(
        ground.PUBLIC["title"], ground.PUBLIC["description"], "car", {"fuel": "diesel"}, 2_000_000, "USD"
    )
    said = tuple(
        Line(
            nth // 2 + 1,
            "buyer" if nth % 2 else "seller",
            "I could let it go for $19,000. It has a tow bar.",
            95,
        )
        for nth in range(6)
    )
    return SpeakingBrief("seller", listing, ground.PROFILE, said, 4, 5, 90, b"seed")
