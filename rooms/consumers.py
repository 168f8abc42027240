"""The room's live connection: authorise, subscribe, send what is stored, relay, drop what was sent."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, Final, TypeVar
from urllib.parse import parse_qs

from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from agents import sockets
from agents.errors import NotFound, Problem, Unauthenticated, Unavailable
from rooms import outbox, queries
from rooms.domain import events

UNREADABLE: Final = 4400
UNAUTHENTICATED: Final = 4401
ABSENT: Final = 4404
TRY_LATER: Final = 1013  # RFC 6455's registry: the server is overloaded or not ready
MOST_DIGITS: Final = 9

Found = TypeVar("Found")


class Absent(AsyncWebsocketConsumer):
    """Every address that is no room's."""

    async def connect(self) -> None:
        await self.accept()
        await self.close(ABSENT)


class RoomConsumer(AsyncWebsocketConsumer):
    """Follows one room. What the caller sends is ignored.

    Frames of a room are numbered without a gap, so the newest number seen settles everything: what is not
    newer was sent, and where one is missing the rows have it.
    """

    async def connect(self) -> None:
        # Accepted first: a socket that is refused before it is accepted closes without our code.
        await self.accept()
        self._lock = asyncio.Lock()
        self._checking: asyncio.Task[None] | None = None
        try:
            self._seq = _after(self.scope["query_string"])
            self._standing = await _in_thread(lambda: sockets.standing_of(self.scope))
            await self._authorise()
        except Problem as refused:
            await self.close(_close_code(refused))
            return
        self._group = outbox.group_of(self._room_id)
        await self.channel_layer.group_add(self._group, self.channel_name)
        await self._catch_up()
        self._checking = asyncio.create_task(self._keep_checking())

    async def disconnect(self, code: int) -> None:  # noqa: ARG002 - the base class's signature
        if self._checking is not None:
            self._checking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._checking
            await self.channel_layer.group_discard(self._group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Nothing that a caller could say matters here."""

    async def room_frame(self, message: dict[str, Any]) -> None:
        """A frame that the room has just published."""
        async with self._lock:
            if message["seq"] == self._seq + 1:
                self._seq += 1
                if message[self._audience] is not None:
                    await self.send(message[self._audience])
                return
            behind = message["seq"] > self._seq
        if behind:
            await self._catch_up()

    @property
    def _room_id(self) -> Any:
        return self.scope["url_route"]["kwargs"]["room_id"]

    async def _authorise(self) -> None:
        """Read anew what the caller may see. Raises Problem."""
        standing = self._standing
        watched = await _in_thread(lambda: queries.watch(standing.tenant, standing.caller, self._room_id))
        self._audience: events.Audience = watched.audience

    async def _catch_up(self) -> None:
        """Send everything that is stored after the newest frame seen."""
        async with self._lock:
            after = self._seq
            newest, frames = await _in_thread(lambda: _stored(self._room_id, after))
            for frame in frames:
                text = outbox.as_text(frame, self._audience)
                if text is not None:
                    await self.send(text)
            self._seq = max(after, newest)

    async def _keep_checking(self) -> None:
        """Ask again and again whether the caller still may, and whether a frame was lost on its way."""
        while True:
            await asyncio.sleep(settings.FOLLOWER_CHECK_SECONDS)
            try:
                self._standing = await _in_thread(lambda: self._standing.renewed(timezone.now()))
                await self._authorise()
            except Problem as refused:
                await self.close(_close_code(refused))
                return
            await self._catch_up()


def _stored(room_id: Any, after: int) -> tuple[int, list[events.Frame]]:
    """The newest number, and the frames after `after` that are kept: what was erased leaves no frame."""
    frames = queries.frames(room_id, after)
    newest = frames[-1].seq if frames else after
    return newest, frames


def _after(query: bytes) -> int:
    """`?after=SEQ`, 0 where it is not given. Raises Problem."""
    given = parse_qs(query.decode("latin-1")).get("after", ["0"])[-1]
    if not (given.isascii() and given.isdigit() and len(given) <= MOST_DIGITS):
        raise _BadAfter("bad_after", "after: the number of a frame.")
    return int(given)


class _BadAfter(Problem):
    status = 400


def _close_code(refused: Problem) -> int:
    if isinstance(refused, Unauthenticated):
        return UNAUTHENTICATED
    if isinstance(refused, NotFound):
        return ABSENT
    return TRY_LATER if isinstance(refused, Unavailable) else UNREADABLE


async def _in_thread(work: Callable[[], Found]) -> Found:
    """The work in a thread of the pool, which keeps its database connection."""

    def done() -> Found:
        close_old_connections()
        try:
            return work()
        finally:
            close_old_connections()

    return await sync_to_async(done, thread_sensitive=False)()
