"""The cast: a seller and a buyer, each with a memory of its own, at one small market."""

from collections.abc import Iterator
from typing import Any

import pytest

from client.identity import Identity
from client.market import Market
from client.records import Records
from client.shapes import Room
from marketplace.domain.terms import Terms
from tests.unit.client.double import BIKE, MarketDouble
from tests.unit.client.serving import StoppedClock, serving


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def double(clock: StoppedClock) -> MarketDouble:
    return MarketDouble(clock)


@pytest.fixture
def url(double: MarketDouble) -> Iterator[str]:
    with serving(double.answer, double.publisher.follow) as address:
        yield address
        double.publisher.close()


def enter(double: MarketDouble, url: str, clock: StoppedClock) -> Market:
    identity = Identity.generate()
    double.known_keys += (identity.public_key,)
    return Market(url, identity, records=Records(), clock=clock)


@pytest.fixture
def seller(double: MarketDouble, url: str, clock: StoppedClock) -> Iterator[Market]:
    with enter(double, url, clock) as market:
        yield market


@pytest.fixture
def buyer(double: MarketDouble, url: str, clock: StoppedClock) -> Iterator[Market]:
    with enter(double, url, clock) as market:
        yield market


@pytest.fixture
def bike() -> dict[str, Any]:
    return dict(BIKE)


@pytest.fixture
def floor() -> Terms:
    return Terms(80_000, "USD", notes="canary-floor-note")


@pytest.fixture
def budget() -> Terms:
    return Terms(95_000, "USD", "high", ("cracked frame",), "canary-budget-note")


@pytest.fixture
def room(seller: Market, buyer: Market, bike: dict[str, Any], floor: Terms, budget: Terms) -> Room:
    """A room over the seller's bike, entered by the buyer and seen by the seller."""
    listing = seller.publish(bike, floor)
    opened = buyer.open_room(buyer.listing(listing.id), "I cycle daily.", budget)
    seller.room(opened.id)
    return opened
