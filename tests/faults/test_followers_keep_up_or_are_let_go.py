"""Two hundred followers get every frame once; one that does not read is let go and takes up where it left off."""

import asyncio
import itertools
import json
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from channels_redis.pubsub import RedisPubSubChannelLayer
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from client.identity import Identity
from client.market import Market
from rooms.management.plan import PROJECT, environment
from rooms.management.stack import Stack
from tests.faults.bargains import PROFILE, Agents, terms, until_status
from tests.stacks import private_stack

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

WATCHERS, FRAMES, PER_SECOND = 200, 100, 20
PATIENCE = 60.0
HEAVY = 64 * 1024
"""Characters of a frame that no kernel buffers many of."""

PUBLISH = f"""
import sys, time
from django.db import transaction
from django.utils import timezone
from rooms import queries
from rooms.actions import news
from rooms.domain import events
sys.stdin.readline()
began = time.monotonic()
for number in range({FRAMES}):
    time.sleep(max(0.0, began + number / {PER_SECOND} - time.monotonic()))
    with transaction.atomic():
        room = queries.locked_room(ROOM)
        news.tell(room, events.ContractFrame(str(time.monotonic_ns())), timezone.now())
from agents import broadcasts
assert broadcasts.flush(30)
"""


@pytest.fixture
def stack() -> Iterator[Stack]:
    with private_stack(told={"FOLLOWER_PATIENCE_SECONDS": "0.5"}) as opened:
        yield opened


@pytest.fixture
def agents(stack: Stack) -> Iterator[Agents]:
    found = Agents(stack.url("cars"))
    yield found
    found.close()


def signing_room(agents: Agents) -> tuple[Market, str, int]:
    """A buyer, its room that awaits signatures, and the number of the newest frame."""
    seller, buyer = agents.enter(), agents.enter()
    room = buyer.open_room(agents.listing(seller, terms(1_500_000)), PROFILE, terms(1_800_000))
    until_status(buyer, room.id, "signing")
    return buyer, room.id, 15


_numbers = itertools.count()


def opening(stack: Stack, identity: Identity, room_id: str, after: int) -> Any:
    """A connection to the room as its party, not yet made."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, HEAVY)  # the kernel would read megabytes for it
    line.connect(("127.0.0.1", stack.ground.port))
    line.setblocking(False)
    token = identity.authorization(now_ms=time.time_ns() // 1_000_000, nonce=f"follower-{next(_numbers)}")
    return connect(
        f"ws://cars.localhost:{stack.ground.port}/ws/rooms/{room_id}/?after={after}",
        sock=line,
        additional_headers={"Authorization": token},
        open_timeout=PATIENCE,
        max_size=2**24,
    )


@dataclass
class Heard:
    """What one follower was sent: numbers, and for each frame how long it was on its way, in ms."""

    numbers: list[int] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)


async def listen(follower: ClientConnection, count: int) -> Heard:
    heard = Heard()
    while len(heard.numbers) < count:
        frame = json.loads(await asyncio.wait_for(follower.recv(), PATIENCE))
        heard.delays.append((time.monotonic_ns() - int(frame["contract"])) / 1e6)
        heard.numbers.append(frame["seq"])
    return heard


def publisher(stack: Stack, room_id: str) -> subprocess.Popen[str]:
    """A process that publishes frames of the room, as actions do, once it is told to."""
    script = f"ROOM = {room_id!r}\n{PUBLISH}"
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", script]
    return subprocess.Popen(
        command, cwd=PROJECT, env=environment(stack.ground), stdin=subprocess.PIPE, text=True
    )


def test_two_hundred_followers_get_every_frame_once_and_in_order(stack: Stack, agents: Agents) -> None:
    buyer, room_id, newest = signing_room(agents)

    async def run() -> list[Heard]:
        followers = [await opening(stack, buyer.identity, room_id, newest) for _ in range(WATCHERS)]
        process = publisher(stack, room_id)
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.close()
        heard = await asyncio.gather(*(listen(follower, FRAMES) for follower in followers))
        assert await asyncio.to_thread(process.wait, PATIENCE) == 0
        for follower in followers:
            await follower.close()
        return heard

    heard = asyncio.run(run())
    delays = statistics.quantiles([one for each in heard for one in each.delays], n=100)
    print(f"{WATCHERS} followers, {PER_SECOND} frames/s: p50 {delays[49]:.0f} ms, p99 {delays[98]:.0f} ms")
    wanted = list(range(newest + 1, newest + 1 + FRAMES))
    assert [each.numbers for each in heard] == [wanted] * WATCHERS


def test_a_follower_that_does_not_read_is_let_go_and_resumes_by_number(stack: Stack, agents: Agents) -> None:
    buyer, room_id, newest = signing_room(agents)

    async def run() -> tuple[list[int], int | None, list[int]]:
        follower = await opening(stack, buyer.identity, room_id, 0)
        heard = [json.loads(await follower.recv())["seq"] for _ in range(newest)]
        await flood(stack, room_id, newest)
        await asyncio.sleep(2)  # what it takes to be found slow; this follower reads nothing meanwhile
        code = None
        try:
            while True:
                heard.append(json.loads(await asyncio.wait_for(follower.recv(), PATIENCE))["seq"])
        except ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd else None
        await follower.close()
        async with opening(stack, buyer.identity, room_id, 7) as again:
            resumed = [json.loads(await asyncio.wait_for(again.recv(), PATIENCE))["seq"] for _ in range(8)]
        return heard, code, resumed

    heard, code, resumed = asyncio.run(run())
    assert code == 4408
    assert heard == list(range(1, len(heard) + 1))
    assert len(heard) < newest + 200
    assert resumed == list(range(8, newest + 1))


def test_what_a_follower_says_is_dropped_and_long_speeches_end_it(stack: Stack, agents: Agents) -> None:
    buyer, room_id, newest = signing_room(agents)

    async def run() -> list[int]:
        async with opening(stack, buyer.identity, room_id, 0) as follower:
            for _ in range(5000):
                await follower.send("hello?")
            heard = [json.loads(await follower.recv())["seq"] for _ in range(newest)]
            await follower.send("x" * 5000)
            with pytest.raises(ConnectionClosed):
                await asyncio.wait_for(follower.recv(), PATIENCE)
        return heard

    assert asyncio.run(run()) == list(range(1, newest + 1))


async def flood(stack: Stack, room_id: str, newest: int) -> None:
    """Two hundred heavy frames at once, on the way that broadcasts take."""
    layer = RedisPubSubChannelLayer(hosts=[f"unix://{stack.ground.run_dir}/broker.sock"])
    for seq in range(newest + 1, newest + 201):
        text = json.dumps({"type": "contract", "seq": seq, "contract": "x" * HEAVY})
        message = {"type": "room.frame", "seq": seq, "all": text, "no_turns": text, "public": None}
        await layer.group_send(f"room.{room_id.replace('-', '')}", message)
    await layer.flush()
