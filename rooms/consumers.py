"""The room's live connection: authorise, subscribe, send what is stored, relay, drop what was sent."""

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable
from typing import Any, Final, TypeVar
from urllib.parse import parse_qs

from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone
from redis.exceptions import RedisError

from agents import sockets
from agents.errors import NotFound, Problem, Unauthenticated, Unavailable
from rooms import outbox, queries, watching
from rooms.domain import events

logger = logging.getLogger(__name__)

UNREADABLE: Final = 4400
UNAUTHENTICATED: Final = 4401
ABSENT: Final = 4404
TOO_SLOW: Final = 4408
TRY_LATER: Final = 1013  # RFC 6455's registry: the server is overloaded or not ready
MOST_DIGITS: Final = 9
SHORTEST_WAIT: Final = 0.05

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

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._lock = asyncio.Lock()
        self._checking: asyncio.Task[None] | None = None
        self._groups: list[str] = []
        self._is_accepted = self._is_closed = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One connection, from its opening to its end. Where the channel layer is away, it is told to come later."""
        try:
            await super().__call__(scope, receive, send)
        except (RedisError, OSError) as error:
            logger.warning("a socket ends without its channel layer: %s", type(error).__name__)
            if not self._is_accepted:
                await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": TRY_LATER})
        finally:  # however it ends: a server that gives up on a connection cancels it here
            await self._leave()

    async def connect(self) -> None:
        # Accepted first: a socket that is refused before it is accepted closes without our code.
        await self.accept()
        self._is_accepted = True
        try:
            self._seq = _after(self.scope["query_string"])
            self._standing = await _in_thread(lambda: sockets.standing_of(self.scope))
            await self._authorise()
        except Problem as refused:
            await self._end(_close_code(refused))
            return
        for group in (outbox.group_of(self._room_id), *self._standing.groups):
            await self.channel_layer.group_add(group, self.channel_name)
            self._groups.append(group)
        # Once more, now that a revocation would be heard: one that came in between was not.
        if await self._still_may():
            await self._catch_up()
            self._checking = asyncio.create_task(self._keep_checking())

    async def _leave(self) -> None:
        """Ask no more and hear no more."""
        self._is_closed = True
        if self._checking is not None:
            self._checking.cancel()
            await asyncio.gather(self._checking, return_exceptions=True)
        while self._groups:
            with contextlib.suppress(RedisError, OSError):
                await self.channel_layer.group_discard(self._groups.pop(), self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Nothing that a caller could say matters here."""

    async def room_frame(self, message: dict[str, Any]) -> None:
        """A frame that the room has just published."""
        async with self._lock:
            if message["seq"] == self._seq + 1:
                self._seq += 1
                await self._relay(message[self._audience])
                return
            behind = message["seq"] > self._seq
        if behind:
            await self._catch_up()

    async def right_changed(self, message: dict[str, Any]) -> None:  # noqa: ARG002 - the dispatcher's signature
        """Something that the caller's right hangs on has just changed."""
        await self._still_may()

    @property
    def _room_id(self) -> Any:
        return self.scope["url_route"]["kwargs"]["room_id"]

    async def _authorise(self) -> None:
        """Read anew what the caller may see. Raises Problem."""
        standing = self._standing
        watched = await _in_thread(lambda: watching.watch(standing.tenant, standing.caller, self._room_id))
        self._audience: events.Audience = watched.audience
        self._newest = watched.room.last_seq

    async def _still_may(self) -> bool:
        """Ask whether the caller may, as things stand now; close the socket where not."""
        try:
            self._standing = await _in_thread(lambda: self._standing.renewed(timezone.now()))
            await self._authorise()
        except Problem as refused:
            await self._end(_close_code(refused))
            return False
        return True

    async def _catch_up(self) -> None:
        """Send everything that is stored after the newest frame seen."""
        async with self._lock:
            after = self._seq
            newest, frames = await _in_thread(lambda: _stored(self._room_id, after))
            for frame in frames:
                await self._relay(outbox.as_text(frame, self._audience))
            self._seq = max(after, newest)

    async def _relay(self, text: str | None) -> None:
        """Send a frame, None: not for this audience. Who does not read is let go: the rows will have it."""
        if text is None or self._is_closed:
            return
        try:
            async with asyncio.timeout(settings.FOLLOWER_PATIENCE_SECONDS):
                await self.send(text)
        except TimeoutError:
            await self._end(TOO_SLOW)

    async def _end(self, code: int) -> None:
        """Close the socket; nothing is sent any more."""
        if not self._is_closed:
            self._is_closed = True
            await self.close(code)

    async def _keep_checking(self) -> None:
        """Ask again and again whether the caller still may, and whether a frame was lost on its way."""
        while not self._is_closed:
            await asyncio.sleep(self._until_next_check())
            try:
                if await self._still_may() and self._newest > self._seq:
                    await self._catch_up()
            except Exception as error:  # noqa: BLE001 - a right that cannot be read is none
                logger.warning("a follower's right cannot be read: %s", type(error).__name__)
                await self._end(TRY_LATER)

    def _until_next_check(self) -> float:
        """Seconds; a token's end is not outlived. Followers that came together do not all ask together."""
        wait: float = settings.FOLLOWER_CHECK_SECONDS * random.uniform(0.5, 1)  # noqa: S311 - no secret
        if self._standing.until is None:
            return wait
        left = (self._standing.until - timezone.now()).total_seconds()
        return min(wait, max(left, SHORTEST_WAIT))


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
