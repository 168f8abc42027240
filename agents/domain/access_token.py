"""Access tokens of the Alien SSO, bound to an agent's key (RFC 9068 section 4, RFC 9449 sections 6.1 and 7.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from agents.domain import jose
from agents.domain.jose import Compact, Refused

LONGEST_SUBJECT: Final = 128

_REASONS: Final = {
    "malformed_access_token": "it is no compact JWS of JSON objects",
    "bad_access_token_typ": "its typ is not at+jwt",
    "bad_access_token_alg": "its alg is not RS256",
    "missing_access_token_kid": "its header names no key",
    "bad_access_token_signature": "its signature is not by the SSO's key",
    "bad_access_token_iss": "its issuer is not this market's SSO",
    "bad_access_token_aud": "its audience is not the SSO's network",
    "bad_access_token_exp": "its exp is no number of seconds since 1970",
    "expired_access_token": "it has expired",
    "bad_access_token_iat": "its iat, which it must have, or its nbf is no number of seconds since 1970",
    "access_token_from_future": "it is good from a time ahead of this clock on",
    "missing_access_token_sub": "it names no subject",
    "missing_cnf_jkt": "it is bound to no key",
    "jkt_mismatch": "it is bound to another key than the proof's",
}


class AccessTokenRefused(Refused):
    """A token that opens nothing."""

    about = "of the access token: "
    reasons = _REASONS


@dataclass(frozen=True)
class AccessToken:
    """What a verified token says. subject: the owner's AlienID address. expires_at: seconds since 1970."""

    subject: str
    issuer: str
    jkt: str
    expires_at: float
    claims: Mapping[str, Any] = field(repr=False)


def read(token: str) -> Compact:
    """The parts of what looks like an access token and like no other kind. Raises AccessTokenRefused."""
    return jose.read_rs256(token, "access_token", ("at+jwt", "application/at+jwt"), AccessTokenRefused)


def verify(
    compact: Compact, jwk: Mapping[str, Any], *, issuer: str, jkt: str, now: float, skew: float = 30.0
) -> AccessToken:
    """The token's claims, once its signature by `jwk` and all of them are checked. Raises AccessTokenRefused.

    jkt: the thumbprint of the key that proved itself. now, skew: seconds; `skew` widens the token's life at both ends.
    """
    if not jose.verify_rs256(compact, jwk):
        raise AccessTokenRefused("bad_access_token_signature")
    claims = compact.payload
    if claims.get("iss") != issuer:
        raise AccessTokenRefused("bad_access_token_iss")
    if issuer not in jose.audiences(claims.get("aud")):
        raise AccessTokenRefused("bad_access_token_aud")
    expires_at = _lives(claims, now, skew)
    subject = jose.text(claims.get("sub"), most=LONGEST_SUBJECT)
    if subject is None:
        raise AccessTokenRefused("missing_access_token_sub")
    bound_to = jose.thumbprint_in(claims)
    if bound_to is None:
        raise AccessTokenRefused("missing_cnf_jkt")
    if bound_to != jkt:
        raise AccessTokenRefused("jkt_mismatch")
    return AccessToken(subject, issuer, jkt, expires_at, claims)


def _lives(claims: Mapping[str, Any], now: float, skew: float) -> float:
    expires_at = jose.numeric_date(claims.get("exp"))
    if expires_at is None:
        raise AccessTokenRefused("bad_access_token_exp")
    if expires_at <= now - skew:
        raise AccessTokenRefused("expired_access_token")
    for moment in (claims.get("iat"), claims.get("nbf", 0)):
        begins = jose.numeric_date(moment)
        if begins is None:
            raise AccessTokenRefused("bad_access_token_iat")
        if begins > now + skew:
            raise AccessTokenRefused("access_token_from_future")
    return expires_at
