"""Validating the room before anything is submitted to it.

A manifest says what code, model and keys a room runs with. This agent recomputes its digest, holds it to the
protocol that this client speaks, and from then on trusts exactly one thing of the market: the room key in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from agents.domain import keys
from client.errors import Distrusted
from client.reader import Reader
from client.shapes import SealingKey
from contracts.domain.canonical import NotRepresentable, canonical, digest
from marketplace.domain import sealing

Consent = Literal["exact", "operator"]

# What this client understands. A room under other rules needs another client, not a hopeful one.
_RULES: Final = {
    "protocol": "alien-bargain/1",
    "bands": "percent-of-asking/128",
    "settlement": "midpoint",
}
_MAY_CHANGE: Final = frozenset({"software", "retention"})  # under `operator`, with the prompts' digest


@dataclass(frozen=True)
class Manifest:
    """A manifest that has been validated; `digest` is the one computed here."""

    content: Mapping[str, Any]
    digest: str
    room_key: bytes

    @property
    def room_fingerprint(self) -> str:
        return keys.fingerprint(self.room_key)

    def describe(self) -> str:
        """One line for whoever decides to take part."""
        inference = self.content["inference"]
        named = [inference.get(name) for name in ("engine", "provider", "model")]
        talk = " ".join(one for one in named if isinstance(one, str))
        return f"negotiator {talk}, privacy {self.content.get('privacy')}, room {self.room_fingerprint[:16]}"


def validate(answer: object) -> Manifest:
    """The manifest of a GET manifest answer; Distrusted where it does not hold."""
    reader = Reader(answer, "manifest answer")
    manifest = check(reader.mapping("manifest"))
    if manifest.digest != reader.text("digest"):
        raise Distrusted("wrong_manifest_digest", "the manifest's digest is not the digest of the manifest")
    return manifest


def check(content: Mapping[str, Any]) -> Manifest:
    """A manifest's content, held to what this client speaks, with its digest computed."""
    reader = Reader(content, "manifest")
    for name, value in _RULES.items():
        if reader.text(name) != value:
            raise Distrusted("unknown_rules", f"the manifest's {name} is not {value}")
    if reader.inner("sealing").text("suite") != sealing.SUITE_NAME:
        raise Distrusted("unknown_suite", f"the manifest seals by another suite than {sealing.SUITE_NAME}")
    reader.mapping("inference")
    try:
        return Manifest(content, digest(content), keys.from_jwk(content.get("room_key")))
    except keys.KeyRefused as refused:
        raise Distrusted("bad_room_key", f"the manifest's room key is unsound ({refused.code})") from None
    except NotRepresentable:
        raise Distrusted("wrong_manifest_digest", "the manifest has no canonical form") from None


def covers(given: Manifest, kind: Consent, later: Manifest) -> bool:
    """Whether consent given to one manifest holds for a later one.

    `exact`: the same digest. `operator`: all as it was but for software, prompts and retention, retention in
    no kind longer, and the same room key.
    """
    if given.digest == later.digest:
        return True
    return kind == "operator" and _kept(given) == _kept(later) and _keeps_no_longer(given, later)


def _kept(manifest: Manifest) -> bytes:
    rest = {name: value for name, value in manifest.content.items() if name not in _MAY_CHANGE}
    inference = {name: value for name, value in rest["inference"].items() if name != "prompts_digest"}
    return canonical(rest | {"inference": inference})


def _keeps_no_longer(given: Manifest, later: Manifest) -> bool:
    before, after = (manifest.content.get("retention") for manifest in (given, later))
    if not isinstance(before, dict) or not isinstance(after, dict) or before.keys() != after.keys():
        return False
    return all(_hours(after[kind]) <= _hours(before[kind]) for kind in before)


def _hours(value: object) -> float:
    """A number of hours; anything else counts as for ever."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else float("inf")


def usable_key(key: SealingKey, manifest: Manifest, now: datetime) -> bytes:
    """The X25519 key to seal to: signed by the manifest's room key and not expired, else Distrusted."""
    try:
        public, signature = keys.from_base64url(key.public_key), keys.from_base64url(key.signature)
        expires = datetime.fromisoformat(key.expires_at)
    except ValueError:
        raise Distrusted("bad_sealing_key", "the sealing key is malformed") from None
    statement = sealing.key_statement(key_id=key.key_id, public_key=public, expires_at=key.expires_at)
    if len(public) != 32 or not keys.verify(manifest.room_key, canonical(statement), signature):
        raise Distrusted("bad_sealing_key", "the sealing key is not signed by the manifest's room key")
    if expires.tzinfo is None or expires <= now:
        raise Distrusted("sealing_key_expired", "the sealing key has expired; ask for another")
    return public
