"""How long a turn takes to reach everybody who follows a room, and whether each gets each once."""

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks import ground
from benchmarks.size import Size
from benchmarks.table import Row
from benchmarks.watching import following, percentile
from rooms.management.child import leashed
from rooms.management.plan import PROJECT
from rooms.management.stack import Stack

START_SECONDS = 30.0


@dataclass(frozen=True)
class Heard:
    """Milliseconds from before the turn was recorded until a follower had it; frames missing and repeated."""

    latencies: list[float]
    gaps: int
    repeats: int
    server_seconds: float


def fanout(size: Size) -> Iterator[Row]:
    """Followers of one room in one process, turns recorded and told by another."""
    with ground.open_market() as stack:
        room, newest = _quiet_room(stack)
        command = _module("publishing", room, str(size.messages), str(size.rate))
        market = _measure(
            size,
            stack.ground.port,
            f"/ws/rooms/{room}/?after={newest - 1}",
            lambda: _json(command, ground.environment(stack)),
            lambda: ground.used(stack)["web"],
        )
    bare = _bare(size)
    yield Row(
        f"a turn to {size.watchers} followers at {size.rate:g} turns/s, p99",
        percentile(market.latencies, 99),
        "ms",
        "a bare ASGI broadcaster under the same server, p99",
        percentile(bare.latencies, 99),
        "no gap, no repeat",
        {
            "p50 ms": percentile(market.latencies, 50),
            "bare p50 ms": percentile(bare.latencies, 50),
            "gaps": market.gaps,
            "repeats": market.repeats,
            "web's processor time us a frame": market.server_seconds * 1e6 / len(market.latencies),
            "bare us a frame": bare.server_seconds * 1e6 / len(bare.latencies),
        },
    )


def _quiet_room(stack: Stack) -> tuple[str, int]:
    """A room that awaits signatures and says nothing any more; the number of its newest frame."""
    with ground.enter(stack) as buyer:
        manifest = buyer.manifest()
        listing = ground.publish(stack, manifest)
        room = buyer.open_room(listing, ground.PROFILE, ground.terms(18_000_00), under=manifest, sealed=False)
    return room.id, asyncio.run(asyncio.wait_for(_until_signing(stack, room.id), START_SECONDS))


async def _until_signing(stack: Stack, room: str) -> int:
    async with following(stack.ground.port, room) as frames:
        async for frame in frames:
            if frame.get("status") == "signing":
                return int(frame["seq"])
    raise RuntimeError("the room came to no outcome")


def _bare(size: Size) -> Heard:
    with _server("benchmarks.bare:application") as (port, pid):
        address = f"http://127.0.0.1:{port}/publish?count={size.messages}&rate={size.rate}"
        return _measure(
            size,
            port,
            "/",
            lambda: dict(_get(address)),
            lambda: ground.processor_seconds(pid),
        )


@contextlib.contextmanager
def _server(application: str) -> Iterator[tuple[int, int]]:
    """The market's own server with another application: its port and its process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "config.server", "-b", "127.0.0.1", "-p", str(port), application]
    with subprocess.Popen(
        leashed(tuple(command)), cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            deadline = time.monotonic() + START_SECONDS
            while not _answers(f"http://127.0.0.1:{port}/"):
                if time.monotonic() > deadline:
                    raise RuntimeError("the bare server did not start")
                time.sleep(0.1)
            yield port, process.pid
        finally:
            process.terminate()


def _answers(address: str) -> bool:
    try:
        _get(address)
    except OSError:
        return False
    return True


def _get(address: str) -> dict[str, float]:
    with urllib.request.urlopen(address, timeout=300) as answer:  # noqa: S310 - an address of our own
        told: dict[str, float] = json.loads(answer.read())
    return told


def _measure(
    size: Size,
    port: int,
    path: str,
    publish: Callable[[], dict[str, float]],
    used: Callable[[], float],
) -> Heard:
    command = _module("watching", str(port), path, str(size.watchers), str(size.messages))
    with subprocess.Popen(leashed(command), cwd=PROJECT, stdout=subprocess.PIPE, text=True) as watching:
        if watching.stdout is None or watching.stdout.readline() != "ready\n":
            raise RuntimeError("the followers could not connect")
        before = used()
        told = {int(number): begun for number, begun in publish().items()}
        heard = json.loads(watching.stdout.read())
        spent = used() - before
    came = [[number for number, _ in one] for one in heard]
    return Heard(
        [(at - told[number]) * 1000 for one in heard for number, at in one],
        sum(len(told.keys() - set(one)) for one in came),
        sum(len(one) - len(set(one)) for one in came),
        spent,
    )


def _module(name: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", f"benchmarks.{name}", *arguments)


def _json(command: tuple[str, ...], environment: dict[str, str]) -> dict[str, float]:
    said = subprocess.run(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, check=True)
    told: dict[str, float] = json.loads(said.stdout)
    return told
