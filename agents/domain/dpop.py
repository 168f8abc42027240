"""DPoP proofs: that whoever sends an access token holds the key that it names (RFC 9449).

`verify` is section 4.3 row by row, each with a code of its own. That a proof counts once is the caller's to see to.
"""

import hashlib
import ipaddress
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, unquote_to_bytes, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agents.domain import jose, keys
from agents.domain.jose import Compact, Refused

LONGEST_JTI: Final = 256
ALGORITHMS: Final = ("EdDSA", "Ed25519")
"""Alien agents' keys are Ed25519; RFC 9864 gives the algorithm its own name."""

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_UNRESERVED: Final = "-._~"
_IN_PATH: Final = "/:@!$&'()*+,;="
_BROKEN_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")

_REASONS: Final = {
    "malformed_proof": "it is no compact JWS of JSON objects",
    "bad_proof_typ": "its typ is not dpop+jwt",
    "bad_proof_alg": "its alg is neither EdDSA nor Ed25519",
    "missing_proof_jwk": "its header has no jwk",
    "private_in_proof_jwk": "its jwk holds a private member: that key is burnt",
    "bad_proof_jwk": "its jwk is no sound Ed25519 key of kty, crv and x",
    "bad_proof_signature": "its signature is not by its jwk",
    "bad_proof_htm": "its htm is not the method of this request",
    "bad_proof_htu": "its htu is not the address of this request, without query and fragment",
    "bad_proof_iat": "its iat is no number of seconds since 1970",
    "stale_proof": "its iat is too long ago: make a proof for each request",
    "future_proof": "its iat is ahead of this clock: check yours",
    "missing_proof_jti": "it has no jti",
    "bad_proof_jti": f"its jti is no text of at most {LONGEST_JTI} characters",
    "bad_proof_ath": "its ath is not the hash of the access token beside it",
}


class ProofRefused(Refused):
    """A proof that proves nothing."""

    about = "of the proof: "
    reasons = _REASONS


@dataclass(frozen=True)
class Proof:
    """What a verified proof says. public_key: 32 raw bytes. jkt: their RFC 7638 thumbprint. iat: seconds."""

    public_key: bytes = field(repr=False)
    fingerprint: str
    jkt: str
    jti: str = field(repr=False)
    iat: float


def verify(
    value: str, *, method: str, url: str, access_token: str, now: float, window: float = 30.0
) -> Proof:
    """The proof in the one DPoP header (row 1), once all else of section 4.3 holds. Raises ProofRefused.

    url: absolute, as the caller addressed it. now: seconds since 1970; `iat` lies at most `window` seconds around it.
    """
    proof = _well_formed(value)
    public_key = _key(proof.header)
    if not keys.verify(public_key, proof.signing_input, proof.signature):
        raise ProofRefused("bad_proof_signature")
    claims = proof.payload
    if claims.get("htm") != method:
        raise ProofRefused("bad_proof_htm")
    if not _same_target(claims.get("htu"), url):
        raise ProofRefused("bad_proof_htu")
    iat = _iat(claims, now, window)
    jti = _jti(claims)
    if claims.get("ath") != hash_of(access_token):
        raise ProofRefused("bad_proof_ath")
    return Proof(public_key, keys.fingerprint(public_key), keys.thumbprint(public_key), jti, iat)


def _well_formed(value: str) -> Compact:
    try:
        proof = jose.read(value)
    except jose.Malformed:
        raise ProofRefused("malformed_proof") from None
    if proof.header.get("typ") != "dpop+jwt":
        raise ProofRefused("bad_proof_typ")
    if proof.header.get("alg") not in ALGORITHMS:
        raise ProofRefused("bad_proof_alg")
    return proof


