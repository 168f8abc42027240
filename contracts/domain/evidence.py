"""A contract document taken apart, nothing judged: what is there and what could be read of it.

Absent is None, except for parsed values, where null is a value: there ABSENT says it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Literal

from agents.domain import keys
from contracts.domain.canonical import Reading, Unreadable, read

Finding = str | None
Side = Literal["seller", "buyer", "room"]
SIDES: Final[tuple[Side, ...]] = ("seller", "buyer", "room")
MAX_BYTES: Final = 65_536


class _Absent(Enum):
    ABSENT = "absent"


ABSENT: Final = _Absent.ABSENT


@dataclass(frozen=True)
class Signer:
    """One entry of `signatures`, by its place the seller's, the buyer's or the room's."""

    side: Side
    entry: object
    protected: str | None = None
    signature: str | None = None
    header: Reading | None = None
    header_bytes: bytes | None = None
    key: bytes | None = None  # what the JWK names, of any length, sound or not
    signature_bytes: bytes | None = None


@dataclass(frozen=True)
class Evidence:
    """A document's parts, and the fingerprints that the caller expects."""

    document: Reading
    clear: object
    payload: str | None
    payload_bytes: bytes | None
    signed: Reading | None
    signatures: list[object] | None
    signers: Mapping[Side, Signer]
    expected: Mapping[Side, str] = field(default_factory=dict)


def take_apart(document: bytes, expected: Mapping[Side, str]) -> Evidence:
    """Reads what can be read. Raises Unreadable (too_large above 64 KiB, and the codes of text that is no
    JSON)."""
    if len(document) > MAX_BYTES:
        raise Unreadable("too_large")
    reading = read(document)
    payload = text_of(reading.value, "payload")
    payload_bytes = _decoded(payload)
    listed = member(reading.value, "signatures")
    signatures = listed if isinstance(listed, list) else None
    return Evidence(
        document=reading,
        clear=member(reading.value, "statement"),
        payload=payload,
        payload_bytes=payload_bytes,
        signed=_reading(payload_bytes),
        signatures=signatures,
        # A fourth signature has no side; that it is there is judged by counting.
        signers={side: _signer(side, entry) for side, entry in zip(SIDES, signatures or [], strict=False)},
        expected=expected,
    )


def member(value: object, *path: str) -> object:
    """The value at a path of member names, or ABSENT."""
    for name in path:
        if not isinstance(value, dict) or name not in value:
            return ABSENT
        value = value[name]
    return value


def text_of(value: object, *path: str) -> str | None:
    """The string at a path of member names, or None where there is no string."""
    found = member(value, *path)
    return found if isinstance(found, str) else None


def _signer(side: Side, entry: object) -> Signer:
    protected, signature = text_of(entry, "protected"), text_of(entry, "signature")
    header_bytes = _decoded(protected)
    header = _reading(header_bytes)
    return Signer(
        side=side,
        entry=entry,
        protected=protected,
        signature=signature,
        header=header,
        header_bytes=header_bytes,
        key=_key(header),
        signature_bytes=_decoded(signature),
    )


def _decoded(text: str | None) -> bytes | None:
    try:
        return None if text is None else keys.from_base64url(text)
    except ValueError:
        return None


def _reading(text: bytes | None) -> Reading | None:
    try:
        return None if text is None else read(text)
    except Unreadable:
        return None


def _key(header: Reading | None) -> bytes | None:
    try:
        return None if header is None else keys.jwk_bytes(member(header.value, "jwk"))
    except keys.KeyRefused:
        return None
