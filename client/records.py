"""What this agent remembers: what it submitted, what it was first shown, which manifests it validated.

The checks before signing are only as good as this memory, so it is the agent's own: files with mode 0600
under its home, one for each thing, replaced whole. They hold limits; they never leave the machine.
"""

import json
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

from client.checks import Memory
from client.errors import LocalError
from client.manifest import Consent
from contracts.domain.canonical import digest
from contracts.domain.statement import Party

Kind = Literal["listings", "rooms", "manifests"]

# Ids and digests come from the market: none may name a file anywhere else.
_SAFE: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,99}")


@dataclass(frozen=True, repr=False)
class Published:
    """A listing of one's own: every version that was published (rooms keep theirs), the floor in force, and
    the consent that stands."""

    versions: tuple[Mapping[str, Any], ...]
    limit_minor: int
    manifest_digest: str
    consent: Consent

    def __repr__(self) -> str:
        """Without the limit."""
        return f"Published({len(self.versions)} versions)"

    def version(self, listing_digest: str) -> Mapping[str, Any] | None:
        """The version with this digest, recomputed here."""
        return next((one for one in self.versions if digest(one) == listing_digest), None)


class Records:
    """The agent's memory in a directory, or in this process alone where `home` is None."""

    def __init__(self, home: Path | None = None) -> None:
        self._home = home
        self._kept: dict[tuple[Kind, str], str] = {}

    def published(self, listing_id: str) -> Published | None:
        found = self._read("listings", listing_id)
        return None if found is None else Published(**found | {"versions": tuple(found["versions"])})

    def keep_published(self, listing_id: str, published: Published) -> None:
        self._write("listings", listing_id, asdict(published))

    def room(self, room_id: str) -> Memory | None:
        found = self._read("rooms", room_id)
        if found is None:
            return None
        return Memory(**found | {side: Party(**found[side]) for side in ("seller", "buyer")})

    def keep_room(self, memory: Memory) -> None:
        self._write("rooms", memory.room_id, asdict(memory))

    def change_limit(self, room_id: str, limit_minor: int) -> None:
        """Terms were submitted anew for one room."""
        memory = self.room(room_id)
        if memory is not None:
            self.keep_room(replace(memory, limit_minor=limit_minor))

    def manifest(self, manifest_digest: str) -> Mapping[str, Any] | None:
        return self._read("manifests", manifest_digest.replace(":", "-"))

    def keep_manifest(self, manifest_digest: str, content: Mapping[str, Any]) -> None:
        self._write("manifests", manifest_digest.replace(":", "-"), content)

    def _read(self, kind: Kind, name: str) -> dict[str, Any] | None:
        text = self._kept.get((kind, name)) if self._home is None else self._read_file(kind, name)
        if text is None:
            return None
        try:
            value: dict[str, Any] = json.loads(text)
        except ValueError:
            value = {}
        if not value:
            raise LocalError("bad_record", f"the record {kind}/{name} is damaged; move it away")
        return value

    def _write(self, kind: Kind, name: str, members: Mapping[str, Any]) -> None:
        text = json.dumps(members)
        if self._home is None:
            self._kept[kind, name] = text
        else:
            _replace(self._path(kind, name), text)

    def _read_file(self, kind: Kind, name: str) -> str | None:
        try:
            return self._path(kind, name).read_text("utf-8")
        except FileNotFoundError:
            return None

    def _path(self, kind: Kind, name: str) -> Path:
        if self._home is None or not _SAFE.fullmatch(name):
            raise LocalError("bad_id", "this id cannot be kept: it is no plain id")
        return self._home / kind / f"{name}.json"


def _replace(path: Path, text: str) -> None:
    """Whole or not at all: a half-written memory would refuse an honest statement, or pass a false one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")  # mode 0600 by its contract
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
