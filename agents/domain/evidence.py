"""What proved an owner, kept with the key that verified it: it can be checked again after the SSO took other keys.

    {"kind", "owner", "fingerprint", "key": {JWK}, "issuer", "token", "jwk": {JWK}, "binding", "at"}

kind: `access_token` and `id_token` hold the SSO's token, which names the agent's key (`cnf.jkt`); `confirmation` holds
none: the owner confirmed the key when signed in at the market, and that is the market's word. binding: what came with
an id token. at: when it was taken for proof, RFC 3339 in UTC; the market's word, so that no token is judged by it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from agents.domain import access_token, id_token, jose, keys, owner_chain
from agents.domain.jose import Compact, Refused
from agents.domain.times import read_rfc3339

MEMBERS: Final = {"kind", "owner", "fingerprint", "key", "issuer", "token", "jwk", "binding", "at"}
UNKNOWN_JWKS: Final = "whether the key that verifies the token is the issuer's: give its keys to know"
UNKNOWN_AUDIENCE: Final = "whether the id token was made for a party that the market knows"
OPERATORS_WORD: Final = "whether the owner did confirm the key: that is the market's word"
_OF_JWK: Final = ("alg", "e", "kid", "kty", "n", "use")
Document = dict[str, Any]


@dataclass(frozen=True)
class Check:
    """One check by name."""

    name: str
    passed: bool


@dataclass(frozen=True)
class Verdict:
    """unknown: what no check of the document can say."""

    checks: tuple[Check, ...]
    unknown: tuple[str, ...]

    @property
    def valid(self) -> bool:
        """Whether every check passed."""
        return all(check.passed for check in self.checks)


def of_access_token(
    *, public_key: bytes, owner: str, issuer: str, token: str, jwk: Mapping[str, Any], at: str
) -> Document:
    """The evidence of a DPoP-bound access token. at: RFC 3339."""
    return _document("access_token", public_key, owner, at, issuer=issuer, token=token, jwk=_bare(jwk))


def of_id_token(
    *,
    public_key: bytes,
    owner: str,
    issuer: str,
    token: str,
    jwk: Mapping[str, Any],
    binding: Mapping[str, Any],
    at: str,
) -> Document:
    """The evidence of an id token that names the agent's key. at: RFC 3339."""
    return _document(
        "id_token", public_key, owner, at, issuer=issuer, token=token, jwk=_bare(jwk), binding=dict(binding)
    )


def of_confirmation(*, public_key: bytes, owner: str, at: str) -> Document:
    """The evidence of an owner who confirmed the key here. at: RFC 3339."""
    return _document("confirmation", public_key, owner, at)


def _bare(jwk: Mapping[str, Any]) -> Document:
    """A JWK without whatever else its issuer tells of it (RFC 7517 lets it tell anything)."""
    return {name: jwk[name] for name in _OF_JWK if name in jwk}


def _document(kind: str, public_key: bytes, owner: str, at: str, **members: Any) -> Document:
    return {
        "kind": kind,
        "owner": owner,
        "fingerprint": keys.fingerprint(public_key),
        "key": keys.to_jwk(public_key),
        "issuer": None,
        "token": None,
        "jwk": None,
        "binding": None,
        "at": at,
        **members,
    }


def check(
    document: object, *, fingerprint: str, owner: str, jwks: Sequence[Mapping[str, Any]] | None = None
) -> Verdict:
    """Judge a document as evidence that this owner stood behind this key; it never raises.

    jwks: the issuer's keys, where the judge has them from somewhere that it trusts.
    """
    if not isinstance(document, dict) or document.keys() != MEMBERS:
        return Verdict((Check("members", passed=False),), ())
    key = _key(document["key"])
    checks = [
        Check("members", passed=True),
        Check("fingerprint", passed=document["fingerprint"] == fingerprint),
        Check("key", passed=key is not None and keys.fingerprint(key) == fingerprint),
        Check("owner", passed=document["owner"] == owner),
        Check("at", passed=read_rfc3339(document["at"]) is not None),
    ]
    if document["kind"] == "confirmation":
        bare = all(document[name] is None for name in ("issuer", "token", "jwk", "binding"))
        return Verdict((*checks, Check("kind", passed=bare)), (OPERATORS_WORD,))
    checks += _token_checks(document, key, owner, jwks)
    unknown = (UNKNOWN_JWKS,) if jwks is None else ()
    return Verdict(tuple(checks), (*unknown, UNKNOWN_AUDIENCE) if document["kind"] == "id_token" else unknown)


def _key(jwk: object) -> bytes | None:
    try:
        return keys.from_jwk(jwk)
    except keys.KeyRefused:
        return None


def _token_checks(
    document: Document, key: bytes | None, owner: str, jwks: Sequence[Mapping[str, Any]] | None
) -> list[Check]:
    token, jwk, issuer = _token(document), document["jwk"], document["issuer"]
    claims: Mapping[str, Any] = {} if token is None else token.payload
    signed = token is not None and isinstance(jwk, dict) and jose.verify_rs256(token, jwk)
    jkt = jose.thumbprint_in(claims)
    is_access = document["kind"] == "access_token"
    return [
        Check("kind", passed=token is not None and not (is_access and document["binding"] is not None)),
        Check("signature", passed=signed),
        Check("issuer", passed=issuer is not None and claims.get("iss") == issuer),
        Check("audience", passed=(issuer in jose.audiences(claims.get("aud"))) == is_access),
        Check("subject", passed=claims.get("sub") == owner),
        Check("jkt", passed=key is not None and jkt == keys.thumbprint(key)),
        Check("jwk", passed=jwks is None or any(_same(jwk, one) for one in jwks)),
        Check("binding", passed=document["binding"] is None or _binds(document, key)),
    ]


def _binds(document: Document, key: bytes | None) -> bool:
    """Whether the binding is by this key, for this owner and this token."""
    if key is None or _token(document) is None:
        return False
    try:
        owner_chain.read(
            document["binding"],
            document["token"],
            owner=document["owner"],
            fingerprint=document["fingerprint"],
            public_key=key,
        )
    except Refused:
        return False
    return True


def _token(document: Document) -> Compact | None:
    """The document's token, of the kind that it says."""
    readers = {"access_token": access_token.read, "id_token": id_token.read}
    try:
        return readers[document["kind"]](document["token"])
    except (KeyError, TypeError, AttributeError, access_token.AccessTokenRefused, id_token.IdTokenRefused):
        return None


def _same(one: object, other: object) -> bool:
    """Whether two JWKs are one RSA key, however they spell it and whatever else they say."""
    numbers = jose.rsa_numbers(one)
    return numbers is not None and numbers == jose.rsa_numbers(other)
