"""The keyring: private halves of sealing keys and the room key. Workers only.

A directory outside every database, readable by its owner only. Destroying a key makes every copy of what was
sealed to it unreadable, as long as the directory itself is in no backup or snapshot.
"""

import functools
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from agents.domain import keys

SCHEME = "dir:"


class KeyGone(LookupError):
    """The private half is not here (any more)."""

    code = "key_gone"


class Keyring:
    """A keyring in a directory, made where it is missing. Safe for many processes on one machine."""

    def __init__(self, directory: Path) -> None:
        self._sealing = directory / "sealing"
        self._room = directory / "room"
        for place in (directory, self._sealing, self._room):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._current = self._room / "current"

    def room_key(self) -> Ed25519PrivateKey:
        """The key that this installation signs with now, made on first use."""
        if not self._current.exists():
            self._make_room_key()
        return self.room_key_of(self._current.read_text())

    def _make_room_key(self) -> None:
        private = Ed25519PrivateKey.generate()
        fingerprint = keys.fingerprint(keys.public_bytes(private))
        _write(self._room / fingerprint, private.private_bytes_raw())
        draft = self._room / f"draft.{secrets.token_hex(8)}"
        _write(draft, fingerprint.encode())
        try:
            os.link(draft, self._current)
        except FileExistsError:  # another worker was first: its key is the one
            _destroy(self._room / fingerprint)
        finally:
            draft.unlink()

    def room_key_of(self, fingerprint: str) -> Ed25519PrivateKey:
        """The room key with this fingerprint, the present one or an older one. Raises KeyGone."""
        return Ed25519PrivateKey.from_private_bytes(_read(self._room / fingerprint))

    def holds(self, fingerprint: str) -> bool:
        """Whether this keyring can sign as the room key with this fingerprint."""
        return (self._room / fingerprint).exists()

    def store(self, key_id: UUID, private_half: bytes) -> None:
        """Keep the private half (32 raw bytes) of a sealing key."""
        _write(self._sealing / str(key_id), private_half)

    def stores(self, key_id: UUID) -> bool:
        """Whether the private half of a sealing key is here."""
        return (self._sealing / str(key_id)).exists()

    def private_half(self, key_id: UUID) -> bytes:
        """The private half of a sealing key, 32 raw bytes. Raises KeyGone."""
        return _read(self._sealing / str(key_id))

    def destroy(self, key_ids: Iterable[UUID]) -> None:
        """Destroy private halves. What is not there counts as destroyed: a second call changes nothing."""
        for key_id in key_ids:
            _destroy(self._sealing / str(key_id))

    def key_ids(self) -> frozenset[UUID]:
        """The sealing keys whose private halves are here."""
        return frozenset(UUID(path.name) for path in self._sealing.iterdir())


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(handle)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise KeyGone(path.name) from None


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


@functools.lru_cache(maxsize=2)
def _keyring(url: str) -> Keyring:
    directory = Path(url.removeprefix(SCHEME))
    if not url.startswith(SCHEME) or not directory.is_absolute():
        raise ImproperlyConfigured("VAULT_URL is dir: and an absolute path.")
    if directory.exists() and directory.stat().st_mode & 0o077:
        raise ImproperlyConfigured("The keyring's directory must be open to its owner alone (mode 0700).")
    return Keyring(directory)


def keyring() -> Keyring:
    """The keyring that VAULT_URL names. Raises ImproperlyConfigured."""
    return _keyring(settings.VAULT_URL)
