"""Calls as flows: each request is signed anew, and tried again where trying again is sound."""

import json
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from client import calls
from client.calls import Call
from client.errors import LocalError, Unreachable
from client.flow import Answer, Broken, Flow, Item, Send, Sleep, Stream
from client.identity import Identity
from client.reader import Reader

TRIES: Final = 5
PATIENCE: Final = 60.0  # seconds: a longer wait is the caller's to decide on


class Exchange:
    """Who calls which market, with a clock to sign by and a source of nonces."""

    def __init__(
        self,
        address: str,
        identity: Identity | None,
        now: Callable[[], datetime],
        nonce: Callable[[], str] | None = None,
    ) -> None:
        self.now = now
        self._address = address
        self._identity = identity
        self._nonce = nonce or (lambda: secrets.token_hex(16))

    @property
    def identity(self) -> Identity:
        """The agent; LocalError where this market is seen by nobody."""
        if self._identity is None:
            raise LocalError("no_key", "this needs an agent's key; make one with: bargain keygen")
        return self._identity

    def authorization(self) -> dict[str, str]:
        """The header of one request or one socket: a token counts once. Empty where nobody calls."""
        if self._identity is None:
            return {}
        now_ms = int(self.now().timestamp() * 1000)
        return {"Authorization": self._identity.authorization(now_ms=now_ms, nonce=self._nonce())}

    def json(self, call: Call) -> Flow[Any]:
        """The JSON of a good answer; MarketError, Unreachable or Unexpected otherwise."""
        return calls.read_json((yield from self.body(call)))

    def body(self, call: Call) -> Flow[bytes]:
        """The bytes of a good answer, after waiting and trying again where the market asked for that."""
        tried = 0
        while True:
            tried += 1
            reply: Answer | Broken = yield self._request(call)
            wait = self._wait(call, reply, tried)
            if wait is None:
                return self._read(reply)
            yield Sleep(wait)

    def pages(self, path: str, query: dict[str, str]) -> Stream[Any]:
        """The items of a list, page by page. Of `next` only the query is used: an address that the market
        names gets none of this agent's tokens."""
        asked: dict[str, str] | None = query
        while asked is not None:
            page = Reader((yield from self.json(Call("GET", path, query=asked))), "page")
            for one in page.items("results"):
                yield Item(one)
            following = page.text_or_none("next")
            asked = dict(parse_qsl(urlsplit(following).query)) if following else None

    def _wait(self, call: Call, reply: Answer | Broken, tried: int) -> float | None:
        """Seconds before the next try; None where this reply is the last."""
        if tried == TRIES:
            return None
        if isinstance(reply, Broken):
            return calls.FIRST_PAUSE if call.repeatable else None
        wait = calls.pause(reply.status, reply.headers, tried, self.now())
        return None if wait is None or wait > PATIENCE else wait

    def _read(self, reply: Answer | Broken) -> bytes:
        if isinstance(reply, Broken):
            raise Unreachable(f"no answer from {self._address} ({reply.reason}); is the address right?")
        return calls.read(reply.status, reply.headers, reply.body, self.now())

    def _request(self, call: Call) -> Send:
        headers = {"Accept": "application/json"}
        if call.body is not None:
            headers["Content-Type"] = call.content_type
        if call.idempotency_key is not None:
            headers["Idempotency-Key"] = call.idempotency_key
        if not call.anonymous:
            headers |= self.authorization()
        return Send(call.method, call.path, call.query, headers, _content(call))


def _content(call: Call) -> bytes | None:
    if call.body is None or isinstance(call.body, bytes):
        return call.body
    return json.dumps(call.body, ensure_ascii=False).encode()
