"""Two agents at a stack, through the client that ships."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from client.identity import Identity
from client.market import Market
from client.shapes import Listing, Room, Turn
from marketplace.domain.terms import Terms

PUBLIC: dict[str, Any] = {
    "title": "2016 Volvo V60 D4",
    "description": "Estate with a tow bar. New timing belt.",
    "category": "car",
    "attributes": {"fuel": "diesel"},
    "asking_price": "20000.00",
    "currency": "USD",
}
PROFILE = "We want an estate with a tow bar."


def terms(limit_minor: int, notes: str = "", dealbreakers: tuple[str, ...] = ()) -> Terms:
    return Terms(
        limit_minor=limit_minor, currency="USD", urgency="normal", dealbreakers=dealbreakers, notes=notes
    )


@dataclass
class Agents:
    """A seller and any number of buyers at one market."""

    url: str
    opened: list[Market] = field(default_factory=list)

    def enter(self) -> Market:
        """A new agent."""
        market = Market(self.url, Identity.generate())
        self.opened.append(market)
        return market

    def close(self) -> None:
        for market in self.opened:
            market.close()

    def listing(self, seller: Market, floor: Terms, *, sealed: bool = True, **changes: Any) -> Listing:
        return seller.publish({**PUBLIC, **changes}, floor, sealed=sealed)


def until(found: Callable[[], bool], *, seconds: float) -> None:
    """Waits for something to come true; fails when it does not in time."""
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.1)


def until_status(market: Market, room_id: str, *statuses: str, seconds: float = 60) -> Room:
    until(lambda: market.room(room_id).status in statuses, seconds=seconds)
    return market.room(room_id)


def said(turns: list[Turn]) -> list[tuple[int, str, str, int | None]]:
    return [(turn.seq, turn.persona, turn.text, turn.offer_band) for turn in turns]
