"""The only way out: on commit, ring the worker and broadcast what a room published. It alone knows the names
of tasks and groups.

The queue is a doorbell and the rows are the truth: a ring that nobody hears delays a room until the next sweep,
a frame that is lost on its way is read from the rows by whoever misses its number.
"""

import asyncio
import functools
import json
import logging
import threading
from uuid import UUID

from celery import current_app
from channels.layers import get_channel_layer
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from rooms.domain.events import Audience, Frame

logger = logging.getLogger(__name__)

AUDIENCES: tuple[Audience, ...] = ("all", "no_turns", "public")
MOST_UNSENT = 10_000


def group_of(room_id: UUID) -> str:
    """The channel layer's group of those who follow a room."""
    return f"room.{room_id.hex}"


def broadcast(room_id: UUID, frame: Frame) -> None:
    """Send a frame, on commit, to everybody who follows the room."""
    transaction.on_commit(lambda: _sender().put(group_of(room_id), _message(frame)), robust=True)


def as_text(frame: Frame, audience: Audience) -> str | None:
    """The frame as it goes over the wire; None where the audience does not get it."""
    shown = frame.for_audience(audience)
    return None if shown is None else json.dumps(shown, ensure_ascii=False, separators=(",", ":"))


def _message(frame: Frame) -> dict[str, object]:
    """Written out here, once, and not by each of the consumers that relay it."""
    message: dict[str, object] = {"type": "room.frame", "seq": frame.seq}
    return message | {audience: as_text(frame, audience) for audience in AUDIENCES}


class _Sender:
    """One event loop in one thread for all that this process sends to the channel layer, in order.

    `async_to_sync` in each thread would open a connection for every message.
    """

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._unsent: asyncio.Queue[tuple[str, dict[str, object]]] = asyncio.Queue(MOST_UNSENT)
        threading.Thread(target=self._run, name="outbox", daemon=True).start()

    def put(self, group: str, message: dict[str, object]) -> None:
        """Hand a message over; it does not wait."""
        self._loop.call_soon_threadsafe(self._take, group, message)

    def _take(self, group: str, message: dict[str, object]) -> None:
        try:
            self._unsent.put_nowait((group, message))
        except asyncio.QueueFull:
            logger.warning("a broadcast is dropped: %s are unsent", MOST_UNSENT)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._send_all())

    async def _send_all(self) -> None:
        layer = get_channel_layer()
        while True:
            group, message = await self._unsent.get()
            try:
                await layer.group_send(group, message)
            except (RedisError, OSError) as error:
                logger.warning("nobody heard a broadcast: %s", type(error).__name__)


@functools.cache
def _sender() -> _Sender:
    return _Sender()


def ring_room(room_id: UUID) -> None:
    """A room is ready to run."""
    _ring("rooms.run_room", room_id)


def ring_terms(terms_id: UUID) -> None:
    """Sealed terms are to be opened and checked."""
    _ring("rooms.check_terms", terms_id)


def ring_erasure(room_id: UUID) -> None:
    """A room has something to erase."""
    _ring("rooms.erase_room", room_id)


def ring_keeper() -> None:
    """The pool of sealing keys is under its low-water mark, or something outside rooms is to be erased."""
    _ring("rooms.keep")


def _ring(task: str, *ids: UUID) -> None:
    transaction.on_commit(lambda: _send(task, [str(one) for one in ids]), robust=True)


def _send(task: str, arguments: list[str]) -> None:
    try:
        current_app.send_task(task, args=arguments, retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("nobody heard the bell for %s: %s", task, type(error).__name__)
