"""An SSO on paper: its key, what it signs, and what a thief would sign in its place."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from agents.domain import keys

ISSUER = "https://sso.example"
AUDIENCE = "0000000604000000000036159b3c0f15"
OWNER = "0000000701000000000027dfbf386c25"
KID = "key-1"
NOW = 1_700_000_000.0
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes([7]) * 32)
PUBLIC = keys.public_bytes(PRIVATE)
FINGERPRINT = keys.fingerprint(PUBLIC)
JKT = keys.thumbprint(PUBLIC)
OTHER = Ed25519PrivateKey.from_private_bytes(bytes([8]) * 32)
OTHER_JKT = keys.thumbprint(keys.public_bytes(OTHER))

ACCESS_HEADER: dict[str, Any] = {"typ": "at+jwt", "alg": "RS256", "kid": KID}
ID_HEADER: dict[str, Any] = {"typ": "JWT", "alg": "RS256", "kid": KID}


class Absent(Enum):
    """In place of a member's value: leave the member out."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


def numbered(number: int) -> str:
    return keys.to_base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def changed(members: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The members with some of them changed, and those that are to be ABSENT left out."""
    return {name: value for name, value in {**members, **changes}.items() if value is not ABSENT}


def covered(header: object, payload: object) -> str:
    """What a signature covers; text stands for itself, so that it can be JSON that nobody would write."""
    texts = (part if isinstance(part, str) else json.dumps(part) for part in (header, payload))
    return ".".join(keys.to_base64url(text.encode()) for text in texts)


def claims_of_access(**changes: Any) -> dict[str, Any]:
    named = {
        "iss": ISSUER,
        "aud": [AUDIENCE, ISSUER],
        "sub": OWNER,
        "client_id": AUDIENCE,
        "jti": "1",
        "iat": int(NOW) - 60,
        "exp": int(NOW) + 3600,
        "cnf": {"jkt": JKT},
    }
    return changed(named, changes)


def claims_of_id(**changes: Any) -> dict[str, Any]:
    named = {"iss": ISSUER, "aud": [AUDIENCE], "sub": OWNER, "iat": int(NOW) - 60, "exp": int(NOW) + 3600}
    return changed(named, changes)


@dataclass(frozen=True)
class Issuer:
    private: RSAPrivateKey

    @property
    def jwk(self) -> dict[str, Any]:
        numbers = self.private.public_key().public_numbers()
        named = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": KID}
        return named | {"e": numbered(numbers.e), "n": numbered(numbers.n)}

    def sign(self, header: object, payload: object) -> str:
        text = covered(header, payload)
        signature = self.private.sign(text.encode(), padding.PKCS1v15(), SHA256())
        return f"{text}.{keys.to_base64url(signature)}"

    def access(self, *, header: Mapping[str, Any] | None = None, **changes: Any) -> str:
        return self.sign(changed(ACCESS_HEADER, header or {}), claims_of_access(**changes))

    def id(self, *, header: Mapping[str, Any] | None = None, **changes: Any) -> str:
        return self.sign(changed(ID_HEADER, header or {}), claims_of_id(**changes))

    def by_secret(self, header: object, payload: object) -> str:
        """HMAC with the public key as its secret: what a verifier takes that lets the token choose."""
        pem = self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        text = covered(header, payload)
        return f"{text}.{keys.to_base64url(hmac.digest(pem, text.encode(), hashlib.sha256))}"
