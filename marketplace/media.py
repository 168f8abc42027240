"""The files of photos: originals until they are processed, and what is published, named by its hash.

Web processes keep originals and serve what is published; workers read the one and write the other, so both share
the directory. Nothing that a sender says is part of a path.
"""

import hashlib
import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal
from uuid import UUID

from django.conf import settings

Size = Literal["whole", "small"]
MODE: Final = 0o660  # the directory above is closed to others; its group may be both processes'
DRAFT: Final = "."
IN_FLIGHT: Final = timedelta(hours=1)
"""A file so young may be of a transaction that has not ended."""


def keep_original(photo_id: UUID, body: bytes) -> None:
    """What was sent, as it came: with whatever the camera wrote into it."""
    _write(_original(photo_id), body)


def original(photo_id: UUID) -> bytes | None:
    """What was sent; None where it is not here."""
    try:
        return _original(photo_id).read_bytes()
    except FileNotFoundError:
        return None


def destroy_original(photo_id: UUID) -> None:
    """What is not there counts as destroyed: a second call changes nothing."""
    _destroy(_original(photo_id))


def _destroy(path: Path) -> None:
    """Overwrite, then unlink: where the file system writes in place, the bytes are gone as well."""
    try:
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return


def originals_left(now: datetime) -> list[UUID]:
    """Originals that are too old to be of a transaction that has not ended. What was never whole is destroyed."""
    old = [path for path in _directory("originals").iterdir() if _is_old(path, now)]
    for path in old:
        if path.name.startswith(DRAFT):
            _destroy(path)
    return [UUID(path.name) for path in old if not path.name.startswith(DRAFT)]


def publish(whole: bytes, small: bytes) -> str:
    """Keep both sizes on the disk. The SHA-256 of the whole one, in hex, which names both."""
    sha256 = hashlib.sha256(whole).hexdigest()
    _write(_published(sha256, "small"), small)
    _write(_published(sha256, "whole"), whole)
    return sha256


def published(sha256: str, size: Size) -> bytes | None:
    """What is published under a hash (64 hex digits); None where it is not here."""
    try:
        return _published(sha256, size).read_bytes()
    except FileNotFoundError:
        return None


def forget(sha256: str, now: datetime) -> None:
    """Delete what no row names, unless it has just been written: then somebody is publishing the same bytes."""
    for path in (_published(sha256, "whole"), _published(sha256, "small")):
        if path.exists() and _is_old(path, now):
            path.unlink(missing_ok=True)


def _is_old(path: Path, now: datetime) -> bool:
    try:
        return path.stat().st_mtime < (now - IN_FLIGHT).timestamp()
    except FileNotFoundError:
        return False


def _original(photo_id: UUID) -> Path:
    return _directory("originals") / str(photo_id)


def _published(sha256: str, size: Size) -> Path:
    return _directory("published", sha256[:2]) / f"{sha256}.{size}.webp"


def _directory(*names: str) -> Path:
    top = settings.PHOTOS.directory
    top.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = top.joinpath(*names)
    found.mkdir(mode=0o770, parents=True, exist_ok=True)
    return found


def _write(path: Path, body: bytes) -> None:
    """Whole or not at all: written beside it, then put in its place."""
    draft = path.with_name(f"{DRAFT}{secrets.token_hex(8)}")
    try:
        with draft.open("xb") as file:
            os.fchmod(file.fileno(), MODE)
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
