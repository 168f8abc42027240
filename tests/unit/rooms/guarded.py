"""The rooms of tests/vectors/guard as contexts, and what their offers and prices are called in a sentence."""

import json
import re
from pathlib import Path
from typing import Any

from contracts.domain.outcome import price
from marketplace.domain import money
from rooms.domain.brief import PublicListing
from rooms.domain.guard import Context

VECTORS = Path(__file__).parents[2] / "vectors/guard"
PRICE = re.compile(r"[€$£¥]?\d[\d,.]*\d(?: SEK)?")


def vectors(name: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads((VECTORS / f"{name}.json").read_text())
    return found


def _context(room: dict[str, Any]) -> Context:
    attributes = {
        name: value if isinstance(value, str) else tuple(value) for name, value in room["attributes"].items()
    }
    listing = PublicListing(
        room["title"],
        room["description"],
        room["category"],
        attributes,
        room["asking_minor"],
        room["currency"],
    )
    return Context(listing, room["profile"], tuple(room["said"]), room["offer_band"], tuple(room["private"]))


ROOMS: dict[str, Context] = {
    name: _context(room) for name, room in json.loads((VECTORS / "rooms.json").read_text()).items()
}


def spoken(text: str, context: Context) -> str:
    """A sentence with this room's {offer}, {asking} and {theirs} (the other side's last price) in it."""
    listing, last = context.listing, PRICE.findall(context.said[-1])
    offer = price(context.offer_band or 0, listing.asking_minor)
    return text.format(
        offer=money.display(offer, listing.currency),
        asking=money.display(listing.asking_minor, listing.currency),
        theirs=last[0],
    )


def car(*, said: tuple[str, ...] = (), band: int | None = 92, private: tuple[str, ...] = ()) -> Context:
    """A car for $19,800 whose listing has numbers that a liar would like: 15, 17, 5, 50, 200, 500."""
    listing = PublicListing(
        "2014 Honda Civic LX, 92k miles",
        "Two owners, 5-door, 15 inch wheels, battery at 85 %. 200 off for cash. Trim 17, option 500, 50 photos.",
        "Cars",
        {"engine": "1.8 l i-VTEC"},
        1_980_000,
        "USD",
    )
    return Context(listing, "I need a car for my 3 kids.", said, band, private)
