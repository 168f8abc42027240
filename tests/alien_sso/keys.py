"""The SSO's RSA keys, made once a process: one costs a tenth of a second; and the keys of its humans' apps."""

import functools
import hashlib
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from joserfc.jwk import RSAKey

FOREIGN: Final = -1
"""The number of a key that no stand-in ever signs by: what a forger would have."""


@functools.cache
def signing_key(number: int = FOREIGN) -> RSAPrivateKey:
    """The process's key of this number, 2048 bits; a stand-in begins with 0 and rotates to 1, 2, …"""
    return generate_private_key(public_exponent=65537, key_size=2048)


@functools.cache
def kid(key: RSAPrivateKey) -> str:
    """The key's id: its thumbprint (RFC 7638)."""
    return RSAKey.import_key(key.public_key()).thumbprint()


def jwk(key: RSAPrivateKey) -> dict[str, str]:
    """The public half as a JWKS lists it (RFC 7517)."""
    named = {"kid": kid(key), "use": "sig", "alg": "RS256"}
    public = RSAKey.import_key(key.public_key()).as_dict(private=False)
    return {name: str(value) for name, value in {**public, **named}.items()}


def session_key(address: str) -> Ed25519PrivateKey:
    """The key of the app of the human with this address."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"the app of {address}".encode()).digest())
