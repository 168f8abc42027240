"""A WebSocket as replies: what opening, hearing and closing came to, for either face."""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

import httpx
from websockets.asyncio.client import ClientConnection as AsyncConnection
from websockets.asyncio.client import connect as connect_async
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from client.flow import Broken, Closed, Open, Opened, Refused, TimedOut
from client.transport import dial

SECONDS_TO_OPEN: Final = 10.0
FAILURES: Final = (OSError, EOFError, ConnectionClosed, InvalidHandshake, ValueError)


class Line:
    """One socket at a time."""

    def __init__(self) -> None:
        self._connection: ClientConnection | None = None
        self._closing = contextlib.ExitStack()

    def open(self, url: str, headers: Mapping[str, str]) -> Opened | Refused | Broken:
        """Opens a socket, after closing the one before."""
        self.close()
        try:
            self._connection = self._closing.enter_context(
                connect(
                    url,
                    sock=dial(url, SECONDS_TO_OPEN),
                    additional_headers=headers,
                    open_timeout=SECONDS_TO_OPEN,
                    proxy=None,
                )
            )
        except FAILURES as failure:
            return _unopened(failure)
        return Opened()

    def receive(self, seconds: float | None) -> str | Closed | TimedOut:
        """The next text."""
        if self._connection is None:
            return Closed(None)
        try:
            return self._connection.recv(seconds, decode=True)
        except TimeoutError:
            return TimedOut()
        except ConnectionClosed as closed:
            return _closed(closed)
        except UnicodeDecodeError:
            return Closed(None)

    def close(self) -> None:
        """Lets go of the socket, if there is one."""
        self._connection = None
        self._closing.close()


class AsyncLine:
    """One socket at a time, in an event loop."""

    def __init__(self) -> None:
        self._connection: AsyncConnection | None = None

    async def open(self, url: str, headers: Mapping[str, str]) -> Opened | Refused | Broken:
        """Opens a socket, after closing the one before."""
        await self.close()
        try:
            dialled = await asyncio.to_thread(dial, url, SECONDS_TO_OPEN)
            dialled.setblocking(False)
            self._connection = await connect_async(
                url,
                sock=dialled,
                additional_headers=headers,
                open_timeout=SECONDS_TO_OPEN,
                proxy=None,
            )
        except FAILURES as failure:
            return _unopened(failure)
        return Opened()

    async def receive(self, seconds: float | None) -> str | Closed | TimedOut:
        """The next text."""
        if self._connection is None:
            return Closed(None)
        try:
            async with asyncio.timeout(seconds):
                return await self._connection.recv(decode=True)
        except TimeoutError:
            return TimedOut()
        except ConnectionClosed as closed:
            return _closed(closed)
        except UnicodeDecodeError:
            return Closed(None)

    async def close(self) -> None:
        """Lets go of the socket, if there is one."""
        if self._connection is not None:
            with contextlib.suppress(ConnectionClosed):
                await self._connection.close()
            self._connection = None


def socket_url(base: httpx.URL, step: Open) -> str:
    """Where a socket is opened: the market's address, as ws: or wss:."""
    scheme = "wss" if base.scheme == "https" else "ws"
    path = base.path.rstrip("/") + step.path
    return f"{base.copy_with(scheme=scheme, raw_path=path.encode('ascii'))}?{urlencode(step.query)}"


def _unopened(failure: Exception) -> Refused | Broken:
    """A cut in the middle of the handshake is no answer; a redirect is one, which is not followed."""
    if isinstance(failure, InvalidStatus):
        headers = {name.lower(): value for name, value in failure.response.headers.raw_items()}
        return Refused(failure.response.status_code, headers)
    if isinstance(failure, InvalidHandshake | ValueError) and not isinstance(failure, InvalidMessage):
        return Refused(None)
    return Broken(type(failure).__name__)


def _closed(closed: ConnectionClosed) -> Closed:
    return Closed(None if closed.rcvd is None else closed.rcvd.code)
