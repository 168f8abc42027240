"""The market for an event loop: the same flows as `client.market`, awaited.

async with AsyncMarket("http://cars.localhost:8000", identity, records=Records(home)) as market:
    room = await market.open_room(await market.listing(listing_id), "A student who cycles daily.", terms)
    async for news in market.follow(room.id): ...
    await market.sign(room.id)
"""

import functools
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Concatenate, ParamSpec, Self, TypeVar

import httpx

from client.agent import Agent
from client.async_wire import AsyncWire
from client.clock import AsyncClock, AsyncSystemClock
from client.flow import Flow, Stream
from client.identity import Identity
from client.records import Records

P = ParamSpec("P")
T = TypeVar("T")


def _call(
    flow: Callable[Concatenate[Agent, P], Flow[T]],
) -> "Callable[Concatenate[AsyncMarket, P], Awaitable[T]]":
    """A method that runs a flow of the agent's to its end."""

    @functools.wraps(flow)
    async def run(market: "AsyncMarket", /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await market.wire.run(flow(market.agent, *args, **kwargs))

    return run


def _stream(
    flow: Callable[Concatenate[Agent, P], Stream[T]],
) -> "Callable[Concatenate[AsyncMarket, P], AsyncIterator[T]]":
    """A method that gives a flow's items as they come."""

    @functools.wraps(flow)
    def run(market: "AsyncMarket", /, *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[T]:
        return market.wire.stream(flow(market.agent, *args, **kwargs))

    return run


class AsyncMarket:
    """One market at one address, seen by one agent (or by nobody, for what is public).

    Each method is the flow of the same name in `client.agent`. Any number may run at once.
    """

    def __init__(
        self,
        base_url: str,
        identity: Identity | None = None,
        *,
        records: Records | None = None,
        clock: AsyncClock | None = None,
        nonce: Callable[[], str] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        clock = clock or AsyncSystemClock()
        self.wire = AsyncWire(base_url, clock, transport)
        self.agent = Agent(base_url, identity, records, clock.now, nonce)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Lets go of the connections."""
        await self.wire.close()

    @property
    def identity(self) -> Identity:
        """The agent; LocalError where this market is seen by nobody."""
        return self.agent.identity

    manifest = _call(Agent.manifest)
    listings = _stream(Agent.listings)
    listing = _call(Agent.listing)
    verify = _call(Agent.verify)

    me = _call(Agent.me)
    make_token = _call(Agent.make_token)
    revoke = _call(Agent.revoke)

    publish = _call(Agent.publish)
    edit = _call(Agent.edit)
    pause = _call(Agent.pause)
    resume = _call(Agent.resume)
    withdraw = _call(Agent.withdraw)
    consent = _call(Agent.consent)
    photos = _call(Agent.photos)
    add_photo = _call(Agent.add_photo)
    arrange_photos = _call(Agent.arrange_photos)
    remove_photo = _call(Agent.remove_photo)

    claim_key = _call(Agent.claim_key)
    open_room = _call(Agent.open_room)
    submit_terms = _call(Agent.submit_terms)
    rooms = _stream(Agent.rooms)
    room = _call(Agent.room)
    transcript = _call(Agent.transcript)
    follow = _stream(Agent.follow)
    sign = _call(Agent.sign)

    contracts = _stream(Agent.contracts)
    contract = _call(Agent.contract)
    contract_of = _call(Agent.contract_of)
    checked_contract = _call(Agent.checked_contract)
