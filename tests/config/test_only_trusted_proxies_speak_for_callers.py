"""What X-Forwarded-Proto and X-Forwarded-For say counts where the peer is trusted. Of anybody else they are dropped,
and so is every header of the kind once it was read: nothing behind can be told twice."""

import asyncio
import json
from io import BytesIO
from ipaddress import ip_network
from typing import Any

import pytest
from allauth.core.internal.httpkit import get_client_ip
from django.core.handlers.asgi import ASGIRequest
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle

from agents.errors import Malformed
from config.proxies import TrustedProxies, as_addressed

TRUSTED = (ip_network("10.0.0.0/24"), ip_network("fd00::/8"))
PROXY, CALLER, STRANGER = "10.0.0.5", "203.0.113.9", "198.51.100.7"

Headers = list[tuple[str, str]]


def scope(peer: str | None, headers: Headers, kind: str = "http") -> dict[str, Any]:
    """As daphne makes one; a WebSocket's has no scheme."""
    sent = [("host", "cars.localhost"), *headers]
    return {
        "type": kind,
        **({"scheme": "http", "method": "GET"} if kind == "http" else {}),
        "path": "/",
        "query_string": b"",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in sent],
        "client": None if peer is None else [peer, 51234],
    }


def seen(peer: str | None, headers: Headers, kind: str = "http") -> tuple[str | None, str | None]:
    """(scheme, address of the caller), as what stands behind sees them."""
    found = as_addressed(scope(peer, headers, kind), TRUSTED)
    assert [name for name, _ in found["headers"]] == [b"host"], "no header of the kind is handed on"
    return found.get("scheme"), found["client"] and found["client"][0]


def spoken(proto: str, *hops: str) -> Headers:
    return [("x-forwarded-proto", proto), *(("x-forwarded-for", one) for one in hops)]


def test_a_trusted_proxy_names_the_scheme_and_the_caller() -> None:
    assert seen(PROXY, spoken("https", CALLER)) == ("https", CALLER)
    assert seen("fd00::5", spoken("https", "2001:DB8::9")) == ("https", "2001:db8::9")
    assert seen(PROXY, spoken("http", CALLER)) == ("http", CALLER)


def test_a_proxy_on_a_socket_for_both_kinds_of_address_is_the_same_proxy() -> None:
    assert seen(f"::ffff:{PROXY}", spoken("https", f"::ffff:{CALLER}")) == ("https", CALLER)


@pytest.mark.parametrize("peer", [STRANGER, "10.0.1.5", "::1", f"::ffff:{STRANGER}", "127.0.0.1", "", "x"])
def test_of_anybody_else_nothing_is_believed(peer: str) -> None:
    assert seen(peer, spoken("https", CALLER)) == ("http", peer)
    assert seen(peer, spoken("rubbish", "rubbish", "rubbish")) == ("http", peer), "nor read"
    assert seen(peer, spoken("https", CALLER), "websocket") == (None, peer)


def test_a_peer_without_an_address_is_nobodys_proxy() -> None:
    """What daphne says of whoever comes by a Unix socket."""
    assert seen(None, spoken("https", CALLER)) == ("http", None)
    nowhere = {**scope(PROXY, spoken("https", CALLER)), "client": None}
    del nowhere["client"]
    assert as_addressed(nowhere, TRUSTED)["scheme"] == "http"


def test_where_no_proxy_is_named_nobody_is_believed() -> None:
    found = as_addressed(scope(PROXY, spoken("https", CALLER)), ())
    assert (found["scheme"], found["client"][0]) == ("http", PROXY)


def test_a_trusted_proxy_that_says_nothing_is_the_caller() -> None:
    assert seen(PROXY, []) == ("http", PROXY)


@pytest.mark.parametrize(
    ("hops", "caller"),
    [
        ([f"{STRANGER}, {CALLER}"], CALLER),
        ([STRANGER, CALLER], CALLER),
        ([f"rubbish, {CALLER}"], CALLER),
        ([f",,{CALLER}"], CALLER),
        ([f"{STRANGER}, {CALLER}, 10.0.0.6"], CALLER),
        ([f"{CALLER}, 10.0.0.6", "10.0.0.7"], CALLER),
        (["10.0.0.6, 10.0.0.7"], "10.0.0.6"),
        ([f"10.0.0.9, {CALLER}"], CALLER),
    ],
)
def test_the_caller_is_the_last_hop_that_is_no_proxy(hops: list[str], caller: str) -> None:
    """What stands before it the caller may have written."""
    assert seen(PROXY, spoken("https", *hops)) == ("https", caller)


