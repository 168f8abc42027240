"""Id tokens of the Alien SSO (OpenID Connect Core 1.0, section 3.1.3.7).

What keeps access tokens and proofs out is `typ` (RFC 8725 section 3.11) and, should the SSO ever give them the same,
the audience: an access token is for its issuer, an id token never is.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from agents.domain import jose
from agents.domain.access_token import LONGEST_SUBJECT
from agents.domain.jose import Compact, Refused

_REASONS: Final = {
    "malformed_id_token": "it is no compact JWS of JSON objects",
    "bad_id_token_typ": "its typ is not JWT",
    "bad_id_token_alg": "its alg is not RS256",
    "missing_id_token_kid": "its header names no key",
    "bad_id_token_signature": "its signature is not by the SSO's key",
    "bad_id_token_iss": "its issuer is not this market's SSO",
    "bad_id_token_aud": "its audience is none that this market knows",
    "bad_id_token_exp": "its exp is no number of seconds since 1970",
    "expired_id_token": "it has expired",
    "bad_id_token_iat": "its iat, which it must have, or its nbf is no number of seconds since 1970",
    "id_token_from_future": "it is good from a time ahead of this clock on",
    "missing_id_token_sub": "it names no subject",
    "bad_id_token_nonce": "its nonce is not the one that was sent",
    "bad_cnf_jkt": "its cnf names no key",
}


class IdTokenRefused(Refused):
    """A token that says nothing."""

    about = "of the id token: "
    reasons = _REASONS


@dataclass(frozen=True)
class IdToken:
    """What a verified token says. subject: an AlienID address. jkt: the thumbprint of the key that the SSO named, if
    it named one. expires_at: seconds since 1970."""

    subject: str
    issuer: str
    audience: str
    jkt: str | None
    expires_at: float
    claims: Mapping[str, Any] = field(repr=False)


def read(token: str) -> Compact:
    """The parts of what looks like an id token and like no other kind. Raises IdTokenRefused."""
    return jose.read_rs256(token, "id_token", ("jwt",), IdTokenRefused, default="JWT")


def verify(
    compact: Compact,
    jwk: Mapping[str, Any],
    *,
    issuers: Collection[str],
    audiences: Collection[str],
    now: float,
    skew: float = 30.0,
    may_have_expired: bool,
    nonce: str | None = None,
) -> IdToken:
    """The token's claims, once its signature by `jwk` and all of them are checked. Raises IdTokenRefused.

    nonce: the one that was sent, where one was. now, skew: seconds.
    """
    if not jose.verify_rs256(compact, jwk):
        raise IdTokenRefused("bad_id_token_signature")
    claims = compact.payload
    issuer = claims.get("iss")
    if not isinstance(issuer, str) or issuer not in issuers:
        raise IdTokenRefused("bad_id_token_iss")
    audience = _audience(claims, audiences)
    expires_at = _lives(claims, now, skew, may_have_expired=may_have_expired)
    subject = jose.text(claims.get("sub"), most=LONGEST_SUBJECT)
    if subject is None:
        raise IdTokenRefused("missing_id_token_sub")
    if nonce is not None and claims.get("nonce") != nonce:
        raise IdTokenRefused("bad_id_token_nonce")
    jkt = jose.thumbprint_in(claims)
    if jkt is None and "cnf" in claims:
        raise IdTokenRefused("bad_cnf_jkt")
    return IdToken(subject, issuer, audience, jkt, expires_at, claims)


def _audience(claims: Mapping[str, Any], known: Collection[str]) -> str:
    """The party that the token was made for: its one audience, or `azp` where it has several, of which each is known
    (steps 3 to 5). A token for its own issuer is an access token."""
    told = jose.audiences(claims.get("aud"))
    party = claims.get("azp", told[0] if len(told) == 1 else None)
    if (
        not isinstance(party, str)
        or party not in told
        or not set(told) <= set(known)
        or claims.get("iss") in told
    ):
        raise IdTokenRefused("bad_id_token_aud")
    return party


def _lives(claims: Mapping[str, Any], now: float, skew: float, *, may_have_expired: bool) -> float:
    expires_at = jose.numeric_date(claims.get("exp"))
    if expires_at is None:
        raise IdTokenRefused("bad_id_token_exp")
    if not may_have_expired and expires_at <= now - skew:
        raise IdTokenRefused("expired_id_token")
    for moment in (claims.get("iat"), claims.get("nbf", 0)):
        begins = jose.numeric_date(moment)
        if begins is None:
            raise IdTokenRefused("bad_id_token_iat")
        if begins > now + skew:
            raise IdTokenRefused("id_token_from_future")
    return expires_at
