"""Calls over the wire: refusals become exceptions, waiting is bounded, and nothing private is in an error."""

from datetime import timedelta

import pytest

from client import calls, errors
from client.calls import Call
from client.exchange import PATIENCE, TRIES
from client.identity import Identity
from tests.unit.client.double import MarketDouble
from tests.unit.client.faces import Breaking, Caller, Face
from tests.unit.client.serving import NOW, Answer, Request, StoppedClock, problem, serving

LOOK = Call("GET", "/api/v1/manifest")
SUBMIT = Call("POST", "/api/v1/rooms", body={"terms": {"limit": "271828.18"}})


@pytest.fixture(params=["sync", "async"])
def face(request: pytest.FixtureRequest) -> Face:
    found: Face = request.param
    return found


@pytest.fixture
def caller(face: Face, url: str, clock: StoppedClock) -> Caller:
    return Caller(face, url, clock, Identity.generate())


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, errors.Invalid), (401, errors.NotAuthenticated), (403, errors.Forbidden), (404, errors.NotFound),
     (405, errors.Invalid), (409, errors.Conflict), (413, errors.Invalid), (422, errors.Invalid),
     (500, errors.Unavailable), (502, errors.Unavailable)],
)  # fmt: skip
def test_a_problem_document_becomes_the_exception_of_its_status(
    double: MarketDouble, caller: Caller, clock: StoppedClock, status: int, kind: type[errors.MarketError]
) -> None:
    double.refuse = [problem(status, "some_code", digest="sha256:new")]
    with pytest.raises(errors.MarketError) as refused:
        caller.json(LOOK)
    assert type(refused.value) is kind
    assert (refused.value.status, refused.value.code) == (status, "some_code")
    assert refused.value.detail == "some_code it is"
    assert refused.value.members["digest"] == "sha256:new"
    assert clock.slept == []


def test_each_field_that_is_unsound_is_named(double: MarketDouble, caller: Caller) -> None:
    listed = [
        {"field": "title", "code": "blank", "detail": "Say something."},
        {"field": "terms", "code": "bad"},
        5,
    ]
    double.refuse = [problem(422, "invalid", errors=listed)]
    with pytest.raises(errors.Invalid) as refused:
        caller.json(LOOK)
    assert refused.value.detail == "invalid it is; title: Say something.; terms: bad"


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"code":5}', b'{"code":"a","code":"b"}'])
def test_a_refusal_without_a_problem_document_is_still_of_its_status(
    double: MarketDouble, caller: Caller, body: bytes
) -> None:
    double.refuse = [Answer(404, body)]
    with pytest.raises(errors.NotFound) as refused:
        caller.json(LOOK)
    assert refused.value.code == "http_404"


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b'{"a":1,"a":2}', b"\xff"])
def test_an_answer_that_is_no_sound_json_is_unexpected(
    double: MarketDouble, caller: Caller, body: bytes
) -> None:
    double.refuse = [Answer(200, body)]
    with pytest.raises(errors.Unexpected):
        caller.json(LOOK)


def test_a_redirect_is_not_followed_with_a_token(double: MarketDouble, caller: Caller) -> None:
    double.refuse = [Answer(302, b"", {"Location": "http://elsewhere.example/"})]
    with pytest.raises(errors.Unexpected, match="302"):
        caller.json(LOOK)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("call", [LOOK, Call("POST", "/api/v1/sealing-keys", body={})])
def test_a_busy_market_is_asked_again_after_the_time_it_names(
    double: MarketDouble, caller: Caller, clock: StoppedClock, status: int, call: Call
) -> None:
    double.refuse = [problem(status, "throttled", headers={"Retry-After": str(wait)}) for wait in (3, 0, 7)]
    assert caller.json(call)
    assert clock.slept == [3, 0, 7]
    tokens = [request.headers["Authorization"] for request in double.log]
    assert len(set(tokens)) == 4  # a nonce counts once: each try needs a token of its own


