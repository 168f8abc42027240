"""DPoP proofs, looked at as RFC 9449 section 4.3 says."""

import hashlib
import json
import threading
from collections.abc import Sequence
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.alien_sso import compact
from tests.alien_sso.refusals import Refused

SECONDS: Final = 60
"""How far a proof's `iat` may be from now, either way."""
PUBLIC: Final = {"kty", "crv", "x", "kid", "use", "alg"}


def thumbprint(jwk: dict[str, Any]) -> str:
    """RFC 7638 section 3 of an Ed25519 key."""
    required = {name: jwk[name] for name in ("crv", "kty", "x")}
    return compact.encode(hashlib.sha256(json.dumps(required, separators=(",", ":")).encode()).digest())


class Proofs:
    """Which proofs have been used."""

    def __init__(self) -> None:
        self._used: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def check(
        self, sent: Sequence[str], method: str, url: str, now: float, *, access_token: str | None = None
    ) -> str | None:
        """The thumbprint of the key that made the request's only proof; None where it has none.

        sent: the values of its DPoP headers. Raises Refused invalid_dpop_proof.
        """
        if not sent:
            return None
        if len(sent) > 1:
            raise _refused("there is more than one proof")
        claims, key = _read(sent[0])
        if claims.get("htm") != method or claims.get("htu") != url:
            raise _refused("the proof is for another request")
        if access_token is not None and claims.get("ath") != _digest(access_token):
            raise _refused("the proof is for another access token")
        self._use(key, claims, now)
        return key

    def _use(self, key: str, claims: dict[str, Any], now: float) -> None:
        at, named = claims.get("iat"), claims.get("jti")
        if not isinstance(at, int | float) or not abs(now - at) <= SECONDS:
            raise _refused("the proof is not of now")
        if not isinstance(named, str) or not named:
            raise _refused("the proof has no jti")
        with self._lock:
            if (key, named) in self._used:
                raise _refused("the proof was used before")
            self._used.add((key, named))


def _read(proof: str) -> tuple[dict[str, Any], str]:
    """(claims, thumbprint) of a proof that its own key signed."""
    try:
        header, claims, signed, signature = compact.parts(proof)
        jwk = header["jwk"]
        if (header.get("typ"), header.get("alg")) != ("dpop+jwt", "EdDSA") or not set(jwk) <= PUBLIC:
            raise _refused("the proof's header is not that of a proof by Ed25519")
        if (jwk["kty"], jwk["crv"]) != ("OKP", "Ed25519"):
            raise _refused("the proof's key is none of Ed25519")
        Ed25519PublicKey.from_public_bytes(compact.decode(jwk["x"])).verify(signature, signed)
        return claims, thumbprint(jwk)
    except (ValueError, KeyError, TypeError, InvalidSignature):
        raise _refused("the proof cannot be read, or its key did not sign it") from None


def _digest(access_token: str) -> str:
    return compact.encode(hashlib.sha256(access_token.encode()).digest())


def _refused(why: str) -> Refused:
    return Refused("invalid_dpop_proof", why)
