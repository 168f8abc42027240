"""Each fault as a client over real HTTP meets it."""

import json
import time

import httpx
import pytest

from tests.model_server import Honest, ModelServer
from tests.model_server.answers import Behaviour
from tests.model_server.choices import MAKERS, behaviour, mixed
from tests.model_server.faults import (
    BANDS,
    STATUSES,
    WRONG_SHAPES,
    ByCall,
    CutOff,
    Failing,
    Hanging,
    Html,
    Huge,
    InTurn,
    Mixed,
    NotANumber,
    RateLimited,
    Slow,
    WrongJson,
    all_faults,
)
from tests.unit.model_server.requests import asked, content, deciding, speaking


def meet(fault: Behaviour, request: dict[str, object] | None = None, **options: float) -> httpx.Response:
    with ModelServer(fault) as server:
        return httpx.post(f"{server.address}/chat/completions", json=request or speaking(), **options)  # type: ignore[arg-type]


def test_slow_is_slow() -> None:
    began = time.monotonic()
    assert meet(Slow(0.2)).status_code == 200
    assert time.monotonic() - began >= 0.2


@pytest.mark.parametrize("seconds", [1, 9999])
def test_a_rate_limit_says_when_to_come_back(seconds: int) -> None:
    answer = meet(RateLimited(seconds))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, str(seconds))


def test_a_rate_limit_may_not_say_when() -> None:
    assert "retry-after" not in meet(RateLimited(None)).headers


@pytest.mark.parametrize("status", STATUSES)
def test_failing_fails(status: int) -> None:
    answer = meet(Failing(status))
    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"message", "type", "param", "code"}


def test_a_failing_provider_may_quote_what_it_was_sent() -> None:
    assert "$17,200" in meet(Failing(400, quotes=True), deciding()).text


def test_hanging_never_answers() -> None:
    with pytest.raises(httpx.ReadTimeout):
        meet(Hanging(), timeout=0.2)


@pytest.mark.parametrize("cut", ["half", "nothing", "too long"])
def test_a_cut_connection_is_a_broken_answer(cut: str) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        meet(CutOff(cut))


def test_a_length_that_is_too_short_leaves_half_a_json() -> None:
    with pytest.raises(ValueError, match=r"."):
        meet(CutOff("too short")).json()


def test_html_is_html_with_status_200() -> None:
    answer = meet(Html())
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")


@pytest.mark.parametrize("shape", WRONG_SHAPES)
def test_a_wrong_shape_is_valid_json(shape: str) -> None:
    answer = meet(WrongJson(shape))
    assert answer.status_code == 200
    answer.json()


def test_huge_is_a_megabyte() -> None:
    assert len(content(meet(Huge()))) == 1_000_000


@pytest.mark.parametrize("form", BANDS)
def test_a_decision_that_is_none_comes_as_it_stands(form: str) -> None:
    assert content(meet(NotANumber(form), deciding())) == BANDS[form]


def test_who_decides_badly_speaks_well() -> None:
    assert "$19,206" in content(meet(NotANumber()))


def test_a_mixture_is_a_function_of_seed_and_number() -> None:
    rates: dict[Behaviour, float] = {Failing(503): 0.2, Hanging(): 0.1}
    met = [Mixed(rates, seed=7).which(number) for number in range(2000)]
    assert met == [Mixed(rates, seed=7).which(number) for number in range(2000)]
    assert met != [Mixed(rates, seed=8).which(number) for number in range(2000)]
    assert 300 < met.count(Failing(503)) < 500
    assert 130 < met.count(Hanging()) < 270
    assert met.count(Honest()) > 1200


def test_a_mixture_of_more_than_all_is_refused() -> None:
    with pytest.raises(ValueError, match="1 at most"):
        Mixed({Html(): 0.9, Huge(): 0.2})


def test_behaviours_follow_each_other_and_the_last_stays() -> None:
    with ModelServer(InTurn([Failing(500), RateLimited(0), Honest()])) as server, httpx.Client() as client:
        url = f"{server.address}/chat/completions"
        statuses = [client.post(url, json=speaking()).status_code for _ in range(4)]
    assert statuses == [500, 429, 200, 200]


def test_each_kind_of_call_can_have_its_own() -> None:
    behaviour = ByCall(decide=Failing(500))
    assert [behaviour(asked(request)).status for request in (speaking(), deciding())] == [200, 500]


def test_every_fault_is_among_all_of_them() -> None:
    kinds = {type(fault) for fault in all_faults()}
    assert kinds == {Slow, RateLimited, Failing, Hanging, CutOff, Html, WrongJson, Huge, NotANumber}


@pytest.mark.parametrize("name", MAKERS)
def test_every_name_of_the_command_line_makes_a_behaviour(name: str) -> None:
    behaviour(name, 1)(asked(speaking()))


def test_the_command_line_mixes() -> None:
    chosen = mixed(Honest(), ["failing:503=0.5", "rate-limited:9999=0.5"], 3)
    assert {chosen(asked(speaking(), number)).status for number in range(50)} == {503, 429}
    with pytest.raises(ValueError, match="is none of"):
        behaviour("unheard", 0)


def test_decisions_that_are_none_are_no_exact_decision() -> None:
    def exact(text: str) -> bool:
        try:
            read = json.loads(text)
        except (ValueError, RecursionError):
            return False
        sound = isinstance(read, dict) and set(read) == {"vote", "band"}
        return (
            sound
            and read["vote"] in ("rate", "pass")
            and type(read["band"]) is int
            and 0 <= read["band"] <= 127
        )

    assert [form for form, text in BANDS.items() if exact(text)] == ["duplicate keys"]
