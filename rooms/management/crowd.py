"""Agents that bargain at a demo market, so that there is always a room to watch, and that sell to whoever comes.

They are clients like any other: each has a key of its own and knows nothing but the market's address. One seat
holds one room after the other; seats begin one after the other, so that rooms do not all talk at once.
"""

import contextlib
import itertools
import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Final

from client.clock import SystemClock
from client.errors import BargainError
from client.identity import Identity
from client.market import Market
from contracts.domain import outcome
from marketplace.domain.terms import Terms
from rooms.domain.room import ENDED
from rooms.management import scenario
from rooms.management.scenario import Scenario

logger = logging.getLogger(__name__)

SCENARIOS: Final = Path(__file__).with_name("scenarios")
MOST_STANDING: Final = 4
"""Listings of one stall. Visitors may leave a room unsigned; what stands longest is then taken off the market."""
LEAST, MOST = 0.94, 1.06
"""By how much a limit differs from its scenario's, so that not every room ends alike."""


@dataclass(frozen=True)
class Pace:
    """Seconds. apart: between the first rooms of two seats. look: between two looks at a room.

    read: from an outcome to the first signature, and on to the second. rest: from a contract to the next room.
    """

    apart: float = 12.0
    look: float = 2.0
    read: float = 8.0
    rest: float = 6.0


def scenarios(slug: str) -> list[Scenario]:
    """What is bargained over at a demo market."""
    return [scenario.read(path) for path in sorted(SCENARIOS.glob(f"{slug}-*.json"))]


class _Stopped(Exception):
    """The crowd goes home."""


class _Clock(SystemClock):
    """A clock whose sleepers wake when the crowd goes home."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop

    def sleep(self, seconds: float) -> None:
        if self._stop.wait(seconds):
            raise _Stopped


class Seat:
    """One place at a market where room follows room.

    url: the market's address. told: what to bargain over, in turn. chance: where limits vary.
    """

    def __init__(
        self, url: str, told: Sequence[Scenario], *, pace: Pace, chance: Random, stop: threading.Event
    ) -> None:
        self._url, self._told, self._pace, self._chance = url, told, pace, chance
        self._clock = _Clock(stop)

    def hold(self, *, after: float = 0.0) -> None:
        """Room after room until the crowd goes home; begins after so many seconds."""
        try:
            self._clock.sleep(after)
            while True:
                for one in self._told:
                    self._try(one)
                    self._clock.sleep(self._pace.rest)
        except _Stopped:
            return

    def _try(self, told: Scenario) -> None:
        try:
            with self._market() as seller, self._market() as buyer:
                self._bargain(seller, buyer, varied(told, self._chance))
        except BargainError as error:
            logger.warning("a room of the crowd came to nothing: %s", error.code)

    def _market(self) -> Market:
        return Market(self._url, Identity.generate(), clock=self._clock)

    def _bargain(self, seller: Market, buyer: Market, told: Scenario) -> None:
        listing = seller.publish(told.public, told.seller)
        try:
            self._agree(seller, buyer, listing.id, told)
        finally:  # its key goes with this room: nobody could take it off the market later
            _take_off(seller, listing.id)

    def _agree(self, seller: Market, buyer: Market, listing_id: str, told: Scenario) -> None:
        room = buyer.open_room(buyer.listing(listing_id), told.profile, told.buyer)
        seller.room(room.id)
        while (status := buyer.room(room.id).status) != "signing":
            if status in ENDED:
                return
            self._clock.sleep(self._pace.look)
        for side in (buyer, seller):
            self._clock.sleep(self._pace.read)
            side.sign(room.id)


class Stall:
    """A seller for whoever comes: something over which nobody bargains is on offer, and every outcome gets signed.

    url: the market's address. told: what to offer, in turn.
    """

    def __init__(self, url: str, told: Sequence[Scenario], *, pace: Pace, stop: threading.Event) -> None:
        self._url, self._told, self._pace = url, told, pace
        self._clock = _Clock(stop)
        self._standing: list[str] = []

    def stand(self) -> None:
        """Offer after offer until the crowd goes home."""
        with Market(self._url, Identity.generate(), clock=self._clock) as seller:
            try:
                for one in itertools.cycle(self._told):
                    self._try(seller, one)
                    self._clock.sleep(self._pace.rest)
            except _Stopped:
                self._keep(seller, 0)

    def _try(self, seller: Market, told: Scenario) -> None:
        try:
            self._offer(seller, told)
        except BargainError as error:
            logger.warning("an offer to visitors came to nothing: %s", error.code)

    def _offer(self, seller: Market, told: Scenario) -> None:
        """Until somebody bargains over it; that room and those before it are looked after meanwhile and later."""
        self._keep(seller, MOST_STANDING - 1)
        listing = seller.publish(told.public, told.seller)
        self._standing.append(listing.id)
        while listing.status == "open" and not listing.rooms_open:
            _sign_all(seller)
            self._clock.sleep(self._pace.look)
            listing = seller.listing(listing.id)

    def _keep(self, seller: Market, most: int) -> None:
        while len(self._standing) > most:
            _take_off(seller, self._standing.pop(0))


def _sign_all(seller: Market) -> None:
    for room in seller.rooms():
        if room.status == "signing" and not seller.room(room.id).signed["seller"]:
            seller.sign(room.id)


def _take_off(seller: Market, listing_id: str) -> None:
    with contextlib.suppress(BargainError, _Stopped):
        if seller.listing(listing_id).status == "open":
            seller.withdraw(listing_id)


def varied(told: Scenario, chance: Random) -> Scenario:
    """The same with both limits moved a little, the floor still on the scale."""
    highest = outcome.price(outcome.TOP_BAND, told.asking_minor)
    return replace(
        told,
        seller=_moved(told.seller, chance, highest),
        buyer=_moved(told.buyer, chance, None),
    )


def _moved(terms: Terms, chance: Random, highest: int | None) -> Terms:
    limit = max(1, round(terms.limit_minor * chance.uniform(LEAST, MOST)))
    return replace(terms, limit_minor=limit if highest is None else min(limit, highest))


def gather(urls: dict[str, str], *, seats: int, pace: Pace, seed: int, stop: threading.Event) -> None:
    """Fill so many seats and a stall at each market (slug -> address) until `stop`. Returns when all have gone home."""
    threads = []
    for slug, url in urls.items():
        told = scenarios(slug)
        threads.append(threading.Thread(target=Stall(url, told, pace=pace, stop=stop).stand))
        for number in range(seats):
            at = number % len(told)
            chance = Random(f"{seed} {slug} {number}")  # noqa: S311 - it moves demo limits, nothing secret
            seat = Seat(url, [*told[at:], *told[:at]], pace=pace, chance=chance, stop=stop)
            threads.append(threading.Thread(target=seat.hold, kwargs={"after": number * pace.apart}))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
