"""The least that could tell many followers something: an ASGI application with nothing but a set of sockets.

GET /publish?count=COUNT&rate=RATE sends turns to every open socket and answers with the time of each.
"""

import asyncio
import json
import time
from typing import Any
from urllib.parse import parse_qs

from benchmarks.watching import HOST

TEXT = "I'd sooner you felt it on a drive than took my adjectives. A small step from me. " * 3

_open: set[Any] = set()


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await _follow(receive, send)
    else:
        asked = {name: float(value[0]) for name, value in parse_qs(scope["query_string"].decode()).items()}
        body = json.dumps(await _publish(int(asked["count"]), asked["rate"]) if asked else HOST)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body.encode()})


async def _follow(receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    _open.add(send)
    await send({"type": "websocket.send", "text": json.dumps({"type": "status", "seq": 0})})
    while (await receive())["type"] != "websocket.disconnect":
        pass
    _open.discard(send)


async def _publish(count: int, rate: float) -> dict[int, float]:
    told = {}
    first = time.monotonic()
    for number in range(1, count + 1):
        await asyncio.sleep(max(0.0, first + (number - 1) / rate - time.monotonic()))
        told[number] = time.time()
        frame = {"type": "turn", "seq": number, "at": "2026-01-01T00:00:00Z", "round": number, "text": TEXT}
        text = json.dumps(frame | {"persona": "seller", "offer_band": 64})
        for send in list(_open):
            await send({"type": "websocket.send", "text": text})
    return told