@pytest.mark.parametrize(
    ("proto", "http", "websocket"),
    [
        ("https", "https", "wss"),
        ("HTTPS", "https", "wss"),
        (" wss ", "https", "wss"),
        ("http", "http", "ws"),
        ("ws", "http", "ws"),
    ],
)
def test_a_scheme_is_the_one_of_what_is_opened(proto: str, http: str, websocket: str) -> None:
    assert seen(PROXY, spoken(proto))[0] == http
    assert seen(PROXY, spoken(proto), "websocket")[0] == websocket


BROKEN: list[Headers] = [
    *(spoken(one) for one in ("", "ftp", "https, http", "https,https", "htt\xe9ps", "https;")),
    [*spoken("https"), *spoken("https")],
    [*spoken("https"), *spoken("http")],
    *(spoken("https", one) for one in ("", "unknown", "proxy.example", f"{CALLER}:80", "[::1]", "1.2.3")),
    *(spoken("https", one) for one in (f"{CALLER},", f"{CALLER}, rubbish", "unix:", "_hidden", "256.0.0.1")),
    spoken("https", CALLER, ""),
    spoken("https", "rubbish, 10.0.0.6"),
]


@pytest.mark.parametrize("headers", BROKEN, ids=str)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_what_a_trusted_proxy_says_in_two_ways_or_in_none_is_refused(headers: Headers, kind: str) -> None:
    with pytest.raises(Malformed) as refused:
        as_addressed(scope(PROXY, headers, kind), TRUSTED)
    assert refused.value.code == "bad_forwarded_header"


@pytest.mark.parametrize("peer", [PROXY, STRANGER, None])
def test_no_other_header_of_a_proxy_counts_or_is_handed_on(peer: str | None) -> None:
    others = [
        ("forwarded", f"for={CALLER};proto=https;host=evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-port", "443"),
        ("x-forwarded-ssl", "on"),
        ("x-real-ip", CALLER),
        ("X-FORWARDED-PREFIX", "/x"),
        ("x_forwarded_proto", "https"),
        ("x-forwarded_for", CALLER),
    ]
    assert seen(peer, others) == ("http", peer)


@pytest.mark.parametrize(
    ("peer", "address", "caller"),
    [(PROXY, "https://cars.localhost/", CALLER), (STRANGER, "http://cars.localhost/", STRANGER)],
)
def test_all_that_read_a_request_read_the_same(settings: Any, peer: str, address: str, caller: str) -> None:
    settings.USE_X_FORWARDED_HOST = settings.USE_X_FORWARDED_PORT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    sent = [*spoken("https", f"{STRANGER}, {CALLER}"), ("x-forwarded-host", "evil.example")]
    request = ASGIRequest(as_addressed(scope(peer, sent), TRUSTED), BytesIO())
    assert request.build_absolute_uri("/") == address
    assert request.is_secure() is address.startswith("https")
    assert get_client_ip(request) == caller
    assert AnonRateThrottle().get_ident(Request(request)) == caller


def sent_back(kind: str, headers: Headers) -> tuple[list[dict[str, Any]], list[Any]]:
    """(messages that the server gets, scopes that the application behind got)."""
    messages: list[dict[str, Any]] = []
    entered: list[Any] = []

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        entered.append(scope)

    async def send(message: dict[str, Any]) -> None:
        messages.append(message)

    asyncio.run(TrustedProxies(behind, TRUSTED)(scope(PROXY, headers, kind), None, send))
    return messages, entered


def test_a_refusal_is_a_problem_document_and_a_websocket_does_not_open() -> None:
    (start, body), entered = sent_back("http", spoken("ftp"))
    assert entered == []
    assert (start["status"], dict(start["headers"])[b"content-type"]) == (400, b"application/problem+json")
    told = json.loads(body["body"])
    assert (told["status"], told["code"]) == (400, "bad_forwarded_header")
    assert sent_back("websocket", spoken("ftp")) == ([{"type": "websocket.close"}], [])


def test_what_is_neither_a_request_nor_a_websocket_passes() -> None:
    entered: list[Any] = []

    async def behind(*told: Any) -> None:
        entered.append(told)

    asyncio.run(TrustedProxies(behind, TRUSTED)({"type": "lifespan"}, None, behind))
    assert entered == [({"type": "lifespan"}, None, behind)]
