"""The address that a DPoP proof names is the one that the caller addressed: under TLS where a trusted proxy says so,
and where anybody else says so it is not. Servers and sockets are real; the proxies are addresses of this machine."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from client.identity import Identity
from client.market import Market
from tests.agents.market import HOST, ME, PROXY, STRANGER, RunningMarket, running_market
from tests.alien_sso import ADA
from tests.faults.bargains import PROFILE, Agents, terms
from tests.rooms.processes import until

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

UNDER_TLS = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
HTTPS, HTTP = f"https://{HOST}{ME}", f"http://{HOST}{ME}"


@pytest.fixture(scope="module")
def market() -> Iterator[RunningMarket]:
    with running_market() as opened:
        yield opened


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@pytest.fixture
def ask(market: RunningMarket, key: Ed25519PrivateKey) -> Callable[..., tuple[int, str]]:
    """(status, code or owner) of a DPoP request from an address, for the URL that its proof names."""

    def asked(address: str, htu: str, *, host: str = HOST, **forwarded: str) -> tuple[int, str]:
        with market.caller(address, host=host) as caller:
            sent = {name.replace("_", "-"): value for name, value in forwarded.items()}
            answer = caller.get(ME, headers={**market.pair(key, htu), **sent})
        told = answer.json()
        return answer.status_code, told.get("code") or told["owner"]

    return asked


def test_a_trusted_proxy_under_tls_makes_the_address_https(ask: Callable[..., tuple[int, str]]) -> None:
    assert ask(PROXY, HTTPS, X_Forwarded_Proto="https") == (200, ADA)
    assert ask(PROXY, HTTP, X_Forwarded_Proto="https") == (401, "bad_proof_htu")
    assert ask(PROXY, HTTP, X_Forwarded_Proto="http") == (200, ADA)
    assert ask(PROXY, HTTPS) == (401, "bad_proof_htu"), "it said nothing of TLS"


def test_a_stranger_who_says_the_same_is_not_believed(ask: Callable[..., tuple[int, str]]) -> None:
    assert ask(STRANGER, HTTPS, X_Forwarded_Proto="https") == (401, "bad_proof_htu")
    assert ask(STRANGER, HTTP, X_Forwarded_Proto="https") == (200, ADA)
    chained = {
        "X_Forwarded_Proto": "https",
        "X_Forwarded_For": PROXY,
        "Forwarded": f"for={PROXY};proto=https",
    }
    assert ask(STRANGER, HTTPS, **chained) == (401, "bad_proof_htu"), "a trusted address in a header is none"


@pytest.mark.parametrize(
    ("host", "htu", "is_same"),
    [
        (HOST, f"https://{HOST}:443{ME}", True),
        (HOST, f"HTTPS://{HOST.upper()}{ME}?x=1", True),
        (HOST, f"https://{HOST}:80{ME}", False),
        (HOST, f"https://{HOST}{ME}/", False),
        (f"{HOST}:443", HTTPS, True),
        (f"{HOST}:8443", f"https://{HOST}:8443{ME}", True),
        (f"{HOST}:8443", HTTPS, False),
    ],
)
def test_the_host_and_port_are_those_that_the_proxy_hands_on(
    ask: Callable[..., tuple[int, str]], host: str, htu: str, is_same: bool
) -> None:
    expected = (200, ADA) if is_same else (401, "bad_proof_htu")
    assert ask(PROXY, htu, host=host, X_Forwarded_Proto="https") == expected
    others = {"X_Forwarded_Host": "evil.example", "X_Forwarded_Port": "1", "X_Forwarded_Prefix": "/x"}
    assert ask(PROXY, htu, host=host, X_Forwarded_Proto="https", **others) == expected


@pytest.mark.parametrize("proto", ["ftp", "https, http", ""])
def test_what_a_trusted_proxy_garbles_is_refused(ask: Callable[..., tuple[int, str]], proto: str) -> None:
    assert ask(PROXY, HTTPS, X_Forwarded_Proto=proto) == (400, "bad_forwarded_header")
    assert ask(STRANGER, HTTP, X_Forwarded_Proto=proto) == (200, ADA)


def test_a_scheme_that_comes_twice_is_refused_on_the_wire_too(
    market: RunningMarket, key: Ed25519PrivateKey
) -> None:
    twice = [("X-Forwarded-Proto", "https")] * 2
    with market.caller(PROXY) as caller:
        answer = caller.get(ME, headers=[*market.pair(key, HTTPS).items(), *twice])
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_forwarded_header")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_nobody_chooses_the_root_of_the_market_by_a_header(
    ask: Callable[..., tuple[int, str]], market: RunningMarket
) -> None:
    assert ask(STRANGER, HTTP, Daphne_Root_Path="/api") == (200, ADA)
    with market.caller() as caller:
        page = caller.get("/", headers={"Daphne-Root-Path": "//evil.example"})
    assert page.status_code == 200
    assert "evil" not in page.text


def sign_in(caller: httpx.Client, scheme: str) -> httpx.Response:
    """The answer to a form of a page that the browser has by this scheme."""
    caller.get("/sign-in/", headers=UNDER_TLS)
    token = caller.cookies["csrftoken"]
    form = {"login": "nobody", "password": "none", "csrfmiddlewaretoken": token}
    headers = {**UNDER_TLS, "Origin": f"{scheme}://{HOST}", "Cookie": f"csrftoken={token}"}
    return caller.post("/sign-in/", data=form, headers=headers)


def test_links_and_forms_know_the_callers_scheme(market: RunningMarket) -> None:
    """A form of an https page is refused by a market that takes itself for http, as by a forged header."""

    for address, status, scheme in ((PROXY, 200, "https"), (STRANGER, 403, "http")):
        with market.caller(address) as caller:
            assert sign_in(caller, "https").status_code == status
            assert f"{scheme}://{HOST}" in caller.get("/api/v1/docs", headers=UNDER_TLS).text


def test_a_websocket_goes_by_the_same_rule(market: RunningMarket, key: Ed25519PrivateKey) -> None:
    agents = Agents(market.stack.url("cars"))
    buyer = Market(market.stack.url("cars"), Identity(key))
    agents.opened.append(buyer)
    room = buyer.open_room(agents.listing(agents.enter(), terms(1_500_000)), PROFILE, terms(1_800_000))
    agents.close()
    path = f"/ws/rooms/{room.id}/"

    def first(address: str, scheme: str, **forwarded: str) -> object:
        sent = {name.replace("_", "-"): value for name, value in forwarded.items()}
        found = market.follow(address, path, {**market.pair(key, f"{scheme}://{HOST}{path}"), **sent})
        return found if isinstance(found, int) else found["type"]

    assert first(PROXY, "https", X_Forwarded_Proto="https") == "status"
    assert first(PROXY, "https", X_Forwarded_Proto="wss") == "status"
    assert first(PROXY, "http", X_Forwarded_Proto="https") == 4401
    assert first(STRANGER, "https", X_Forwarded_Proto="https") == 4401
    assert first(STRANGER, "http", X_Forwarded_Proto="https") == "status"


def test_whoever_comes_by_a_unix_socket_is_nobodys_proxy(
    market: RunningMarket, key: Ed25519PrivateKey
) -> None:
    """It has no address that the list could name: what it says of TLS is dropped."""
    with TemporaryDirectory() as directory:
        path = Path(directory) / "web.sock"
        with market.web("-u", str(path)):
            until(path.exists)
            with market.caller(uds=str(path)) as caller:
                found = [
                    caller.get(ME, headers={**market.pair(key, htu), **UNDER_TLS}) for htu in (HTTPS, HTTP)
                ]
                signed_in = sign_in(caller, "http")
    assert [one.status_code for one in found] == [httpx.codes.UNAUTHORIZED, httpx.codes.OK]
    assert found[0].json()["code"] == "bad_proof_htu"
    assert signed_in.status_code == httpx.codes.FORBIDDEN, "nobody's tries could be counted"
    assert "CSRF" not in signed_in.text
