"""Somebody at a room's live connection, in a thread and an event loop of their own."""

import asyncio
import json
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self

from channels.testing import WebsocketCommunicator

from config.asgi import application

PATIENCE = 15.0


class Follower:
    """`with Follower(room, headers) as follower:` is connected. What it is sent waits until it is asked for."""

    def __init__(
        self, room: str, headers: Mapping[str, str], *, after: object = 0, path: str = "/ws/rooms/{room_id}/"
    ) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        sent = [(name.encode(), value.encode()) for name, value in headers.items()]
        self._address = (f"{path.format(room_id=room)}?after={after}", sent)

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self._connect())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run(self._socket.disconnect())
        self._run(self._loop.shutdown_default_executor())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def frames(self, count: int) -> list[dict[str, Any]]:
        """The next so many frames; fails where the socket closes before, or they do not come."""
        return [self._frame() for _ in range(count)]

    def refused(self) -> int | None:
        """The code with which the socket closes before any frame; None where a frame comes."""
        message = self._next()
        return message["code"] if message["type"] == "websocket.close" else None

    def close_code(self) -> int:
        """The code with which the socket closes; fails where a frame comes instead."""
        message = self._next()
        assert message["type"] == "websocket.close", message
        code: int = message["code"]
        return code

    def _frame(self) -> dict[str, Any]:
        message = self._next()
        assert message["type"] == "websocket.send", message
        frame: dict[str, Any] = json.loads(message["text"])
        return frame

    def _next(self) -> dict[str, Any]:
        message: dict[str, Any] = self._run(self._socket.receive_output(timeout=PATIENCE))
        return message

    async def _connect(self) -> None:
        self._socket = WebsocketCommunicator(application, *self._address)
        await self._socket.connect(timeout=PATIENCE)

    def _run(self, work: Any) -> Any:
        done: Future[Any] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return done.result(PATIENCE * 2)
