"""HTTP on loopback: a thread a request, a request a connection, nothing in a log."""

import contextlib
import json
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import urlsplit

LARGEST_BODY: Final = 65_536
IDLE_SECONDS: Final = 10


@dataclass(frozen=True)
class Received:
    """A request. query: without its mark. text: the body."""

    method: str
    path: str
    query: str
    headers: Message
    text: str


@dataclass(frozen=True)
class Answer:
    """What goes back; it is never to be kept by anybody."""

    status: int
    body: str = ""
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


def as_json(members: Mapping[str, Any], status: int = 200, **headers: str) -> Answer:
    """An answer; members that are None are left out."""
    body = json.dumps({name: value for name, value in members.items() if value is not None})
    return Answer(status, body, headers={name.replace("_", "-"): value for name, value in headers.items()})


class Listener(ThreadingHTTPServer):
    """Answers by a function; None cuts the connection. Closing it cuts every connection and waits for its thread."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(self, port: int, answer: Callable[[Received], Answer | None]) -> None:
        self.answer = answer
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Request)

    def finish_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        try:
            super().finish_request(request, client_address)
        finally:
            self._open.discard(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a client that went away is no error, and a traceback could quote a token."""

    def server_close(self) -> None:
        for connection in tuple(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        super().server_close()


class _Request(BaseHTTPRequestHandler):
    timeout = IDLE_SECONDS
    server: Listener

    def do_GET(self) -> None:
        self._answer("")

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length", 0))
        if not 0 <= size <= LARGEST_BODY:
            self._send(as_json({"error": "invalid_request"}, 413))
            return
        self._answer(self.rfile.read(size).decode(errors="replace"))

    def _answer(self, text: str) -> None:
        parts = urlsplit(self.path)
        answer = self.server.answer(Received(str(self.command), parts.path, parts.query, self.headers, text))
        if answer is not None:
            self._send(answer)

    def _send(self, answer: Answer) -> None:
        body = answer.body.encode()
        self.send_response(answer.status)
        for name, value in {
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            **answer.headers,
        }.items():
            self.send_header(name, value)
        self.send_header("Content-Type", f"{answer.kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing: addresses carry codes."""