def test_a_market_that_names_no_time_is_asked_again_ever_later(
    double: MarketDouble, caller: Caller, clock: StoppedClock
) -> None:
    double.refuse = [problem(503, "pool_empty") for _ in range(3)]
    assert caller.json(LOOK)
    assert clock.slept == [1, 2, 4]


def test_tries_are_bounded(double: MarketDouble, caller: Caller, clock: StoppedClock) -> None:
    double.refuse = [problem(429, "throttled", headers={"Retry-After": "2"}) for _ in range(TRIES + 5)]
    with pytest.raises(errors.Unavailable) as refused:
        caller.json(LOOK)
    assert refused.value.retry_after == 2
    assert len(double.log) == TRIES
    assert len(clock.slept) == TRIES - 1


def test_a_long_wait_is_the_callers_to_decide_on(
    double: MarketDouble, caller: Caller, clock: StoppedClock
) -> None:
    double.refuse = [problem(429, "throttled", headers={"Retry-After": str(int(PATIENCE) + 1)})]
    with pytest.raises(errors.Unavailable) as refused:
        caller.json(LOOK)
    assert refused.value.retry_after == PATIENCE + 1
    assert clock.slept == []


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0", 0), ("120", 120), ("Fri, 02 Jan 2026 03:04:35 GMT", 30), ("Fri, 02 Jan 2026 03:00:00 GMT", 0),
     ("", None), ("-1", None), ("1.5", None), ("soon", None), ("\u0661", None)],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date(text: str, seconds: float | None) -> None:
    assert calls.retry_after({"retry-after": text}, NOW) == seconds


def broken(face: Face, times: int, clock: StoppedClock) -> Caller:
    return Caller(face, "http://cars.localhost", clock, transport=Breaking(times))


@pytest.mark.parametrize("call", [LOOK, Call("POST", "/x", body={}, idempotency_key="k")])
def test_a_broken_connection_is_tried_again_where_twice_is_the_same_as_once(
    face: Face, call: Call, clock: StoppedClock
) -> None:
    assert broken(face, 2, clock).json(call) == {"fine": True}
    assert clock.slept == [1, 1]
    with pytest.raises(errors.Unreachable):
        broken(face, TRIES, clock).json(call)


def test_a_broken_connection_is_not_tried_again_where_it_would_do_it_twice(
    face: Face, clock: StoppedClock
) -> None:
    with pytest.raises(errors.Unreachable):
        broken(face, 1, clock).json(SUBMIT)
    assert clock.slept == []


def test_no_error_along_its_chain_and_no_repr_holds_what_was_submitted(
    face: Face, clock: StoppedClock
) -> None:
    with pytest.raises(errors.Unreachable) as raised:
        broken(face, 1, clock).json(SUBMIT)
    assert raised.value.__context__ is None
    assert raised.value.__cause__ is None
    assert "271828" not in f"{raised.value!r} {SUBMIT!r}"


def test_a_market_that_is_not_there_is_unreachable(face: Face, clock: StoppedClock) -> None:
    with serving(lambda _request: Answer(200, {})) as gone:
        pass
    with pytest.raises(errors.Unreachable, match="ConnectError"):
        Caller(face, gone, clock).json(LOOK)


def test_a_token_carries_the_clocks_time(face: Face, clock: StoppedClock) -> None:
    clock.moment += timedelta(days=1000)
    seen: list[Request] = []
    double = MarketDouble(clock)  # refuses tokens that are not of its own clock's time

    def answer(request: Request) -> Answer:
        seen.append(request)
        return double.answer(request)

    with serving(answer) as url:
        caller = Caller(face, url, clock, Identity.generate(), nonce=lambda: "chosen")
        assert caller.json(LOOK)["version"] == "0.1.0"
    assert seen[0].headers["Host"] == url.removeprefix("http://")
