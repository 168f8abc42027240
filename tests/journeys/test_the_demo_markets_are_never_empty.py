"""The crowd bargains at a demo market like any other clients, room after room, until it goes home."""

import threading
import time
from collections.abc import Iterator
from random import Random

import pytest

from client.market import Market
from contracts.domain import outcome
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
