"""A room is followed over its WebSocket without gap or repeat, by either face, whatever happens to the wire."""

from typing import Any

import pytest

from client import errors
from client.market import Market
from client.news import News, StatusFrame
from client.shapes import Room, Turn
from tests.unit.client.double import DEAL, MarketDouble
from tests.unit.client.faces import Face, Watcher
from tests.unit.client.publisher import Cut
from tests.unit.client.serving import StoppedClock, problem, serving

WHOLE = ["waiting", "It rides well.", "I see wear.", "outcome", "signing", "signing", "done", "contract"]


@pytest.fixture(params=["sync", "async"])
def face(request: pytest.FixtureRequest) -> Face:
    found: Face = request.param
    return found


@pytest.fixture
def watcher(face: Face, url: str, clock: StoppedClock, buyer: Market) -> Watcher:
    return Watcher(face, url, clock, buyer.identity)


@pytest.fixture
def ended(double: MarketDouble, seller: Market, buyer: Market, room: Room) -> Room:
    """A room that went all its way."""
    double.say(room.id, "It rides well.")
    double.say(room.id, "I see wear.")
    double.run(room.id, DEAL)
    seller.sign(room.id)
    buyer.sign(room.id)
    return room


def told(news: list[News]) -> list[str]:
    return [
        one.text if isinstance(one, Turn) else one.status if isinstance(one, StatusFrame) else one.kind
        for one in news
    ]


def seqs(news: list[News]) -> list[int | None]:
    return [one.seq for one in news]


def test_each_frame_comes_once_and_in_order_as_it_is_published(
    double: MarketDouble, seller: Market, buyer: Market, room: Room, watcher: Watcher, clock: StoppedClock
) -> None:
    steps: dict[str, Any] = {
        "waiting": lambda: double.say(room.id, "It rides well."),
        "It rides well.": lambda: double.say(room.id, "I see wear."),
        "I see wear.": lambda: double.run(room.id, DEAL),
        "signing": lambda: (seller.sign(room.id), buyer.sign(room.id)),
    }
    news = watcher.follow(room.id, lambda one: steps.pop(told([one])[0], lambda: None)())
    assert told(news) == WHOLE
    assert seqs(news) == list(range(1, 9))
    assert clock.slept == []
    assert not any(request.path.endswith("transcript") for request in double.log)


@pytest.mark.parametrize("code", [None, 4408, 1001, 1013])
def test_after_a_cut_it_goes_on_at_the_next_frame_with_a_fresh_token(
    double: MarketDouble, ended: Room, watcher: Watcher, clock: StoppedClock, code: int | None
) -> None:
    double.publisher.cuts = [Cut(3, code), Cut(0, code), Cut(2, code)]
    news = watcher.follow(ended.id)
    assert told(news) == WHOLE
    assert seqs(news) == list(range(1, 9))
    assert [one.after for one in double.publisher.followers] == [0, 3, 3, 5]
    assert clock.slept == [1, 2, 1]  # ever longer, until something came
    tokens = {one.authorization for one in double.publisher.followers}
    assert len(tokens) == 4
    assert None not in tokens


def test_a_market_that_restarts_is_waited_for_rather_than_polled(
    double: MarketDouble, ended: Room, face: Face, clock: StoppedClock, buyer: Market
) -> None:
    """What answers meanwhile may know no WebSocket at all."""
    double.publisher.cuts = [Cut(3)]
    is_up = [True, False, False, False, True]
    with serving(double.answer, double.publisher.follow, is_open=lambda: is_up.pop(0)) as url:
        news = Watcher(face, url, clock, buyer.identity).follow(ended.id)
        double.publisher.close()
    assert seqs(news) == list(range(1, 9))
    assert clock.slept == [1, 2, 4, 8]


def test_the_market_is_asked_by_its_own_name(
    double: MarketDouble, ended: Room, watcher: Watcher, url: str
) -> None:
    watcher.follow(ended.id)
    (follower,) = double.publisher.followers
    assert (follower.host, follower.path) == (url.removeprefix("http://"), f"/ws/rooms/{ended.id}/")


def test_what_a_market_repeats_is_given_once(double: MarketDouble, ended: Room, watcher: Watcher) -> None:
    double.publisher.twice = True
    assert seqs(watcher.follow(ended.id)) == list(range(1, 9))


def test_tries_are_bounded_and_their_pauses_too(
    double: MarketDouble, room: Room, watcher: Watcher, clock: StoppedClock
) -> None:
    double.publisher.cuts = [Cut(1), *[Cut(0)] * 20]
    with pytest.raises(errors.Unreachable) as refused:
        watcher.follow(room.id)
    assert "last frame was 1" in refused.value.detail
    assert clock.slept == [1, 2, 4, 8, 16, 30, 30, 30]


