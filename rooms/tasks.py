"""Thin: ids in, one action, nothing else. What a task may know is in the database and the keyring."""

import functools
import random
import threading
from datetime import timedelta
from typing import Any
from uuid import UUID

from celery import shared_task
from celery.signals import worker_ready, worker_shutting_down
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from marketplace import queries as market
from rooms import manifest
from rooms.actions import check_terms, erase, leases, mails, mint, notices, process_photos, run, sweep
from rooms.negotiators.base import Models
from rooms.vault import keyring

LEASE = timedelta(seconds=12)  # without the pause before a turn

_stopping = threading.Event()
_keeping = threading.Lock()
_processing = threading.Lock()
_notifying = threading.Lock()


@functools.cache
def _measured() -> mint.Measured:
    return mint.Measured(
        manifest.source_digest(), manifest.prompts_digest(), settings.RELEASE, settings.INFERENCE
    )


@functools.cache
def _worker() -> run.Worker:
    lease = LEASE + timedelta(seconds=settings.TURN_PAUSE_SECONDS)
    held = leases.Leases(lease, timezone.now)
    held.start()
    return run.Worker(
        keyring=keyring(),
        source_digest=_measured().source,
        persona=import_string(settings.PERSONA)(),
        models=_models(),
        clock=timezone.now,
        stop=_stopping,
        pause_seconds=settings.TURN_PAUSE_SECONDS,
        lease=lease,
        hold=held.held,
    )


def _models() -> Models | None:
    """What can ask a language model, where the operator lets one speak; importing it takes seconds, once a worker."""
    if not settings.INFERENCE.every():
        return None
    from rooms.negotiators.llm import LanguageModels  # noqa: PLC0415 - see above

    return LanguageModels(settings.INFERENCE, _measured().prompts, random.SystemRandom().random)


@worker_ready.connect
def _start(**_: Any) -> None:
    _worker()
    mint.publish_manifests(keyring(), _measured(), timezone.now(), at_start=True)
    keep_house.delay()


@worker_shutting_down.connect
def _stop(**_: Any) -> None:
    _stopping.set()


@shared_task(name="rooms.run_room")
def run_room(room_id: str) -> None:
    run.run(UUID(room_id), _worker())


@shared_task(name="rooms.check_terms")
def check_sealed_terms(terms_id: str) -> None:
    check_terms.check(UUID(terms_id), keyring(), timezone.now())


@shared_task(name="rooms.erase_room")
def erase_ended_room(room_id: str) -> None:
    erase.erase_room(UUID(room_id), keyring(), timezone.now())


@shared_task(name="rooms.process_photos")
def process_sent_photos() -> None:
    """All that wait, one after another. One at a time in a worker is enough: they take its processors."""
    if not _processing.acquire(blocking=False):
        return
    try:
        process_photos.process_all(timezone.now, _stopping.is_set)
    finally:
        _processing.release()


@shared_task(name="rooms.sweep")
def sweep_rooms() -> None:
    sweep.sweep(timezone.now())


@shared_task(name="rooms.keep")
def keep_house() -> None:
    """Top up the pool, follow policies, erase what nothing needs. One at a time in a worker is enough."""
    if not _keeping.acquire(blocking=False):
        return
    try:
        now = timezone.now()
        mint.top_up(keyring(), market.pool_policy(), now)
        mint.publish_manifests(keyring(), _measured(), now, at_start=False)
        mint.retire(keyring(), now)
        erase.erase_unneeded(keyring(), now)
        process_photos.tidy(now)
        erase.truncate_log()
    finally:
        _keeping.release()


@shared_task(name="rooms.notify")
def notify_people() -> None:
    """Make the notices that are due and send their mails; whoever rings meanwhile is heard at the next tick."""
    if not _notifying.acquire(blocking=False):
        return
    try:
        notices.notify(timezone.now())
        mails.send_due(timezone.now())
    finally:
        _notifying.release()
