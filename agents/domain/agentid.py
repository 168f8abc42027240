"""Alien Agent ID token, version 1: one JSON object by which an agent shows that it holds its key.

    {v: 1, fingerprint, publicKeyPem, owner, timestamp, nonce, sig}    base64url, after "AgentID "

`sig` is Ed25519 over the six members before it as JavaScript's JSON.stringify writes them with sorted names. An owner
brings a chain, `ownerBinding` and `idToken`, which stand beside what is signed and are signed by themselves; one that
is named without a chain is nobody's.
The token names no audience and no method: it is good for one request (nonce) and for minutes (timestamp).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agents.domain import javascript_json, keys, owner_chain, strict_json
from agents.domain.owner_chain import OwnerChain

LIFETIME_MS: Final = 5 * 60 * 1000
MOST_CHARACTERS: Final = 16_384
LONGEST_NONCE: Final = 128

_LARGEST_TIMESTAMP: Final = 2**53 - 1  # beyond it a JavaScript signer and we would read different numbers
_TEXTS: Final = ("fingerprint", "publicKeyPem", "nonce", "sig")
_SIGNED: Final = frozenset({"v", "fingerprint", "publicKeyPem", "owner", "timestamp", "nonce"})
_CHAIN: Final = frozenset({"ownerBinding", "idToken"})
_MEMBERS: Final = _SIGNED | _CHAIN | {"sig"}

_REASONS: Final = {
    "malformed_token": "the token is no base64url JSON object with the members of version 1",
    "unsupported_version": "the token's version is not 1",
    "bad_timestamp": "the timestamp is no whole number of milliseconds since 1970",
    "token_expired": "the token is older than five minutes: make one for each request",
    "token_from_future": "the token's timestamp is ahead of this clock: check yours",
    "fingerprint_mismatch": "the fingerprint is not that of the public key",
    "bad_signature": "the signature is not by the public key over these members",
}


class TokenRefused(ValueError):
    """A token that proves nothing. `code` is stable: one of the reasons above or a KeyRefused code."""

    def __init__(self, code: str) -> None:
        super().__init__(_REASONS.get(code, "the public key is no sound Ed25519 key"))
        self.code = code


@dataclass(frozen=True)
class AgentIdToken:
    """What a verified token says. The caller still has to see to it that the nonce counts once."""

    fingerprint: str
    public_key: bytes
    nonce: str
    timestamp_ms: int
    chain: OwnerChain | None = None


def make(
    private: Ed25519PrivateKey,
    *,
    now_ms: int,
    nonce: str,
    owner: str | None = None,
    binding: Mapping[str, Any] | None = None,
    id_token: str | None = None,
) -> str:
    """A token for one request; `nonce` is fresh and random. binding: of `owner_chain.bind`, with its id token."""
    raw = keys.public_bytes(private)
    members: dict[str, object] = {
        "v": 1,
        "fingerprint": keys.fingerprint(raw),
        "publicKeyPem": keys.to_pem(raw),
        "owner": owner,
        "timestamp": now_ms,
        "nonce": nonce,
    }
    signature = keys.to_base64url(private.sign(_signed_text(members)))
    chain = {"ownerBinding": binding, "idToken": id_token}
    sent = members | {"sig": signature} | {name: one for name, one in chain.items() if one is not None}
    return keys.to_base64url(json.dumps(sent, ensure_ascii=False).encode())


def parse_and_verify(value: str, *, now_ms: int, skew_ms: int) -> AgentIdToken:
    """The token's claims, once all of them are checked; anything else raises TokenRefused, and of an owner's chain
    ChainRefused and IdTokenRefused. What the SSO signed is left to `owner_chain.verify`.

    `now_ms` is milliseconds since 1970; `skew_ms` widens the accepted age at both ends. The signature covers exactly
    what was read.
    """
    members = _members(value)
    timestamp = _timestamp(members, now_ms, skew_ms)
    public_key = _public_key(members)
    signature = _signature(members)
    if not keys.verify(public_key, _signed_text(members), signature):
        raise TokenRefused("bad_signature")
    fingerprint, nonce = _text(members, "fingerprint"), _text(members, "nonce")
    return AgentIdToken(fingerprint, public_key, nonce, timestamp, _chain(members, fingerprint, public_key))


def _chain(members: Mapping[str, object], fingerprint: str, public_key: bytes) -> OwnerChain | None:
    # An owner that is only named is not heard: the Alien command once sent no more than the name.
    if _CHAIN.isdisjoint(members):
        return None
    return owner_chain.read(
        members.get("ownerBinding"),
        members.get("idToken"),
        owner=members.get("owner"),
        fingerprint=fingerprint,
        public_key=public_key,
    )


def _members(value: str) -> Mapping[str, object]:
    members = _read(value)
    if members is None or "v" not in members:
        raise TokenRefused("malformed_token")
    if type(members["v"]) is not int or members["v"] != 1:
        raise TokenRefused("unsupported_version")
    if not members.keys() <= _MEMBERS or not 0 < len(_text(members, "nonce")) <= LONGEST_NONCE:
        raise TokenRefused("malformed_token")
    for name in _TEXTS:
        _text(members, name)
    if not isinstance(members.get("owner"), str | None):
        raise TokenRefused("malformed_token")
    return members


def _read(value: str) -> Mapping[str, object] | None:
    if len(value) > MOST_CHARACTERS:
        return None
    try:
        members = strict_json.loads(keys.from_base64url(value))
    except ValueError:
        return None
    return members if isinstance(members, Mapping) else None


def _text(members: Mapping[str, object], name: str) -> str:
    value = members.get(name)
    if not isinstance(value, str) or not _encodes(value):
        raise TokenRefused("malformed_token")
    return value


def _encodes(value: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _timestamp(members: Mapping[str, object], now_ms: int, skew_ms: int) -> int:
    value = members.get("timestamp")
    if type(value) is not int or not 0 <= value <= _LARGEST_TIMESTAMP:  # bool is an int, 1.7e12 is a float
        raise TokenRefused("bad_timestamp")
    age = now_ms - value
    if age > LIFETIME_MS + skew_ms:
        raise TokenRefused("token_expired")
    if age < -skew_ms:
        raise TokenRefused("token_from_future")
    return value


def _public_key(members: Mapping[str, object]) -> bytes:
    try:
        raw = keys.from_pem(_text(members, "publicKeyPem"))
    except keys.KeyRefused as refused:
        raise TokenRefused(refused.code) from None
    if keys.fingerprint(raw) != members["fingerprint"]:
        raise TokenRefused("fingerprint_mismatch")
    return raw


def _signature(members: Mapping[str, object]) -> bytes:
    try:
        return keys.from_base64url(_text(members, "sig"))
    except ValueError:
        raise TokenRefused("bad_signature") from None


def _signed_text(members: Mapping[str, object]) -> bytes:
    """The signed members that are there: a signer without an owner leaves it out or signs it as null."""
    return javascript_json.stringify({name: members[name] for name in _SIGNED if name in members})
