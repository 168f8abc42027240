"""The only way out: on commit, ring the worker and broadcast what a room published. It alone knows the names
of tasks and groups.

The queue is a doorbell and the rows are the truth: a ring that nobody hears delays a room until the next sweep,
a frame that is lost on its way is read from the rows by whoever misses its number.
"""

import json
import logging
from uuid import UUID

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from agents import broadcasts
from rooms.domain.events import Audience, Frame

logger = logging.getLogger(__name__)

AUDIENCES: tuple[Audience, ...] = ("all", "no_turns", "public")


def group_of(room_id: UUID) -> str:
    """The channel layer's group of those who follow a room."""
    return f"room.{room_id.hex}"


def broadcast(room_id: UUID, frame: Frame) -> None:
    """Send a frame, on commit, to everybody who follows the room."""
    broadcasts.on_commit(group_of(room_id), _message(frame))


def as_text(frame: Frame, audience: Audience) -> str | None:
    """The frame as it goes over the wire; None where the audience does not get it."""
    shown = frame.for_audience(audience)
    return None if shown is None else json.dumps(shown, ensure_ascii=False, separators=(",", ":"))


def _message(frame: Frame) -> dict[str, object]:
    """Written out here, once, and not by each of the consumers that relay it."""
    message: dict[str, object] = {"type": "room.frame", "seq": frame.seq}
    return message | {audience: as_text(frame, audience) for audience in AUDIENCES}


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


def ring_photos() -> None:
    """Photos are to be processed."""
    _ring("rooms.process_photos")


def ring_notices() -> None:
    """There is something to tell people of."""
    _ring("rooms.notify")


def _ring(task: str, *ids: UUID) -> None:
    transaction.on_commit(lambda: _send(task, [str(one) for one in ids]), robust=True)


def _send(task: str, arguments: list[str]) -> None:
    try:
        current_app.send_task(task, args=arguments, retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("nobody heard the bell for %s: %s", task, type(error).__name__)
