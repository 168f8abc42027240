"""A challenge: what a market asks a key to sign, for one purpose, once.

A challenge is text: base64url of a JSON object that says what it is for, a point, and the market's own mark on
that. The signature is Ed25519 over a fixed first line and the text, so that it can be taken for no token, no JWS and no
statement.
"""

import json
from dataclasses import dataclass
from typing import Final, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agents.domain import keys, strict_json

TYPE: Final = "alien-bargain/challenge/1"
MOST_CHARACTERS: Final = 2_048
Purpose = Literal["token", "revoke", "enrol"]
_MEMBERS: Final = {"type", "host", "purpose", "for", "nonce", "expires_at"}


class ChallengeRefused(ValueError):
    """A text that is no challenge, or one for something else than it should be."""


@dataclass(frozen=True)
class Challenge:
    """host: the market's name. purpose: what a signature lets happen. subject: to whom (a fingerprint, or the name of
    the signed-in person). expires_at: seconds since 1970."""

    host: str
    purpose: str
    subject: str
    nonce: str
    expires_at: int

    def text(self) -> str:
        """The first part of the challenge."""
        said = {
            "type": TYPE,
            "host": self.host,
            "purpose": self.purpose,
            "for": self.subject,
            "nonce": self.nonce,
            "expires_at": self.expires_at,
        }
        written = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return keys.to_base64url(written.encode())


def read(challenge: str) -> Challenge:
    """What a challenge says; nobody has checked the market's mark. Raises ChallengeRefused."""
    try:
        told = strict_json.loads(keys.from_base64url(challenge[:MOST_CHARACTERS].partition(".")[0]))
    except ValueError:
        raise ChallengeRefused("no challenge") from None
    if not isinstance(told, dict) or told.keys() != _MEMBERS or told["type"] != TYPE:
        raise ChallengeRefused("no challenge")
    host, purpose, subject, nonce = (told[name] for name in ("host", "purpose", "for", "nonce"))
    texts = all(isinstance(one, str) for one in (host, purpose, subject, nonce))
    if not texts or type(told["expires_at"]) is not int:
        raise ChallengeRefused("no challenge")
    return Challenge(host, purpose, subject, nonce, told["expires_at"])


def signed_bytes(challenge: str) -> bytes:
    """What a signature covers."""
    return f"{TYPE}\n{challenge}".encode()


def sign(private: Ed25519PrivateKey, challenge: str, *, host: str, purpose: Purpose) -> str:
    """The signature, base64url, over a challenge of this market for this purpose; no other is signed.

    Raises ChallengeRefused.
    """
    told = read(challenge)
    if (told.host, told.purpose) != (host, purpose):
        raise ChallengeRefused("a challenge of another market or for another purpose")
    return keys.to_base64url(private.sign(signed_bytes(challenge)))
