"""Over the wire, to the real server: a header that comes twice is one that two readers may read in two ways."""

import http.client
import json
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agents.domain import agentid, challenge
from rooms.management.stack import Stack
from tests.alien_sso import PROVIDER, AlienSso
from tests.alien_sso.agent import proof, thumbprint
from tests.rooms.processes import PATIENCE
from tests.stacks import private_stack

pytestmark = [
    pytest.mark.stack,
    pytest.mark.xdist_group("stack"),
    pytest.mark.skipif(sys.platform != "linux", reason="a stack reads /proc"),
]
Headers = Sequence[tuple[str, str]]
PATH = "/api/v1/agents/me"
HOST = "cars.localhost"


@pytest.fixture(scope="module")
def sso() -> Iterator[AlienSso]:
    with AlienSso() as opened:
        yield opened


@pytest.fixture(scope="module")
def stack(sso: AlienSso) -> Iterator[Stack]:
    told = {"ALIEN_ISSUER": sso.issuer, "ALIEN_PROVIDER_ADDRESS": PROVIDER, "ALIEN_STANDIN": "yes"}
    with private_stack(told=told) as opened:
        yield opened


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def call(
    stack: Stack, headers: Headers, *, hosts: Sequence[str] = (HOST,), method: str = "GET", path: str = PATH
) -> tuple[int, Any]:
    """(status, body) of a request with exactly these headers, in their order."""
    connection = http.client.HTTPConnection("127.0.0.1", stack.ground.port, timeout=PATIENCE)
    connection.putrequest(method, path, skip_host=True)
    for name, value in [*(("Host", host) for host in hosts), *headers]:
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, json.loads(body) if "json" in answer.headers["Content-Type"] else body


def refused(stack: Stack, headers: Headers) -> str:
    status, body = call(stack, headers)
    assert status == 401
    code: str = body["code"]
    return code


def agentid_token(key: Ed25519PrivateKey) -> str:
    return "AgentID " + agentid.make(key, now_ms=time.time_ns() // 1_000_000, nonce=uuid4().hex)


def test_an_agentid_token_that_comes_twice_is_none_and_is_not_used_up(
    stack: Stack, key: Ed25519PrivateKey
) -> None:
    sent = ("Authorization", agentid_token(key))
    assert refused(stack, [sent, sent]) == "malformed_token"
    assert refused(stack, [sent, ("authorization", agentid_token(key))]) == "malformed_token"
    assert call(stack, [sent])[0] == 200
    assert refused(stack, [sent]) == "replayed_nonce"


def test_a_proof_or_an_access_token_that_comes_twice_is_none(
    stack: Stack, sso: AlienSso, key: Ed25519PrivateKey
) -> None:
    access = sso.access_token("Ada", jkt=thumbprint(key))
    url = f"http://{HOST}{PATH}"
    authorization = ("Authorization", f"DPoP {access}")
    sent, second = (("DPoP", proof(key, "GET", url, access_token=access)) for _ in range(2))
    for headers in ([authorization, sent, sent], [sent, authorization, second]):
        assert refused(stack, headers) == "missing_dpop"
    assert refused(stack, [authorization, authorization, sent]) == "malformed_access_token"
    assert refused(stack, [authorization]) == "missing_dpop"
    assert call(stack, [authorization, sent])[0] == 200
    assert refused(stack, [authorization, sent]) == "replayed_proof_jti"


def test_two_ways_in_at_once_are_none(stack: Stack, sso: AlienSso, key: Ed25519PrivateKey) -> None:
    access = sso.access_token("Ada", jkt=thumbprint(key))
    sent = ("DPoP", proof(key, "GET", f"http://{HOST}{PATH}", access_token=access))
    by_dpop, by_agentid = ("Authorization", f"DPoP {access}"), ("Authorization", agentid_token(key))
    assert refused(stack, [by_dpop, by_agentid, sent]) == "malformed_access_token"
    assert refused(stack, [by_agentid, by_dpop, sent]) == "malformed_token"


def test_a_token_that_comes_twice_is_none(stack: Stack, key: Ed25519PrivateKey) -> None:
    token = ("Authorization", f"Token {made(stack, key)}")
    assert call(stack, [token])[0] == 200
    assert refused(stack, [token, token]) == "unknown_token"


def made(stack: Stack, key: Ed25519PrivateKey) -> str:
    """A token of the agent's, as its key makes it."""

    def post(path: str, body: dict[str, str]) -> Any:
        text = json.dumps(body)
        connection = http.client.HTTPConnection("127.0.0.1", stack.ground.port, timeout=PATIENCE)
        headers = {"Host": HOST, "Authorization": agentid_token(key), "Content-Type": "application/json"}
        connection.request("POST", f"{PATH}/{path}", text, headers)
        found = json.loads(connection.getresponse().read())
        connection.close()
        return found

    asked = post("challenges", {"purpose": "token"})["challenge"]
    signature = challenge.sign(key, asked, host=HOST, purpose="token")
    token: str = post("tokens", {"challenge": asked, "signature": signature})["token"]
    return token


def test_two_hosts_are_no_market(stack: Stack, key: Ed25519PrivateKey) -> None:
    for hosts in ((HOST, HOST), (HOST, "bikes.localhost"), ()):
        assert call(stack, [("Authorization", agentid_token(key))], hosts=hosts)[0] in (400, 404)


@pytest.mark.parametrize(
    "form", ["https://{host}{path}", "http://{host}:{port}{path}", "http://{host}:1{path}"]
)
def test_a_proof_names_the_scheme_and_the_port_that_the_caller_addressed(
    stack: Stack, sso: AlienSso, key: Ed25519PrivateKey, form: str
) -> None:
    access = sso.access_token("Ada", jkt=thumbprint(key))

    def sent(host: str, url: str) -> int:
        one = proof(key, "GET", url, access_token=access)
        return call(stack, [("Authorization", f"DPoP {access}"), ("DPoP", one)], hosts=(host,))[0]

    addressed = f"{HOST}:{stack.ground.port}"
    named = form.format(host=HOST, port=stack.ground.port, path=PATH)
    assert sent(HOST, named) == 401
    assert sent(addressed, named) == (200 if addressed in named else 401)
