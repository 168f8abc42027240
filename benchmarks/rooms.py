"""Rooms a second from listing to contract, over HTTP, both sides' agents included."""

import os
import time
from collections.abc import Iterator

from benchmarks import ground
from benchmarks.size import Size
from benchmarks.table import Row
from rooms.management.evaluation import runs
from rooms.management.evaluation.judging import GOOD, Result
from rooms.management.evaluation.running import hold
from rooms.management.pairs import Pair


class RoomsFailed(RuntimeError):
    """A figure of rooms that went wrong would be no figure."""


def rooms(size: Size) -> Iterator[Row]:
    """Scripted personas, every second pair seals its own terms, every contract is verified by its buyer."""
    with ground.open_market() as stack:
        url = stack.url("cars")
        held(url, size.at_once, size.at_once)  # connections, imports, caches
        before, began = ground.used(stack), time.monotonic()
        held(url, size.rooms, size.at_once)
        elapsed, after = time.monotonic() - began, ground.used(stack)
    spent = {name: (after[name] - before[name]) / size.rooms for name in after}
    yield Row(
        "a room, from the listing to the contract",
        size.rooms / elapsed,
        "rooms/s",
        "no second of a processor idle",
        (os.cpu_count() or 1) / sum(spent.values()),
        "10 rooms/s",
        {f"{name} ms": seconds * 1000 for name, seconds in spent.items()},
    )


def held(url: str, count: int, at_once: int) -> list[Result]:
    """So many rooms, to the contract. Agents read no turns: a benchmark of the market has nothing to look for there.

    Raises RoomsFailed where one went wrong.
    """
    results = list(hold(url, "", runs.plain(_pairs(count)), at_once=at_once, listens=False))
    if not all(one.kind in GOOD for one in results):
        raise RoomsFailed(f"rooms: {[one.detail or one.kind for one in results if one.kind not in GOOD]}")
    return results


def _pairs(count: int) -> list[Pair]:
    return [
        Pair(
            number=number,
            label="",
            public=ground.PUBLIC,
            profile=ground.PROFILE,
            currency="USD",
            asking_minor=20_000_00,
            floor_minor=15_000_00,
            budget_minor=18_000_00,
        )
        for number in range(1, count + 1)
    ]
