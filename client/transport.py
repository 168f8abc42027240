"""How requests and sockets leave: names under .localhost go to this machine, everything else where it says.

RFC 6761 section 6.3 reserves .localhost for the loopback address, and browsers keep to it; Python's resolver
does not know such names. The Host header stays as it was written: it chooses the market.
"""

import functools
import socket
import ssl
from typing import Final
from urllib.parse import urlsplit

import httpx

LOOPBACK: Final = "127.0.0.1"
PORTS: Final = {"ws": 80, "wss": 443}


class LocalhostTransport(httpx.BaseTransport):
    """Sends by `inner` (httpx's own transport unless given), with *.localhost mapped to 127.0.0.1."""

    def __init__(self, inner: httpx.BaseTransport | None = None) -> None:
        self._inner = inner or httpx.HTTPTransport(verify=_trusted())

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._inner.handle_request(to_loopback(request))

    def close(self) -> None:
        self._inner.close()


class AsyncLocalhostTransport(httpx.AsyncBaseTransport):
    """The same for an event loop."""

    def __init__(self, inner: httpx.AsyncBaseTransport | None = None) -> None:
        self._inner = inner or httpx.AsyncHTTPTransport(verify=_trusted())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._inner.handle_async_request(to_loopback(request))

    async def aclose(self) -> None:
        await self._inner.aclose()


@functools.cache
def _trusted() -> ssl.SSLContext:
    """The certificates that this process trusts, read once: that takes longer than any request."""
    return httpx.create_ssl_context()


def to_loopback(request: httpx.Request) -> httpx.Request:
    """The request as it should travel; the one that came in is left alone, so that redirects and errors name
    what was asked for."""
    name = request.url.host
    if not is_local(name):
        return request
    return httpx.Request(
        request.method,
        request.url.copy_with(host=LOOPBACK),
        headers=request.headers,
        stream=request.stream,
        extensions=request.extensions | {"sni_hostname": name},
    )


def dial(url: str, seconds: float) -> socket.socket:
    """A TCP connection to where a ws: or wss: URL leads. Raises OSError.

    Handing a WebSocket client its connection also keeps it from following a redirect with our token.
    """
    parts = urlsplit(url)
    name = parts.hostname or ""
    host = LOOPBACK if is_local(name) else name
    dialled = socket.create_connection((host, parts.port or PORTS[parts.scheme]), timeout=seconds)
    dialled.settimeout(None)  # a room may be silent for longer than a connection may take
    return dialled


def is_local(name: str) -> bool:
    """Whether a host name means this machine."""
    return name == "localhost" or name.endswith(".localhost")
