"""An AgentID token's owner: the key signed that it is a human's, and the SSO signed a token for that human.

The id token travels to every service that the agent visits, so whoever saw it can bind a key of their own to it: the
chain makes an owner claimed. It is the SSO's `cnf.jkt`, where the token has one, that makes the owner verified.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeGuard

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agents.domain import id_token, javascript_json, jose, keys
from agents.domain.access_token import LONGEST_SUBJECT
from agents.domain.id_token import IdToken
from agents.domain.jose import Compact, Refused

_BINDING: Final = {"id", "payload", "payloadHash", "signature", "createdAt"}
_LONGEST_ID: Final = 128
_LARGEST: Final = 2**53 - 1

_REASONS: Final = {
    "broken_owner_chain": "an owner comes with its binding and an id token, whole, or not at all",
    "bad_binding_hash": "the binding's payloadHash is not that of its payload",
    "bad_binding_signature": "the binding's signature is not by this key",
    "binding_of_another_key": "the binding is for another key",
    "binding_of_another_owner": "the binding is for another owner",
    "binding_of_another_token": "the binding is for another id token",
    "id_token_of_another": "the id token is another human's",
}


class ChainRefused(Refused):
    """A chain that shows nothing."""

    about = ""
    reasons = _REASONS


@dataclass(frozen=True)
class OwnerChain:
    """A chain of which all is checked but what the SSO signed. owner: the AlienID address that the key names."""

    owner: str
    binding: Mapping[str, Any] = field(repr=False)
    id_token: Compact


@dataclass(frozen=True)
class Claim:
    """A verified chain. jkt: the thumbprint of the key that the SSO named, if it named one."""

    owner: str
    jkt: str | None
    id_token: IdToken


def read(binding: object, token: object, *, owner: object, fingerprint: str, public_key: bytes) -> OwnerChain:
    """The chain that a token by this key brings. Raises ChainRefused, and IdTokenRefused for what is no id token."""
    named = jose.text(owner, most=LONGEST_SUBJECT)
    if named is None or not isinstance(token, str) or not _is_whole(binding):
        raise ChainRefused("broken_owner_chain")
    payload = binding["payload"]
    signed = _signed(payload)
    if hashlib.sha256(signed).hexdigest() != binding["payloadHash"]:
        raise ChainRefused("bad_binding_hash")
    if not keys.verify(public_key, signed, _signature(binding["signature"])):
        raise ChainRefused("bad_binding_signature")
    if _named_key(payload) != fingerprint:
        raise ChainRefused("binding_of_another_key")
    if payload.get("ownerSessionSub") != named:
        raise ChainRefused("binding_of_another_owner")
    if payload.get("idTokenHash") != _hash(token):
        raise ChainRefused("binding_of_another_token")
    return OwnerChain(named, binding, id_token.read(token))


def verify(
    chain: OwnerChain,
    jwk: Mapping[str, Any],
    *,
    issuers: Collection[str],
    audiences: Collection[str],
    now: float,
    skew: float = 30.0,
) -> Claim:
    """What the chain shows, once the SSO's key is at hand; the id token may have expired since.

    Raises ChainRefused and IdTokenRefused.
    """
    told = id_token.verify(
        chain.id_token,
        jwk,
        issuers=issuers,
        audiences=audiences,
        now=now,
        skew=skew,
        may_have_expired=True,
    )
    if told.subject != chain.owner:
        raise ChainRefused("id_token_of_another")
    if not _tells(chain.binding["payload"], told):
        raise ChainRefused("binding_of_another_token")
    return Claim(chain.owner, told.jkt, told)


def _tells(payload: Mapping[str, Any], told: IdToken) -> bool:
    """Whether what a binding says of the id token, where it says it, is so. It may have taken `aud` over as it stands,
    a text or a list."""
    said = [jose.audiences(payload[name]) for name in ("ownerAudience", "providerAddress") if name in payload]
    meant = set(jose.audiences(told.claims["aud"]))
    return payload.get("issuer", told.issuer) == told.issuer and all(
        one and set(one) <= meant for one in said
    )


def bind(
    private: Ed25519PrivateKey,
    *,
    owner: str,
    id_token: str,
    issuer: str,
    audience: str,
    now_ms: int,
    binding_id: str,
) -> dict[str, Any]:
    """The `ownerBinding` by which a key names its owner."""
    raw = keys.public_bytes(private)
    payload = {
        "version": 1,
        "issuedAt": now_ms,
        "issuer": issuer,
        "providerAddress": audience,
        "ownerSessionSub": owner,
        "ownerAudience": audience,
        "idTokenHash": _hash(id_token),
        "ownerSessionProof": None,
        "ownerSessionProofHash": None,
        "agentInstance": {"publicKeyFingerprint": keys.fingerprint(raw), "publicKeyPem": keys.to_pem(raw)},
    }
    signed = javascript_json.stringify(payload)
    return {
        "id": binding_id,
        "payload": payload,
        "payloadHash": hashlib.sha256(signed).hexdigest(),
        "signature": keys.to_base64url(private.sign(signed)),
        "createdAt": now_ms,
    }


def _is_whole(binding: object) -> TypeGuard[dict[str, Any]]:
    return (
        isinstance(binding, dict)
        and binding.keys() == _BINDING
        and isinstance(binding["payload"], dict)
        and all(isinstance(binding[name], str) for name in ("id", "payloadHash", "signature"))
        and 0 < len(binding["id"]) <= _LONGEST_ID
        and _keeps(binding["id"])
        and type(binding["createdAt"]) is int
        and 0 <= binding["createdAt"] <= _LARGEST
    )


def _signed(payload: Mapping[str, Any]) -> bytes:
    """The bytes that the signature covers. What a database would give back otherwise than it came is refused: a binding
    that is kept as evidence has to hold for ever (I-JSON, RFC 7493 section 2.2; PostgreSQL's jsonb has no NUL)."""
    try:
        if _keeps(payload):
            return javascript_json.stringify(payload)
    except (ValueError, RecursionError):
        pass
    raise ChainRefused("broken_owner_chain")


def _keeps(value: object) -> bool:
    if isinstance(value, dict):
        return all(_keeps(name) and _keeps(inner) for name, inner in value.items())
    if isinstance(value, list):
        return all(map(_keeps, value))
    if isinstance(value, str):
        return "\x00" not in value
    return value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) <= _LARGEST)


def _signature(value: str) -> bytes:
    try:
        return keys.from_base64url(value)
    except ValueError:
        return b""


def _named_key(payload: Mapping[str, Any]) -> str | None:
    """The fingerprint that a binding names; None where its two ways of naming the key differ."""
    instance = payload.get("agentInstance")
    if not isinstance(instance, dict) or not isinstance(instance.get("publicKeyFingerprint"), str):
        return None
    named: str = instance["publicKeyFingerprint"]
    try:
        pem = instance.get("publicKeyPem")
        return named if pem is None or keys.fingerprint(keys.from_pem(pem)) == named else None
    except keys.KeyRefused:
        return None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
