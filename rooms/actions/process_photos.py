"""Workers only: decode what was sent as photos, publish it or refuse it, and destroy the originals."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from agents import actions as agents
from marketplace import drafts, gallery, media
from marketplace import queries as market
from marketplace.domain.photos import PhotoRefused
from marketplace.models import Photo
from rooms.actions.photos import KEPT_AFTER

ROOT: Final = Path(__file__).resolve().parents[2]
PROGRAM: Final = (sys.executable, "-E", "-s", "-m", "marketplace.imaging")
TOO_MANY_PIXELS: Final = 3
"""The program's status; it stands there too, in a module that is never imported."""
LEASE: Final = timedelta(seconds=90)
REFUSED_KEPT: Final = timedelta(days=1)
MOST_AT_ONCE: Final = 500


@dataclass(frozen=True)
class Picture:
    """What may be published: both sizes as WebP, and the pixels of the whole one."""

    whole: bytes
    small: bytes
    width: int
    height: int


def decoded(original: bytes, program: Sequence[str] = PROGRAM) -> Picture:
    """What the program makes of a file. It sees neither this process's memory nor its environment.

    Raises PhotoRefused (`photo_unreadable`, `photo_too_many_pixels`).
    """
    try:
        found = subprocess.run(  # noqa: S603 - a program of ours
            program,
            input=original,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={},
            timeout=settings.PHOTOS.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PhotoRefused("photo_unreadable") from None
    if found.returncode == TOO_MANY_PIXELS:
        raise PhotoRefused("photo_too_many_pixels")
    if found.returncode != 0:
        raise PhotoRefused("photo_unreadable")
    head, _, body = found.stdout.partition(b"\n")
    told = json.loads(head)
    return Picture(body[: told["size"]], body[told["size"] :], told["width"], told["height"])


def process_all(clock: Callable[[], datetime], stopping: Callable[[], bool]) -> None:
    """Process what waits, the oldest first, until nothing does or the worker is to stop."""
    while not stopping() and (photo_id := gallery.next_photo(clock())) is not None:
        process(photo_id, clock())


def process(photo_id: UUID, now: datetime) -> None:
    """Publish a photo, or refuse it with a code, unless another worker has it. Then its original is destroyed."""
    if not _claim(photo_id, now):
        return
    try:
        _record(photo_id, decoded(_original(photo_id)), now)
    except PhotoRefused as refused:
        _refuse(photo_id, refused.code, now)
    if not gallery.is_awaited(photo_id):
        media.destroy_original(photo_id)


def _original(photo_id: UUID) -> bytes:
    found = media.original(photo_id)
    if found is None:
        raise PhotoRefused("photo_lost")
    return found


def _claim(photo_id: UUID, now: datetime) -> bool:
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    rows = Photo.objects.filter(free, id=photo_id, state=Photo.State.CHECKING, removed_at=None)
    return rows.update(lease_until=now + LEASE) == 1


def _record(photo_id: UUID, picture: Picture, now: datetime) -> None:
    """Raises PhotoRefused (`photo_repeated`, `listing_closed`)."""
    with transaction.atomic():
        photo = gallery.locked_photo(photo_id)
        if photo is None:
            return  # removed meanwhile, or processed by another worker
        if photo.listing is not None and photo.listing.status not in market.ON_THE_MARKET:
            raise PhotoRefused("listing_closed")
        photo.sha256 = media.publish(picture.whole, picture.small)
        if gallery.shows_already(photo):
            raise PhotoRefused("photo_repeated")
        if photo.is_logo:
            gallery.logos(photo.tenant).exclude(id=photo_id).update(
                removed_at=now, destroy_at=now + KEPT_AFTER
            )
        photo.state, photo.width, photo.height = Photo.State.GOOD, picture.width, picture.height
        photo.save(update_fields=["state", "sha256", "width", "height"])
        if photo.listing is not None:
            gallery.show(photo.listing)
        if photo.is_logo:
            agents.show_logo(photo.tenant_id, photo.sha256)


def _refuse(photo_id: UUID, code: str, now: datetime) -> None:
    rows = Photo.objects.filter(id=photo_id, state=Photo.State.CHECKING)
    rows.update(state=Photo.State.REFUSED, code=code, destroy_at=now + REFUSED_KEPT)


def tidy(now: datetime) -> None:
    """Destroy photos whose time has come, originals that a killed process left, and drafts that were left."""
    drafts.end_old(now)
    due = Photo.objects.filter(destroy_at__lte=now)
    for photo in due.order_by("destroy_at")[:MOST_AT_ONCE]:
        photo.delete()
        if photo.sha256 and not Photo.objects.filter(sha256=photo.sha256).exists():
            media.forget(photo.sha256, now)
    for photo_id in media.originals_left(now):
        if not gallery.is_awaited(photo_id):
            media.destroy_original(photo_id)
