"""What it costs to be somebody: an address that asks who is calling, beside the same address that does not ask."""

import contextlib
import http.client
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agents.domain import agentid, dpop, keys
from benchmarks import ground
from benchmarks.size import Size
from benchmarks.table import Row
from client.identity import Identity
from client.market import Market
from rooms.management.stack import Stack
from tests.alien_sso import PROVIDER, AlienSso

CALLERS = 4
"""On a connection each, so that the web process is never without a request."""
HOST = "cars.localhost"
ASKED, UNASKED = "/bare-agent", "/bare"

SLICES = 8

Headers = Mapping[str, str]
Make = Callable[[], Headers]


@dataclass(frozen=True)
class Cost:
    """By the clock, and of the web process."""

    seconds: float = 0.0
    processor_seconds: float = 0.0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.seconds + other.seconds, self.processor_seconds + other.processor_seconds)


def ways(size: Size) -> Iterator[Row]:
    """Requests of one known agent by each way in. What it sends is made and signed before the clock starts."""
    with AlienSso() as sso:
        told = {
            "ALIEN_ISSUER": sso.issuer,
            "ALIEN_PROVIDER_ADDRESS": PROVIDER,
            "ALIEN_STANDIN": "yes",
        }
        with ground.open_market(told=told) as stack:
            for name, make in _ways(stack, sso).items():
                yield _row(name, *_in_turns(stack, make, size.calls), size.calls)


def _row(name: str, asked: Cost, unasked: Cost, calls: int) -> Row:
    return Row(
        f"requests of an agent, by {name}",
        calls / asked.seconds,
        "requests/s",
        "the same view, which asks nobody",
        calls / unasked.seconds,
        parts={
            "web's processor time ms": asked.processor_seconds / calls * 1000,
            "unasked ms": unasked.processor_seconds / calls * 1000,
        },
    )


def _in_turns(stack: Stack, make: Make, calls: int) -> tuple[Cost, Cost]:
    """What so many requests cost, asked and unasked: a slice of one and of the other, so that what else the machine
    does meets both."""
    asked = unasked = Cost()
    for number in range(SLICES):
        count = len(range(number, calls, SLICES))
        unasked += _spent(stack, UNASKED, [{}] * count)
        asked += _spent(stack, ASKED, [make() for _ in range(count)])
    return asked, unasked


def _ways(stack: Stack, sso: AlienSso) -> dict[str, Make]:
    """By name, what makes the headers of one request. Every agent has been seen."""
    key, bound, holder = (Ed25519PrivateKey.generate() for _ in range(3))
    with Market(stack.url("cars"), Identity(holder)) as market:
        token = market.make_token().token
    access = sso.access_token("Ada", jkt=keys.thumbprint(keys.public_bytes(bound)))
    found: dict[str, Make] = {
        "AgentID": lambda: _agentid(key),
        "DPoP": lambda: _dpop(bound, access),
        "Token": lambda: {"Authorization": f"Token {token}"},
    }
    for make in found.values():
        _spent(stack, ASKED, [make() for _ in range(CALLERS)])
    return found


def _agentid(key: Ed25519PrivateKey) -> Headers:
    token = agentid.make(key, now_ms=time.time_ns() // 1_000_000, nonce=uuid4().hex)
    return {"Authorization": f"AgentID {token}"}


def _dpop(key: Ed25519PrivateKey, access: str) -> Headers:
    proof = dpop.make(
        key,
        method="GET",
        url=f"http://{HOST}{ASKED}",
        now=time.time(),
        jti=uuid4().hex,
        access_token=access,
    )
    return {"Authorization": f"DPoP {access}", "DPoP": proof}


def _spent(stack: Stack, path: str, requests: Sequence[Headers]) -> Cost:
    """What these requests cost, sent by all callers together."""
    begin = Barrier(CALLERS + 1, timeout=30)

    def call(number: int) -> None:
        with contextlib.closing(
            http.client.HTTPConnection("127.0.0.1", stack.ground.port, timeout=30)
        ) as line:
            line.connect()
            begin.wait()
            for headers in requests[number::CALLERS]:
                line.request("GET", path, headers={"Host": HOST, **headers})
                answer = line.getresponse()
                answer.read()
                if answer.status != http.HTTPStatus.OK:
                    raise RuntimeError(f"{path} answered {answer.status}")

    with ThreadPoolExecutor(CALLERS) as pool:
        calling = [pool.submit(call, number) for number in range(CALLERS)]
        before = ground.used(stack)["web"]
        begin.wait()
        began = time.perf_counter()
        for one in calling:
            one.result()
        took = time.perf_counter() - began
    return Cost(took, ground.used(stack)["web"] - before)
