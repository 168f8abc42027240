"""The parts of a test's world that know nothing of the market: a clock, and an HTTP server on loopback."""

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from websockets.sync.server import ServerConnection, serve

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@dataclass
class StoppedClock:
    """Time that passes only while somebody sleeps; `each_sleep` lets the world go on meanwhile."""

    moment: datetime = NOW
    slept: list[float] = field(default_factory=list)
    each_sleep: Callable[[], None] = lambda: None

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.moment += timedelta(seconds=seconds)
        self.each_sleep()


@dataclass
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: Message
    body: bytes
    caller: str = ""

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Answer:
    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)


def problem(status: int, code: str, **more: Any) -> Answer:
    headers = more.pop("headers", {})
    return Answer(status, {"code": code, "detail": f"{code} it is", "status": status, **more}, headers)


@contextmanager
def serving(
    answer_to: Callable[[Request], Answer],
    follow: Callable[[ServerConnection], None] | None = None,
    *,
    is_open: Callable[[], bool] = lambda: True,
) -> Iterator[str]:
    """The address of a server that answers like this, and lets itself be followed over a WebSocket like that;
    without `follow`, or while it is not open, a WebSocket is a request like any other, as to a proxy that knows
    none."""
    with contextlib.ExitStack() as closing:
        behind = closing.enter_context(_sockets(follow)) if follow else None

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                if behind and self.headers.get("Upgrade") == "websocket" and is_open():
                    self.close_connection = True
                    _relay(self, behind)
                    return
                split = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                query = dict(parse_qsl(split.query))
                answer = answer_to(Request(self.command, split.path, query, self.headers, body))
                said = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            do_GET = do_POST = do_PATCH = do_DELETE = handle_any  # noqa: N815 - http.server names them

            def log_message(self, *_: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://cars.localhost:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


@contextmanager
def _sockets(follow: Callable[[ServerConnection], None]) -> Iterator[int]:
    """The port of a WebSocket server."""
    server = serve(follow, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.socket.getsockname()[1]
    finally:
        server.shutdown()
        thread.join()


def _relay(handler: BaseHTTPRequestHandler, port: int) -> None:
    """Hands a connection on to the WebSocket server, from its first line."""
    head = [handler.requestline, *(f"{name}: {value}" for name, value in handler.headers.items()), "", ""]
    with socket.create_connection(("127.0.0.1", port)) as far:
        far.sendall("\r\n".join(head).encode())
        back = threading.Thread(target=_pump, args=(far, handler.connection), daemon=True)
        back.start()
        _pump(handler.connection, far)
        back.join()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    for end in (source, sink):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
