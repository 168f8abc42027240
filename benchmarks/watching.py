"""Following rooms from outside. As a program, many followers of one room in a process of their own:

python -m benchmarks.watching PORT PATH WATCHERS FRAMES prints `ready` once every follower has had a first frame,
and when every follower has its FRAMES turns a JSON list with a list of [number, time] for each.
"""

import asyncio
import contextlib
import json
import math
import sys
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

HOST = "cars.localhost"
PATIENCE = 60.0


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that `percent` of them do not exceed; the values need no order."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def socket(port: int, path: str) -> connect:
    """A connection to the market on this machine, by its name."""
    return connect(f"ws://{HOST}:{port}{path}", host="127.0.0.1", port=port, open_timeout=PATIENCE)


@contextlib.asynccontextmanager
async def following(port: int, room: str) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """What a room publishes, from its first frame on, as long as the context is entered."""
    async with socket(port, f"/ws/rooms/{room}/") as connection:
        yield (json.loads(text) async for text in connection)


async def _heard(connection: ClientConnection, count: int) -> list[tuple[int, float]]:
    """Numbers of turn frames with the time at which each came, until there are `count`, or silence falls."""
    heard: list[tuple[int, float]] = []
    async with connection:
        while len(heard) < count:
            try:
                text = await asyncio.wait_for(connection.recv(), PATIENCE)
            except TimeoutError:
                break
            now, frame = time.time(), json.loads(text)
            if frame["type"] == "turn":
                heard.append((frame["seq"], now))
    return heard


async def _watch(port: int, path: str, watchers: int, count: int) -> list[list[tuple[int, float]]]:
    connections = [await socket(port, path) for _ in range(watchers)]
    for one in connections:
        await asyncio.wait_for(one.recv(), PATIENCE)  # accepted is not yet subscribed: the first frame tells
    listening = [asyncio.create_task(_heard(one, count)) for one in connections]
    print("ready", flush=True)
    return await asyncio.gather(*listening)


if __name__ == "__main__":
    port, path, watchers, count = sys.argv[1:]
    print(json.dumps(asyncio.run(_watch(int(port), path, int(watchers), int(count)))))
