"""Sealing: terms encrypted to a one-time key, bound to who sends them, for what, and under which manifest.

HPKE, RFC 9180, base mode, single shot, empty aad; the ciphertext is enc || ct. The info string carries the
binding: terms moved to another listing, side, agent or manifest do not open.
"""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from agents.domain import keys
from marketplace.domain.terms import Role

SUITE_NAME: Final = "DHKEM(X25519,HKDF-SHA256)/HKDF-SHA256/AES-256-GCM"
KEY_STATEMENT_TYPE: Final = "alien-bargain/sealing-key/1"

_SUITE: Final = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
_INFO_LABEL: Final = "alien-bargain/1 terms"


class Unopenable(ValueError):
    """Ciphertext that this key and this info do not open: damaged, misdirected or made for something else."""

    code = "unopenable"


def generate() -> tuple[bytes, bytes]:
    """A fresh X25519 pair from the system's randomness: (private, public), 32 raw bytes each."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def info(*, role: Role, manifest_digest: str, fingerprint: str, listing_id: str) -> bytes:
    """What a ciphertext is bound to. `listing_id` is "" while the listing is being made.

    The parts are joined by NUL, so a part that holds one could pass for two: ValueError.
    """
    parts = (_INFO_LABEL, role, manifest_digest, fingerprint, listing_id)
    if any("\0" in part for part in parts):
        raise ValueError("a part of the info string holds a NUL")
    return "\0".join(parts).encode()


def seal(public_raw: bytes, info: bytes, plaintext: bytes) -> bytes:
    """enc || ct under a sealing key's public half. ValueError for bytes that are no usable X25519 key."""
    return _SUITE.encrypt(plaintext, X25519PublicKey.from_public_bytes(public_raw), info)


def unseal(private_raw: bytes, info: bytes, ciphertext: bytes) -> bytes:
    """The plaintext, or Unopenable; which of key, info and ciphertext is wrong cannot be told."""
    private = X25519PrivateKey.from_private_bytes(private_raw)
    try:
        return _SUITE.decrypt(ciphertext, private, info)
    except (InvalidTag, ValueError):
        raise Unopenable("this key and info do not open the ciphertext") from None


def key_statement(*, key_id: str, public_key: bytes, expires_at: str) -> dict[str, str]:
    """What the room key signs, over RFC 8785 JSON, so that nobody else can hand out a sealing key.

    `expires_at` (RFC 3339, UTC) is the last moment for a submission that uses the key.
    """
    return {
        "type": KEY_STATEMENT_TYPE,
        "key_id": key_id,
        "public_key": keys.to_base64url(public_key),
        "expires_at": expires_at,
    }
