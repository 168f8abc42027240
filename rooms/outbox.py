"""The only way out: on commit, ring the worker. It alone knows the names of tasks.

The queue is a doorbell and the rows are the truth: a ring that nobody hears delays a room until the next sweep.
"""

import logging
from uuid import UUID

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


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
