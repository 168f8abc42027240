"""What the house adds to the time that personas take: one room alone, and many at once on one worker."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from statistics import median

from benchmarks import ground
from benchmarks.size import Size
from benchmarks.table import Row
from benchmarks.watching import following, percentile
from client.market import Market
from client.shapes import Listing
from rooms.domain.room import TURNS
from rooms.management.stack import Stack

CALLS = TURNS + 1
"""One after the other: the turns, and two decisions at the same time."""


@dataclass
class Seen:
    """When a follower of a room heard of what; seconds after the room was asked for."""

    answered: float = 0.0
    running: float = 0.0
    last_turn: float = 0.0
    signing: float = 0.0


@dataclass(frozen=True)
class Talk:
    """What came of rooms that began as fast as the market would take them."""

    seen: list[Seen]
    memory_mb: float
    worker_ms: float


def sleeping(size: Size) -> Iterator[Row]:
    """A room from its POST to `signing`, beside the time that its personas think."""
    with ground.open_market(thinking=size.thinking) as stack:
        _hold(stack, 1)  # the first room warms the worker up
        alone = [_hold(stack, 1) for _ in range(3)]
        yield _row("a room alone", size.thinking, Talk([one.seen[0] for one in alone], *_cost(alone)), "1.05")
        yield _row(f"{size.sleepers} rooms at once", size.thinking, _hold(stack, size.sleepers), "1.10")
    with ground.open_market(thinking=size.pondering) as stack:
        _hold(stack, 1)
        yield _row(f"{size.sleepers} rooms at once", size.pondering, _hold(stack, size.sleepers), "1.10")


def _cost(talks: list[Talk]) -> tuple[float, float]:
    return max(one.memory_mb for one in talks), median(one.worker_ms for one in talks)


def _row(what: str, thinking: float, talk: Talk, aim: str) -> Row:
    return Row(
        f"{what}, calls of {thinking * 1000:g} ms, p95 from POST to signing",
        percentile([one.signing for one in talk.seen], 95),
        "s",
        f"{CALLS} calls one after the other",
        CALLS * thinking,
        f"ratio {aim}",
        {
            "p50 s": percentile([one.signing for one in talk.seen], 50),
            "p95 of: POST ms": percentile([one.answered * 1000 for one in talk.seen], 95),
            "ringing ms": percentile([(one.running - one.answered) * 1000 for one in talk.seen], 95),
            "turns s": percentile([one.last_turn - one.running for one in talk.seen], 95),
            "decision and settlement ms": percentile(
                [(one.signing - one.last_turn) * 1000 for one in talk.seen], 95
            ),
            "worker's processor time ms a room": talk.worker_ms,
            "worker MB": talk.memory_mb,
        },
    )


def _hold(stack: Stack, count: int) -> Talk:
    """So many rooms, each asked for as soon as the market has answered the one before."""
    with ground.enter(stack) as visitor:
        manifest = visitor.manifest()
    listings = [ground.publish(stack, manifest) for _ in range(count)]
    buyers = [ground.enter(stack) for _ in range(count)]
    before = ground.used(stack)["worker"]
    try:
        seen = asyncio.run(_follow_all(stack, buyers, listings))
    finally:
        for buyer in buyers:
            buyer.close()
    spent = (ground.used(stack)["worker"] - before) / count
    return Talk(seen, ground.resident_mb(stack, "worker"), spent * 1000)


async def _follow_all(stack: Stack, buyers: list[Market], listings: list[Listing]) -> list[Seen]:
    manifest = await asyncio.to_thread(buyers[0].manifest)
    followers = []
    for buyer, listing in zip(buyers, listings, strict=True):
        asked = time.monotonic()
        entering = partial(buyer.open_room, listing, ground.PROFILE, ground.terms(18_000_00))
        room = await asyncio.to_thread(entering, under=manifest, sealed=False)
        answered = time.monotonic() - asked
        followers.append(asyncio.create_task(_follow(stack, room.id, asked, answered)))
    return await asyncio.gather(*followers)


async def _follow(stack: Stack, room: str, asked: float, answered: float) -> Seen:
    seen = Seen(answered)
    async with following(stack.ground.port, room) as frames:
        async for frame in frames:
            now, status = time.monotonic() - asked, frame.get("status")
            if frame["type"] == "turn":
                seen.last_turn = now
            elif status == "running":
                seen.running = now
            elif status == "signing":
                seen.signing = now
                return seen
            elif status in ("failed", "expired", "void"):
                break
    raise RuntimeError(f"room {room} ended without an outcome")
