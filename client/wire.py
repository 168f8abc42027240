"""The synchronous face of `client.calls`: signs each request, sends it, and waits where asked to."""

import json
import secrets
from collections.abc import Callable, Iterator
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import httpx

from client import calls
from client.calls import Call
from client.clock import Clock, SystemClock
from client.errors import Unreachable
from client.identity import Identity
from client.shapes import Reader
from client.transport import LocalhostTransport

TRIES: Final = 5
PATIENCE: Final = 60.0  # seconds: a longer wait is the caller's to decide on
TIMEOUT: Final = 30.0


class Wire:
    """One market's address, with the agent that calls it, a clock and a source of nonces."""

    def __init__(
        self,
        base_url: str,
        identity: Identity | None = None,
        *,
        clock: Clock | None = None,
        nonce: Callable[[], str] | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.identity = identity
        self.clock = clock or SystemClock()
        self._nonce = nonce or (lambda: secrets.token_hex(16))
        self._http = httpx.Client(
            base_url=base_url.rstrip("/"),
            transport=transport or LocalhostTransport(),
            timeout=TIMEOUT,
            trust_env=False,  # a netrc must not put somebody else's credentials into our requests
        )

    def close(self) -> None:
        """Lets go of the connections."""
        self._http.close()

    def json(self, call: Call) -> Any:
        """The JSON of a good answer; MarketError, Unreachable or Unexpected otherwise."""
        return calls.read_json(self.body(call))

    def body(self, call: Call) -> bytes:
        """The bytes of a good answer, after waiting and trying again where the market asked for that."""
        for tried in range(1, TRIES + 1):
            response = self._send(call, tried)
            if response is None:
                wait: float | None = calls.FIRST_PAUSE
            else:
                wait = calls.pause(response.status_code, response.headers, tried, self.clock.now())
                if wait is None or wait > PATIENCE or tried == TRIES:
                    return calls.read(
                        response.status_code, response.headers, response.content, self.clock.now()
                    )
            self.clock.sleep(wait or 0.0)
        raise Unreachable("the market did not answer")  # pragma: no cover - the last try returns or raises

    def pages(self, path: str, query: dict[str, str]) -> Iterator[Any]:
        """The items of a list, page by page. Of `next` only the query is used: an address that the market
        names gets none of this agent's tokens."""
        asked: dict[str, str] | None = query
        while asked is not None:
            page = Reader(self.json(Call("GET", path, query=asked)), "page")
            yield from page.items("results")
            following = page.text_or_none("next")
            asked = dict(parse_qsl(urlsplit(following).query)) if following else None

    def _send(self, call: Call, tried: int) -> httpx.Response | None:
        """The answer; None where none came and the call may be sent again."""
        request = self._http.build_request(
            call.method,
            call.path,
            params=dict(call.query),
            content=_content(call),
            headers=self._headers(call),
        )
        try:
            return self._http.send(request)
        except httpx.TransportError as failure:
            reason = type(failure).__name__
        if call.repeatable and tried < TRIES:
            return None
        # Raised out here: the failure holds the request, and the request may hold terms.
        raise Unreachable(f"no answer from {self._http.base_url} ({reason}); is the address right?")

    def _headers(self, call: Call) -> dict[str, str]:
        headers = {"Accept": "application/json"}
        if call.body is not None:
            headers["Content-Type"] = "application/json"
        if call.idempotency_key is not None:
            headers["Idempotency-Key"] = call.idempotency_key
        if self.identity is not None and not call.anonymous:
            now_ms = int(self.clock.now().timestamp() * 1000)
            headers["Authorization"] = self.identity.authorization(now_ms=now_ms, nonce=self._nonce())
        return headers


def _content(call: Call) -> bytes | None:
    if call.body is None or isinstance(call.body, bytes):
        return call.body
    return json.dumps(call.body, ensure_ascii=False).encode()
