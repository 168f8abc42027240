"""Behind something that knows no WebSocket a room is asked for again and again, with the same result."""

from collections.abc import Callable, Iterator

import pytest

from client.market import Market
from client.news import News, StatusFrame
from client.shapes import Room, Turn
from tests.unit.client.double import DEAL, MarketDouble
from tests.unit.client.faces import Face, Watcher
from tests.unit.client.serving import Answer, Request, StoppedClock, problem, serving


@pytest.fixture(params=["sync", "async"])
def watcher(
    request: pytest.FixtureRequest, double: MarketDouble, clock: StoppedClock, buyer: Market
) -> Iterator[Watcher]:
    with serving(double.answer) as url:
        yield Watcher(request.param, url, clock, buyer.identity)


def told(news: list[News]) -> list[str]:
    return [
        one.text if isinstance(one, Turn) else one.status if isinstance(one, StatusFrame) else one.kind
        for one in news
    ]


def test_each_turn_comes_once_and_each_change_of_the_room_and_it_ends_with_the_contract(
    double: MarketDouble, seller: Market, buyer: Market, room: Room, clock: StoppedClock, watcher: Watcher
) -> None:
    script: Iterator[list[Callable[[], object]]] = iter(
        [
            [lambda: double.say(room.id, "It rides well.")],
            [],
            [lambda: double.say(room.id, "I see wear."), lambda: double.say(room.id, "Fair use.")],
            [lambda: double.run(room.id, DEAL)],
            [lambda: seller.sign(room.id)],
            [lambda: buyer.sign(room.id)],
        ]
    )

    def go_on() -> None:
        for step in next(script):
            step()

    clock.each_sleep = go_on
    assert told(watcher.follow(room.id, interval=2.5)) == [
        "waiting",
        "It rides well.",
        "I see wear.",
        "Fair use.",
        "outcome",
        "signing",
        "signing",
        "done",
        "contract",
    ]
    assert clock.slept == [2.5] * 6


def test_it_goes_on_without_turns_where_agents_may_not_read_them(
    double: MarketDouble, room: Room, clock: StoppedClock, watcher: Watcher
) -> None:
    double.say(room.id, "Hidden.")
    double.transcripts_shown = False
    clock.each_sleep = lambda: double.end(room.id, "void", "withdrawn")
    assert told(watcher.follow(room.id)) == ["waiting", "void"]
    assert sum(request.path.endswith("transcript") for request in double.log) == 1


@pytest.mark.parametrize("face", ["sync", "async"])
def test_a_busy_market_is_tried_again_before_it_is_polled(
    double: MarketDouble, room: Room, clock: StoppedClock, buyer: Market, face: Face
) -> None:
    asked: list[str] = []

    def answer(request: Request) -> Answer:
        if request.path.startswith("/ws/"):
            asked.append(request.path)
            return problem(503, "starting")
        return double.answer(request)

    double.end(room.id, "void", "withdrawn")
    with serving(answer) as url:
        assert told(Watcher(face, url, clock, buyer.identity).follow(room.id)) == ["void"]
    assert len(asked) == 3
    assert clock.slept == [1, 2]
