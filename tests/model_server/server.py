"""An OpenAI-compatible server on loopback: one thread, one event loop, any number of connections."""

import asyncio
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from tests.model_server.answers import Answer, Behaviour, as_json, refusal
from tests.model_server.prompts import Asked

COMPLETIONS, MODELS = "/v1/chat/completions", "/v1/models"
MODEL_NAMES = ("echo", "other")
BACKLOG = 1024


@dataclass(frozen=True)
class Received:
    """A request as it came in; headers by lower-case name."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class ModelServer:
    """`with ModelServer(Honest()) as server:` answers at `server.address` until the block ends.

    `behaviour` may be changed while it runs. `requests` has what came in, in order, unless `record` is false.
    `port` 0 takes a free one; a former port makes a provider that comes back.
    """

    def __init__(self, behaviour: Behaviour, *, port: int = 0, record: bool = True) -> None:
        self.behaviour = behaviour
        self.requests: list[Received] = []
        self.served = 0
        self.port = port
        self._record = record
        self._connections: set[_Connection] = set()
        self._loop = asyncio.new_event_loop()
        self._ended = asyncio.Event()
        self._up = threading.Event()
        self._failed: OSError | None = None
        self._thread = threading.Thread(target=self._run, name="model server", daemon=True)

    @property
    def address(self) -> str:
        """What BARGAIN_MODEL takes behind its @."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def open_connections(self) -> int:
        return len(self._connections)

    def __enter__(self) -> Self:
        self._thread.start()
        self._up.wait()
        if self._failed is not None:
            self._thread.join()
            raise self._failed
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join()

    def answer(self, received: Received) -> Answer:
        """What this request gets. An error of a behaviour is told, as a provider's 500 that names it."""
        if self._record:
            self.requests.append(received)
        if received.path == MODELS and received.method == "GET":
            data = [{"id": name, "object": "model", "owned_by": "tests"} for name in MODEL_NAMES]
            return Answer(as_json({"object": "list", "data": data}))
        if received.path != COMPLETIONS or received.method != "POST":
            return refusal(404, f"there is no {received.method} {received.path}")
        number, self.served = self.served, self.served + 1
        try:
            return self.behaviour(Asked(number, received.body, received.headers))
        except Exception as error:  # noqa: BLE001 - the client sees it; a thread's traceback nobody would
            return refusal(500, f"the behaviour failed: {error!r}")

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        except OSError as error:
            self._failed = error
        finally:
            self._loop.close()
            self._up.set()

    async def _serve(self) -> None:
        listener = await self._loop.create_server(
            lambda: _Connection(self, self._loop, self._connections), "127.0.0.1", self.port, backlog=BACKLOG
        )
        self.port = listener.sockets[0].getsockname()[1]
        self._up.set()
        await self._ended.wait()
        listener.close()
        for connection in tuple(self._connections):
            connection.abort()
        await listener.wait_closed()
        await asyncio.sleep(0)  # connections that were cut are told so in the loop's next round


class _Connection(asyncio.Protocol):
    """One keep-alive connection: requests one after the other, a body of the announced length each."""

    def __init__(
        self, server: ModelServer, loop: asyncio.AbstractEventLoop, open_ones: "set[_Connection]"
    ) -> None:
        self._server = server
        self._loop = loop
        self._open = open_ones
        self._pending = bytearray()
        self._busy = False
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._open.add(self)

    def connection_lost(self, _: Exception | None) -> None:
        self._open.discard(self)
        if self._timer:
            self._timer.cancel()

    def abort(self) -> None:
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._pending += data
        self._proceed()

    def _proceed(self) -> None:
        while not self._busy and (received := self._take()):
            answer = self._server.answer(received)
            self._busy = True
            if answer.never:
                return
            if answer.after > 0:
                self._timer = self._loop.call_later(answer.after, self._late, received, answer)
                return
            self._send(received, answer)

    def _late(self, received: Received, answer: Answer) -> None:
        self._timer = None
        self._send(received, answer)
        self._proceed()

    def _take(self) -> Received | None:
        """The next whole request out of what has come in."""
        end = self._pending.find(b"\r\n\r\n")
        if end < 0:
            return None
        first, *lines = self._pending[:end].decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        size = int(headers.get("content-length", 0))
        start = end + 4
        if len(self._pending) < start + size:
            return None
        body = bytes(self._pending[start : start + size])
        del self._pending[: start + size]
        method, path, _ = first.split(" ", 2)
        return Received(method, path.partition("?")[0], headers, body)

    def _send(self, received: Received, answer: Answer) -> None:
        whole = answer.sent is None and answer.promised is None
        self._transport.write(answer.head() + answer.body[: answer.sent])
        self._busy = False
        if not whole or received.headers.get("connection", "").lower() == "close":
            self._transport.close()
