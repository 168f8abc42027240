"""Challenges that this market made: for one purpose, one caller, some minutes, once."""

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.signing import Signer
from django.utils.crypto import constant_time_compare

from agents import replay
from agents.domain import challenge as challenges
from agents.domain import keys
from agents.domain.challenge import Challenge, ChallengeRefused, Purpose
from agents.errors import Unauthenticated

if TYPE_CHECKING:
    from agents.models import Tenant

LIFETIME: Final = timedelta(minutes=10)
_SIGNER: Final = Signer(salt="agents.challenges")


def issue(tenant: "Tenant", purpose: Purpose, subject: str, now: datetime) -> tuple[str, datetime]:
    """(challenge, when it ends). subject: a fingerprint, or the name of the signed-in person. Nothing is stored."""
    ends = now + LIFETIME
    made = Challenge(tenant.host, purpose, subject, secrets.token_urlsafe(16), int(ends.timestamp()))
    text = made.text()
    return f"{text}.{_mark(text)}", ends.replace(microsecond=0)


def redeem(
    tenant: "Tenant",
    purpose: Purpose,
    subject: str,
    *,
    public_key: bytes,
    challenge: str,
    signature: str,
    now: datetime,
) -> None:
    """Count a challenge that this key signed. Raises Unauthenticated: `bad_challenge` (not made here, not for this
    market, purpose or caller), `challenge_expired`, `bad_challenge_signature`, `replayed_challenge`; and Unavailable.
    """
    told = _read(challenge)
    if (told.host, told.purpose, told.subject) != (tenant.host, purpose, subject):
        raise _bad()
    if told.expires_at <= now.timestamp():
        raise Unauthenticated("challenge_expired", "This challenge has ended: ask for another.")
    if not _signed(public_key, challenge, signature):
        raise Unauthenticated(
            "bad_challenge_signature", "The signature is not by this key over this challenge."
        )
    left = int(told.expires_at - now.timestamp())
    replay.once(
        "challenge", tenant.host, told.nonce, seconds=left + 2 * int(settings.CLOCK_SKEW_SECONDS) + 1
    )  # by whatever clock of ours it was made or comes back to


def _read(challenge: str) -> Challenge:
    text, _, mark = challenge.partition(".")
    if len(challenge) > challenges.MOST_CHARACTERS or not constant_time_compare(mark, _mark(text)):
        raise _bad()
    try:
        return challenges.read(challenge)
    except ChallengeRefused:
        raise _bad() from None


def _signed(public_key: bytes, challenge: str, signature: str) -> bool:
    try:
        return keys.verify(public_key, challenges.signed_bytes(challenge), keys.from_base64url(signature))
    except ValueError:
        return False


def _mark(text: str) -> str:
    return _SIGNER.signature(text)


def _bad() -> Unauthenticated:
    return Unauthenticated(
        "bad_challenge", "This is no challenge of this market for this caller and purpose."
    )