def _key(header: Mapping[str, Any]) -> bytes:
    jwk = header.get("jwk")
    if not isinstance(jwk, dict):
        raise ProofRefused("missing_proof_jwk" if jwk is None else "bad_proof_jwk")
    if not jose.PRIVATE_MEMBERS.isdisjoint(jwk):
        raise ProofRefused("private_in_proof_jwk")
    try:
        # A key may say more of itself (kid, use, alg); what it is are these three.
        return keys.from_jwk({name: jwk.get(name) for name in ("crv", "kty", "x")})
    except keys.KeyRefused:
        raise ProofRefused("bad_proof_jwk") from None


def _same_target(claimed: object, url: str) -> bool:
    try:
        return isinstance(claimed, str) and target(claimed) == target(url)
    except ValueError:
        return False


def target(url: str) -> str:
    """A URL without query and fragment, spelled in the one way that RFC 3986 sections 6.2.2 and 6.2.3 leave it.

    The path stands as it is but for its escapes. Raises ValueError for what is no absolute http or https URL, and for
    one with a user or with dot segments.
    """
    parts = urlsplit(url)
    host = parts.hostname
    if parts.scheme not in _DEFAULT_PORTS or not host or "@" in parts.netloc or not url.isascii():
        raise ValueError("no absolute http or https URL")
    if _BROKEN_ESCAPE.search(parts.path) or any(ord(one) <= ord(" ") for one in url):
        raise ValueError("a broken escape")
    path = "/".join(_spelled(segment) for segment in (parts.path or "/").split("/"))
    if {".", ".."} & set(path.split("/")):
        raise ValueError("dot segments")
    port = "" if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    shown = f"[{ipaddress.IPv6Address(host)}]" if ":" in host else host
    return f"{parts.scheme}://{shown}{port}{path}"


def _spelled(segment: str) -> str:
    """Escapes of unreserved characters undone, the others in capitals; an escaped "/" stays one."""
    pieces = re.split(r"(%[0-9A-Fa-f]{2})", segment)
    return "".join(
        _unescaped(one) if one.startswith("%") else quote(one, safe=_UNRESERVED + _IN_PATH) for one in pieces
    )


def _unescaped(escape: str) -> str:
    character = unquote_to_bytes(escape).decode("latin-1")
    return (
        character
        if character.isascii() and (character.isalnum() or character in _UNRESERVED)
        else escape.upper()
    )


def _iat(claims: Mapping[str, Any], now: float, window: float) -> float:
    iat = jose.numeric_date(claims.get("iat"))
    if iat is None:
        raise ProofRefused("bad_proof_iat")
    if now - iat > window:
        raise ProofRefused("stale_proof")
    if iat - now > window:
        raise ProofRefused("future_proof")
    return iat


def _jti(claims: Mapping[str, Any]) -> str:
    jti = claims.get("jti")
    if jti is None or jti == "":
        raise ProofRefused("missing_proof_jti")
    if not isinstance(jti, str) or len(jti) > LONGEST_JTI:
        raise ProofRefused("bad_proof_jti")
    return jti


def hash_of(access_token: str) -> str:
    """`ath`: base64url of the SHA-256 of the access token's ASCII (section 4.2)."""
    return keys.to_base64url(hashlib.sha256(access_token.encode()).digest())


def make(
    private: Ed25519PrivateKey,
    *,
    method: str,
    url: str,
    now: float,
    jti: str,
    access_token: str | None = None,
    nonce: str | None = None,
) -> str:
    """A proof for one request (section 4.2); `jti` is fresh and random."""
    said = {
        "jti": jti,
        "htm": method,
        "htu": target(url),
        "iat": int(now),
        "ath": None if access_token is None else hash_of(access_token),
        "nonce": nonce,
    }
    header = {"typ": "dpop+jwt", "alg": "EdDSA", "jwk": keys.to_jwk(keys.public_bytes(private))}
    parts = (header, {name: value for name, value in said.items() if value is not None})
    text = ".".join(keys.to_base64url(json.dumps(part).encode()) for part in parts)
    return f"{text}.{keys.to_base64url(private.sign(text.encode()))}"
