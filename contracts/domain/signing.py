"""Signatures as JWS (RFC 7515, Ed25519 by RFC 8037 and RFC 9864), made and checked by joserfc.

The library lacks, and this module adds: one spelling of the protected header, exactly four members in it, the
key named twice and alike, sound keys, canonical S. `EdDSA` is read as the older name of `Ed25519`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from agents.domain import keys
from contracts.domain.canonical import canonical, strict_loads

TYP: Final = "alien-bargain-contract+jws"
RECEIPT_TYP: Final = "alien-bargain-receipt+jws"
ALGORITHM: Final = "Ed25519"
ALGORITHMS: Final = (ALGORITHM, "EdDSA")
HEADER_MEMBERS: Final = frozenset({"alg", "jwk", "kid", "typ"})


class SignatureRefused(ValueError):
    """`code`: bad_protected (a header other than ours), wrong_key (another key's header), bad_signature, and
    for a compact token bad_payload (no JSON object in JCS)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class JwsSignature:
    """One signature of a JWS JSON serialization: the protected header and R || S, both base64url."""

    protected: str
    signature: str


class _Registry(jws.JWSRegistry):
    """joserfc's rules for our two names of one algorithm, without its warning about the older."""

    def __init__(self) -> None:
        super().__init__(algorithms=[ALGORITHM])

    def get_alg(self, name: str) -> Any:
        return super().get_alg(ALGORITHM if name in ALGORITHMS else name)


def header(public_raw: bytes, typ: str) -> dict[str, Any]:
    """The protected header of a key's signature, members in JCS order (the library keeps the order it is
    given)."""
    kid = keys.fingerprint(public_raw)
    return {"alg": ALGORITHM, "jwk": keys.to_jwk(public_raw), "kid": kid, "typ": typ}


def protected_header(public_raw: bytes) -> str:
    """base64url(JCS(header)) of a contract's signature by this key."""
    return keys.to_base64url(canonical(header(public_raw, TYP)))


def payload(statement: Mapping[str, Any]) -> str:
    """base64url(JCS(statement)). Raises NotRepresentable."""
    return keys.to_base64url(canonical(dict(statement)))


def signing_input(protected: str, payload: str) -> bytes:
    """What a signature covers (RFC 7515 section 5.1): protected || "." || payload, in ASCII."""
    return f"{protected}.{payload}".encode("ascii")


def sign(private: Ed25519PrivateKey, payload: str) -> JwsSignature:
    """A contract's signature over a payload made by `payload`. Raises ValueError for another spelling of
    one."""
    members: list[jws.HeaderDict] = [{"protected": header(keys.public_bytes(private), TYP)}]
    content = keys.from_base64url(payload)
    made = jws.serialize_json(members, content, OKPKey.import_key(private), registry=_Registry())
    return JwsSignature(made["signatures"][0]["protected"], made["signatures"][0]["signature"])


def read_header(protected: str) -> object:
    """The value of a protected header in its one spelling: base64url of JCS. Raises ValueError."""
    text = keys.from_base64url(protected)
    value = strict_loads(text)
    if canonical(value) != text:
        raise ValueError("not JCS")
    return value


def has_exact_members(value: object) -> bool:
    """Whether a header is exactly alg, jwk, kid and typ, with a JWK of exactly crv, kty and x, all of them
    text.

    A member that one verifier heeds and another does not ("crit", "b64", "jku") is how one signature means
    two things.
    """
    if not isinstance(value, dict) or value.keys() != HEADER_MEMBERS:
        return False
    jwk = value["jwk"]
    if not isinstance(jwk, dict) or jwk.keys() != {"crv", "kty", "x"}:
        return False
    return all(isinstance(text, str) for text in (value["alg"], value["kid"], value["typ"], *jwk.values()))


def key_of(protected: str, typ: str) -> bytes:
    """The sound key that a header of ours names. Raises SignatureRefused (bad_protected) for any other
    header."""
    try:
        value = read_header(protected)
        if not isinstance(value, dict) or not has_exact_members(value):
            raise SignatureRefused("bad_protected")
        raw = keys.from_jwk(value["jwk"])
    except ValueError:  # KeyRefused, Unreadable, NotRepresentable and SignatureRefused among them
        raise SignatureRefused("bad_protected") from None
    if value["alg"] not in ALGORITHMS or value["typ"] != typ or value["kid"] != keys.fingerprint(raw):
        raise SignatureRefused("bad_protected")
    return raw


def check_signature(public_raw: bytes, payload: str, signature: JwsSignature) -> None:
    """Passes where the key signed this payload under a header of ours. Raises SignatureRefused."""
    if key_of(signature.protected, TYP) != public_raw:
        raise SignatureRefused("wrong_key")
    if not verifies(public_raw, payload, signature):
        raise SignatureRefused("bad_signature")


def verifies(public_raw: bytes, payload: str, signature: JwsSignature) -> bool:
    """Whether the equation holds, strictly: sound key, canonical S, sound R. The header must have been found
    to be one of ours (`has_exact_members`, an algorithm of ALGORITHMS); whose key it names is not judged
    here."""
    try:
        key = _public_key(public_raw)
        if not keys.signature_is_sound(keys.from_base64url(signature.signature)):
            return False
        whole: jws.GeneralJSONSerialization = {
            "payload": payload,
            "signatures": [{"protected": signature.protected, "signature": signature.signature}],
        }
        jws.deserialize_json(whole, key, registry=_Registry())
    except (ValueError, JoseError):
        return False
    return True


def _public_key(public_raw: bytes) -> OKPKey:
    return OKPKey.import_key(Ed25519PublicKey.from_public_bytes(keys.check(public_raw)))


def assemble(statement: Mapping[str, Any], signatures: Sequence[JwsSignature]) -> dict[str, Any]:
    """The contract document. `signatures` are the seller's, the buyer's and the room's, in this order."""
    return {
        "statement": dict(statement),
        "payload": payload(statement),
        "signatures": [{"protected": one.protected, "signature": one.signature} for one in signatures],
    }


def sign_compact(private: Ed25519PrivateKey, payload: Mapping[str, Any], typ: str) -> str:
    """A compact JWS over the JCS of an object, such as a room's receipt. Raises NotRepresentable."""
    members = header(keys.public_bytes(private), typ)
    content = canonical(dict(payload))
    return jws.serialize_compact(members, content, OKPKey.import_key(private), registry=_Registry())


def verify_compact(public_raw: bytes, token: str, typ: str) -> dict[str, Any]:
    """The object that this key signed as a compact JWS of this type. Raises SignatureRefused."""
    parts = token.split(".")
    if len(parts) != 3 or key_of(parts[0], typ) != public_raw:
        raise SignatureRefused("wrong_key" if len(parts) == 3 else "bad_protected")
    if not _verifies_compact(public_raw, token, parts[2]):
        raise SignatureRefused("bad_signature")
    try:
        content = keys.from_base64url(parts[1])
        value = strict_loads(content)
        if isinstance(value, dict) and canonical(value) == content:
            return value
    except ValueError:
        pass
    raise SignatureRefused("bad_payload")


def _verifies_compact(public_raw: bytes, token: str, signature: str) -> bool:
    try:
        if not keys.signature_is_sound(keys.from_base64url(signature)):
            return False
        jws.deserialize_compact(token, _public_key(public_raw), registry=_Registry())
    except (ValueError, JoseError):
        return False
    return True
