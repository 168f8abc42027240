"""How requests leave: names under .localhost go to this machine, everything else goes where it says.

RFC 6761 section 6.3 reserves .localhost for the loopback address, and browsers keep to it; Python's resolver
does not know such names. The Host header stays as it was written: it chooses the market.
"""

from typing import Final

import httpx

LOOPBACK: Final = "127.0.0.1"


class LocalhostTransport(httpx.BaseTransport):
    """Sends by `inner` (httpx's own transport unless given), with *.localhost mapped to 127.0.0.1."""

    def __init__(self, inner: httpx.BaseTransport | None = None) -> None:
        self._inner = inner or httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._inner.handle_request(to_loopback(request))

    def close(self) -> None:
        self._inner.close()


def to_loopback(request: httpx.Request) -> httpx.Request:
    """The request as it should travel; the one that came in is left alone, so that redirects and errors name
    what was asked for."""
    name = request.url.host
    if name != "localhost" and not name.endswith(".localhost"):
        return request
    return httpx.Request(
        request.method,
        request.url.copy_with(host=LOOPBACK),
        headers=request.headers,
        stream=request.stream,
        extensions=request.extensions | {"sni_hostname": name},
    )
