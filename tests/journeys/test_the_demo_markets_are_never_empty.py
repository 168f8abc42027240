"""The crowd bargains at a demo market like any other clients, room after room, until it goes home."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest

from client.identity import Identity
from client.market import Market
from client.news import StatusFrame
from client.shapes import Listing
from contracts.domain import outcome
from marketplace.domain.terms import Terms
from rooms.management import crowd
from rooms.management.plan import watched_market
from rooms.management.stack import Stack
from tests.stacks import private_stack

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]
QUICK = crowd.Pace(apart=0.2, look=0.1, read=0.1, rest=0.1)
PATIENCE = 60.0


@pytest.fixture
def stack() -> Iterator[Stack]:
    with private_stack(turn_pause=0.05, plan=watched_market) as opened:
        yield opened


def test_room_follows_room_at_both_markets_and_the_crowd_goes_home_when_told(stack: Stack) -> None:
    stop = threading.Event()
    urls = {slug: stack.url(slug) for slug in ("cars", "bikes")}
    options = {"seats": 2, "pace": QUICK, "seed": 7, "stop": stop}
    gathered = threading.Thread(target=crowd.gather, args=(urls,), kwargs=options)
    gathered.start()
    try:
        offered: dict[str, set[str]] = {slug: set() for slug in urls}
        deadline = time.monotonic() + PATIENCE
        while any(len(seen) < 3 for seen in offered.values()):
            assert time.monotonic() < deadline, offered
            for slug, url in urls.items():
                with Market(url) as visitor:
                    offered[slug] |= {listing.id for listing in visitor.listings()}
    finally:
        stop.set()
        gathered.join(PATIENCE)
    assert not gathered.is_alive()


@contextmanager
def stall(url: str) -> Iterator[None]:
    """A crowd of nobody but the seller for visitors."""
    stop = threading.Event()
    standing = crowd.Stall(url, crowd.scenarios("cars"), pace=QUICK, stop=stop)
    thread = threading.Thread(target=standing.stand)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE)


def test_whoever_comes_alone_finds_a_seller_who_signs_and_then_another_offer() -> None:
    with private_stack(turn_pause=0) as stack, Market(stack.url("cars"), Identity.generate()) as visitor:
        with stall(stack.url("cars")):
            listing = free(visitor, set())
            room = visitor.open_room(listing, "Somebody who came alone.", Terms(100, "USD"))
            next_one = free(visitor, {listing.id})
            for news in visitor.follow(room.id, within=PATIENCE):
                if isinstance(news, StatusFrame) and news.status == "signing" and not news.signed["buyer"]:
                    visitor.sign(room.id)
            assert visitor.room(room.id).status == "done"
        assert next_one.public["seller"] == listing.public["seller"]
        assert not list(visitor.listings()), "it has gone home"


def test_a_stall_does_not_fill_the_market_with_what_visitors_left() -> None:
    with private_stack(turn_pause=0) as stack, stall(stack.url("cars")):
        seen: set[str] = set()
        for number in range(crowd.MOST_STANDING + 2):
            with Market(stack.url("cars"), Identity.generate()) as visitor:
                listing = free(visitor, seen)
                seen.add(listing.id)
                visitor.open_room(listing, f"Visitor {number}, who does not stay.", Terms(100, "USD"))
                assert len(list(visitor.listings())) <= crowd.MOST_STANDING


def free(visitor: Market, others: set[str]) -> Listing:
    """A listing that is none of the others and over which nobody bargains."""
    deadline = time.monotonic() + PATIENCE
    while True:
        for one in visitor.listings():
            if one.id not in others and not one.rooms_open:
                return one
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_the_services_of_a_watched_market_keep_running(stack: Stack) -> None:
    deadline = time.monotonic() + PATIENCE
    with Market(stack.url("cars")) as visitor:
        while not list(visitor.listings()):
            assert time.monotonic() < deadline
            time.sleep(0.2)
    assert stack.supervisor.fallen() is None


@pytest.mark.parametrize("slug", ["cars", "bikes"])
def test_limits_vary_and_stay_on_the_scale(slug: str) -> None:
    chance = Random(1)
    for told in crowd.scenarios(slug):
        floors = {crowd.varied(told, chance).seller.limit_minor for _ in range(50)}
        assert len(floors) > 10
        assert max(floors) <= outcome.price(outcome.TOP_BAND, told.asking_minor)
