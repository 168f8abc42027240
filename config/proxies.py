"""What a proxy says of a caller, believed of the operator's own proxies and of nobody else.

`TrustedProxies` stands around the whole market, HTTP and WebSocket. It puts what a trusted peer said into the scope's
`scheme` and `client`, where Django, allauth and DRF look, and hands on no header from which one of them could read
it again. daphne's own --proxy-headers believes every peer, and uvicorn's middleware leaves strangers' headers where
they are and takes the last of two that disagree: hence these lines.
"""

import ipaddress
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from agents.errors import Malformed
from agents.problems import MEDIA_TYPE, members
from config.env import AddressRange

Scope = Mapping[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Any, Send], Awaitable[None]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

SCHEMES: Final = {"http": ("http", "https"), "websocket": ("ws", "wss")}
"""By the scope's type: in clear, and under TLS."""
UNDER_TLS: Final = {"http": False, "ws": False, "https": True, "wss": True}
"""By what a proxy writes; some write the WebSocket's own schemes."""
NO_PORT: Final = 0


class TrustedProxies:
    """An ASGI application around another one. trusted: whose forwarding headers count."""

    def __init__(self, application: Application, trusted: Sequence[AddressRange]) -> None:
        self._application, self._trusted = application, tuple(trusted)

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        if scope["type"] in SCHEMES:
            try:
                scope = as_addressed(scope, self._trusted)
            except Malformed as refused:
                return await _refuse(scope["type"], refused, send)
        return await self._application(scope, receive, send)


def as_addressed(scope: Scope, trusted: Sequence[AddressRange]) -> dict[str, Any]:
    """The scope of a request or a WebSocket as its caller made it, without any forwarding header.

    `scheme` is X-Forwarded-Proto's, `client` the last address of X-Forwarded-For that is not trusted itself, where
    the peer is trusted and says so. A peer without an address (a Unix socket's) is nobody's proxy. The host is Host's:
    a proxy hands it on. Raises Malformed (`bad_forwarded_header`) where a trusted peer's header cannot be read.
    """
    headers = [(name, value) for name, value in scope["headers"] if not _is_forwarding(name)]
    found = {**scope, "headers": headers}
    if _is_trusted(_peer(scope), trusted):
        schemes = _lines(scope, b"x-forwarded-proto")
        if schemes:
            found["scheme"] = SCHEMES[scope["type"]][_is_under_tls(schemes)]
        hops = _lines(scope, b"x-forwarded-for")
        if hops:
            found["client"] = [str(_caller(hops, trusted)), NO_PORT]
    return found


def _is_forwarding(name: bytes) -> bool:
    """Whoever reads headers from CGI's names cannot tell "_" from "-"."""
    plain = name.lower().replace(b"_", b"-")
    return plain in (b"forwarded", b"x-real-ip") or plain.startswith(b"x-forwarded-")


def _lines(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]


def _peer(scope: Scope) -> Address | None:
    try:
        return _address(scope["client"][0]) if scope.get("client") else None
    except ValueError:
        return None


def _is_trusted(address: Address | None, trusted: Sequence[AddressRange]) -> bool:
    return address is not None and any(address in network for network in trusted)


def _is_under_tls(lines: Sequence[str]) -> bool:
    """One scheme, said once: of two nobody knows which the proxy meant."""
    said = UNDER_TLS.get(lines[0].strip().lower()) if len(lines) == 1 else None
    if said is None:
        raise _unreadable("X-Forwarded-Proto is not one of http and https.")
    return said


def _caller(lines: Sequence[str], trusted: Sequence[AddressRange]) -> Address:
    """The last hop that is no proxy of ours, else the first one; what stands before it anybody may have written.

    Lines of one name are one list (RFC 9110 section 5.3).
    """
    for hop in reversed(",".join(lines).split(",")):
        try:
            address = _address(hop.strip())
        except ValueError:
            raise _unreadable("X-Forwarded-For is no list of addresses.") from None
        if not _is_trusted(address, trusted):
            break
    return address


def _address(text: str) -> Address:
    """An address as it is compared: IPv4 within IPv6 is IPv4 (RFC 4291 section 2.5.5.2), and the zone is not part of
    it. Raises ValueError."""
    address = ipaddress.ip_address(text.partition("%")[0])
    return getattr(address, "ipv4_mapped", None) or address


def _unreadable(detail: str) -> Malformed:
    return Malformed("bad_forwarded_header", detail)


async def _refuse(kind: str, refused: Malformed, send: Send) -> None:
    """A problem document; a WebSocket does not open."""
    if kind == "websocket":
        return await send({"type": "websocket.close"})
    body = json.dumps(members(refused)).encode()
    headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    return await send({"type": "http.response.body", "body": body})
