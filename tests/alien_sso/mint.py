"""Tokens as the SSO makes them, and every wrong one that a test asks for."""

import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from tests.alien_sso import compact, keys

ADA: Final = "00000003010000000000539c741e0df8"
GRACE: Final = "00000003010000000000539c741e0df9"
ALAN: Final = "00000003010000000000539c741e0dfa"
HUMANS: Final[Mapping[str, str]] = {"Ada": ADA, "Grace": GRACE, "Alan": ALAN}
"""AlienID addresses by name."""
PROVIDER: Final = "000000030100000000005741ed1a0001"
"""The provider address that stands for a site that asks: its client id."""
LIFETIME: Final = 3600


class Mint:
    """Signs tokens. humans: addresses by name. clock: Unix seconds. `issuer` is set once it is known."""

    issuer: str

    def __init__(self, humans: Mapping[str, str] = HUMANS, clock: Callable[[], float] = time.time) -> None:
        self.humans = humans
        self.clock = clock
        self._number = 0
        self._published = [keys.signing_key(0)]

    @property
    def key(self) -> RSAPrivateKey:
        """The key that signs now."""
        return self._published[-1]

    def rotate(self, *, keep_old: bool = True) -> None:
        """Sign by a new key from here on; the old ones stay in the JWKS or leave it."""
        self._number += 1
        kept = self._published if keep_old else []
        self._published = [*kept, keys.signing_key(self._number)]

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """The key set as it is published."""
        return {"keys": [keys.jwk(key) for key in self._published]}

    def access_token(
        self,
        human: str,
        *,
        jkt: str | None = None,
        client_id: str = PROVIDER,
        now: float | None = None,
        header: Mapping[str, Any] | None = None,
        key: RSAPrivateKey | None = None,
        **claims: Any,
    ) -> str:
        """An access token (RFC 9068), bound to the key of thumbprint `jkt` if there is one (RFC 9449 section 6.1).

        human: a name, or an address. now: Unix seconds, the clock's by default. claims, header: what is to be
        otherwise; None drops a member. key: another signer; `kid` then names that key unless `header` does.
        """
        said = {
            **self._common(human, jkt, now),
            "aud": [client_id, self.issuer],
            "client_id": client_id,
            "jti": secrets.token_urlsafe(12),
            "scope": "openid",
        }
        return self._signed("at+jwt", said, claims, header, key)

    def id_token(
        self,
        human: str,
        *,
        jkt: str | None = None,
        client_id: str = PROVIDER,
        nonce: str | None = None,
        auth_time: int | None = None,
        now: float | None = None,
        header: Mapping[str, Any] | None = None,
        key: RSAPrivateKey | None = None,
        **claims: Any,
    ) -> str:
        """An id token (OpenID Connect Core section 2). Arguments as those of `access_token`."""
        said = self._common(human, jkt, now)
        said |= {"aud": client_id, "nonce": nonce, "auth_time": auth_time or said["iat"]}
        return self._signed("JWT", said, claims, header, key)

    def owner_proof(self, human: str, provider: str) -> dict[str, str]:
        """That a human's own app agreed, as agents of the Alien command's version 2 want to be told with the code.

        The signature is Ed25519 over address and seed; it and the key are in hex.
        """
        address, seed = self.humans.get(human, human), secrets.token_urlsafe(24)
        key = keys.session_key(address)
        return {
            "session_address": address,
            "session_signature": key.sign(f"{address}{seed}".encode()).hex(),
            "session_signature_seed": seed,
            "session_public_key": key.public_key().public_bytes_raw().hex(),
            "provider_address": provider,
        }

    def owner(self, token: str) -> tuple[str, str | None]:
        """(sub, cnf.jkt) of an access token of ours that has not expired. Raises ValueError for any other."""
        header, claims, signed, signature = compact.parts(token)
        signer = next((one for one in self._published if keys.kid(one) == header.get("kid")), None)
        if signer is None or header.get("typ") != "at+jwt" or header.get("alg") != "RS256":
            raise ValueError("not an access token of ours")
        try:
            signer.public_key().verify(signature, signed, PKCS1v15(), SHA256())
        except InvalidSignature:
            raise ValueError("not signed by us") from None
        if not claims["exp"] > self.clock():
            raise ValueError("expired")
        return claims["sub"], claims.get("cnf", {}).get("jkt")

    def _common(self, human: str, jkt: str | None, now: float | None) -> dict[str, Any]:
        at = int(self.clock() if now is None else now)
        bound = {"jkt": jkt} if jkt else None
        subject = self.humans.get(human, human)
        return {"iss": self.issuer, "sub": subject, "iat": at, "exp": at + LIFETIME, "cnf": bound}

    def _signed(
        self,
        kind: str,
        said: Mapping[str, Any],
        claims: Mapping[str, Any],
        header: Mapping[str, Any] | None,
        key: RSAPrivateKey | None,
    ) -> str:
        signer = key or self.key
        head = {"alg": "RS256", "typ": kind, "kid": keys.kid(signer), **(header or {})}
        return compact.sign(_present(head), _present({**said, **claims}), signer)


def _present(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
