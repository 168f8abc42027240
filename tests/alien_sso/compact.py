"""JWS compact serialization (RFC 7515 section 7.1), with enough rope to make tokens that must be refused."""

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

Members = dict[str, Any]


def encode(raw: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bytes. Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def signing_input(header: Members, claims: Members) -> str:
    """What is signed. Python's JSON writes NaN and Infinity as they are: a token with them can be made."""
    return ".".join(encode(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))


def sign(header: Members, claims: Members, key: RSAPrivateKey) -> str:
    """A token by the key, as its header says: `none` is not signed at all, `HS256` by the public half's PEM as the
    secret (the old confusion of algorithms, RFC 8725 section 2.1), anything else by RS256.
    """
    signed = signing_input(header, claims)
    return f"{signed}.{encode(_signature(str(header.get('alg')), signed.encode(), key))}"


def _signature(algorithm: str, signed: bytes, key: RSAPrivateKey) -> bytes:
    if algorithm == "none":
        return b""
    if algorithm == "HS256":
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return hmac.digest(public, signed, hashlib.sha256)
    return key.sign(signed, PKCS1v15(), SHA256())


def parts(token: str) -> tuple[Members, Members, bytes, bytes]:
    """(header, claims, what is signed, signature), nothing checked. Raises ValueError where it is no JWS."""
    signed, _, signature = token.rpartition(".")
    first, dot, second = signed.partition(".")
    header, claims = json.loads(decode(first)), json.loads(decode(second))
    if not dot or not isinstance(header, dict) or not isinstance(claims, dict):
        raise ValueError("not a compact JWS")
    return header, claims, signed.encode(), decode(signature)