def test_where_an_agent_gets_no_turns_it_gets_the_rest(
    double: MarketDouble, ended: Room, watcher: Watcher
) -> None:
    double.publisher.hidden = {"turn"}
    assert seqs(watcher.follow(ended.id)) == [1, 4, 5, 6, 7, 8]


def test_a_kind_of_frame_that_it_does_not_know_is_passed_over(
    double: MarketDouble, room: Room, watcher: Watcher
) -> None:
    double.publisher.tell(room.id, "weather", sky="blue")
    double.end(room.id, "void", "listing_sold")
    assert seqs(watcher.follow(room.id)) == [1, 3]


@pytest.mark.parametrize("after", [1, 4, 7, 8, 500])
def test_an_ended_room_is_heard_to_its_end_after_any_number(
    ended: Room, watcher: Watcher, after: int
) -> None:
    assert seqs(watcher.follow(ended.id, after=after)) == list(range(after + 1, 9))


def test_a_live_room_is_asked_for_what_is_newer(double: MarketDouble, room: Room, watcher: Watcher) -> None:
    double.say(room.id, "It rides well.")
    double.say(room.id, "I see wear.")
    news = watcher.follow(room.id, lambda _: double.end(room.id, "void", "listing_sold"), after=2)
    assert told(news) == ["I see wear.", "void"]
    assert [one.after for one in double.publisher.followers] == [2]


@pytest.mark.parametrize(
    ("code", "kind"), [(4401, errors.NotAuthenticated), (4404, errors.NotFound), (4400, errors.Invalid)]
)
def test_a_refusal_is_an_error_and_is_not_tried_again(
    double: MarketDouble, room: Room, watcher: Watcher, clock: StoppedClock, code: int, kind: type[Exception]
) -> None:
    double.publisher.cuts = [Cut(0, code)]
    with pytest.raises(kind):
        watcher.follow(room.id)
    assert len(double.publisher.followers) == 1
    assert clock.slept == []


def test_whoever_loses_access_on_the_way_is_told_why(
    double: MarketDouble, room: Room, watcher: Watcher
) -> None:
    double.publisher.cuts = [Cut(1, 4401)]
    with pytest.raises(errors.NotAuthenticated) as refused:
        watcher.follow(room.id, lambda _: double.revoked.add(watcher.identity.fingerprint))
    assert refused.value.code == "agent_revoked"


def test_a_room_of_somebody_elses_is_refused_before_a_socket_is_opened(
    double: MarketDouble, watcher: Watcher
) -> None:
    with pytest.raises(errors.NotFound):
        watcher.follow("0199")
    assert double.publisher.followers == []


def test_a_room_that_does_not_end_is_left_after_the_time_given(
    double: MarketDouble, room: Room, watcher: Watcher, clock: StoppedClock
) -> None:
    double.publisher.cuts = [Cut(1), *[Cut(0)] * 20]
    with pytest.raises(errors.TookTooLong):
        watcher.follow(room.id, within=5)
    assert sum(clock.slept) < 5


def test_a_frame_that_is_none_is_unexpected(double: MarketDouble, room: Room, watcher: Watcher) -> None:
    double.publisher.tell(room.id, "status", status="dancing", reason=None)
    with pytest.raises(errors.Unexpected):
        watcher.follow(room.id)


def test_whoever_stops_early_lets_go_of_the_socket(double: MarketDouble, room: Room, buyer: Market) -> None:
    following = buyer.follow(room.id)
    assert told([next(following)]) == ["waiting"]
    following.close()  # type: ignore[attr-defined]  # a generator
    assert double.publisher.left.wait(10)


def test_a_redirected_socket_takes_no_token_elsewhere(
    double: MarketDouble, room: Room, face: Face, clock: StoppedClock, buyer: Market
) -> None:
    """It is not followed; the room is asked for over HTTP at the market's own address."""
    elsewhere = MarketDouble(clock)
    with serving(elsewhere.answer) as other, serving(redirecting(double, by_number(other))) as url:
        double.end(room.id, "void", "listing_sold")
        assert told(Watcher(face, by_number(url), clock, buyer.identity).follow(room.id)) == ["void"]
    assert elsewhere.log == []


def by_number(url: str) -> str:
    """An address that every resolver knows."""
    return url.replace("cars.localhost", "127.0.0.1")


def redirecting(double: MarketDouble, other: str) -> Any:
    def answer(request: Any) -> Any:
        if request.path.startswith("/ws/"):
            return problem(302, "moved", headers={"Location": other.replace("http", "ws") + request.path})
        return double.answer(request)

    return answer
