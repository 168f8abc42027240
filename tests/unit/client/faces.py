"""The two faces of one set of rules, so that a test can hold either to the same promise."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import httpx

from client.async_market import AsyncMarket
from client.async_wire import AsyncWire
from client.calls import Call
from client.exchange import Exchange
from client.identity import Identity
from client.market import Market
from client.news import News
from client.wire import Wire
from tests.unit.client.serving import StoppedClock

Face = Literal["sync", "async"]


@dataclass
class AwaitedClock:
    """The same stopped clock in an event loop."""

    clock: StoppedClock

    def now(self) -> Any:
        return self.clock.now()

    async def sleep(self, seconds: float) -> None:
        self.clock.sleep(seconds)


@dataclass
class Caller:
    """Somebody who calls a market by one of the faces."""

    face: Face
    url: str
    clock: StoppedClock
    identity: Identity | None = None
    nonce: Callable[[], str] | None = None
    transport: Any = None

    def json(self, call: Call) -> Any:
        exchange = Exchange(self.url, self.identity, self.clock.now, self.nonce)
        if self.face == "async":
            return asyncio.run(self._awaited(exchange, call))
        wire = Wire(self.url, self.clock, self.transport)
        try:
            return wire.run(exchange.json(call))
        finally:
            wire.close()

    async def _awaited(self, exchange: Exchange, call: Call) -> Any:
        wire = AsyncWire(self.url, AwaitedClock(self.clock), self.transport)
        try:
            return await wire.run(exchange.json(call))
        finally:
            await wire.close()


@dataclass
class Watcher:
    """An agent that follows rooms by one of the faces. `heard` is told each frame as it comes."""

    face: Face
    url: str
    clock: StoppedClock
    identity: Identity

    def follow(
        self, room_id: str, heard: Callable[[News], object] = lambda _: None, **how: Any
    ) -> list[News]:
        if self.face == "async":
            return asyncio.run(self._awaited(room_id, heard, how))
        found = []
        with Market(self.url, self.identity, clock=self.clock) as market:
            for one in market.follow(room_id, **how):
                found.append(one)
                heard(one)
        return found

    async def _awaited(
        self, room_id: str, heard: Callable[[News], object], how: dict[str, Any]
    ) -> list[News]:
        found = []
        async with AsyncMarket(self.url, self.identity, clock=AwaitedClock(self.clock)) as market:
            async for one in market.follow(room_id, **how):
                found.append(one)
                heard(one)
        return found


class Breaking(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Breaks the connection as often as told, after the request has left; then answers."""

    def __init__(self, times: int) -> None:
        self._left = times

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._left:
            self._left -= 1
            raise httpx.ReadError(f"broke with {request.read()!r}", request=request)
        return httpx.Response(200, json={"fine": True})

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)
