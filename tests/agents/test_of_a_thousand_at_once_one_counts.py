"""The same proof, and the same AgentID token, sent a thousand times at once to a market of two web processes: one is
accepted, every other is told that it comes again."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agents.domain import agentid
from tests.agents.market import HOST, ME, RunningMarket, running_market

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

TIMES, CALLERS = 1000, 20
"""More callers than both processes together have threads; each keeps its connection."""


@pytest.fixture(scope="module")
def market() -> Iterator[RunningMarket]:
    with running_market() as opened:
        yield opened


@pytest.fixture(scope="module")
def ports(market: RunningMarket) -> Iterator[tuple[int, int]]:
    """Where the two web processes answer."""
    with market.another_web() as port:
        yield market.stack.ground.port, port


def answers(market: RunningMarket, ports: tuple[int, int], headers: Mapping[str, str]) -> Counter[object]:
    """How often the market gave each answer, (status, code) or (status, None), to one request of TIMES."""
    begin = Barrier(CALLERS)

    def call(number: int) -> Counter[object]:
        with market.caller(port=ports[number % 2]) as caller:
            begin.wait()
            sent = [caller.get(ME, headers=headers) for _ in range(TIMES // CALLERS)]
        return Counter((one.status_code, one.json().get("code")) for one in sent)

    with ThreadPoolExecutor(CALLERS) as pool:
        return sum(pool.map(call, range(CALLERS)), Counter())


def test_of_one_proof_sent_a_thousand_times_at_once_one_is_accepted(
    market: RunningMarket, ports: tuple[int, int]
) -> None:
    headers = market.pair(Ed25519PrivateKey.generate(), f"http://{HOST}{ME}")
    found = answers(market, ports, headers)
    assert found == {(200, None): 1, (401, "replayed_proof_jti"): TIMES - 1}


def test_of_one_nonce_sent_a_thousand_times_at_once_one_is_accepted(
    market: RunningMarket, ports: tuple[int, int]
) -> None:
    token = agentid.make(Ed25519PrivateKey.generate(), now_ms=time.time_ns() // 1_000_000, nonce=uuid4().hex)
    found = answers(market, ports, {"Authorization": f"AgentID {token}"})
    assert found == {(200, None): 1, (401, "replayed_nonce"): TIMES - 1}
