"""Which number a side voices next: time-dependent concession (Faratin, Sierra and Jennings 1998), in bands.

A plan starts at an opening taken from the public scale, ends short of the side's limit by a secret share, and
moves between them along `progress ** exponent`. Urgency sets the exponent and nothing else, so the two ends of
the curve say nothing about it. What an observer can and cannot read from a plan is measured in
docs/negotiation.md.

All randomness comes from the private half of the side's sealing key: secret, the same in every room over the
same terms (trying again averages nothing out), repeatable after a crash, gone with the key.
"""

import hashlib
import hmac
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from contracts.domain.outcome import TOP_BAND
from marketplace.domain.terms import Role, Urgency
from rooms.domain.brief import Line

ASKING_BAND: Final = 100
"""The asking price itself: no seller opens above it and no buyer climbs past it unless a limit forces it."""

HKDF_INFO: Final = b"alien-bargain/1 concession"

SELLER_OPENINGS: Final = (96, 100)
BUYER_OPENINGS: Final = (62, 80)
SELLER_HORIZON: Final = 70
"""A seller whose limit lies lower concedes as though it lay here, so that low limits look alike."""
SHARES: Final = (0.25, 0.85)
"""The part of the way from the opening to the limit (or horizon) that the offers cover. Less than all of it, and
rounded down, so the last offer stops at least a band short wherever the opening does."""
SQUEEZES: Final = (0.08, 0.30)
"""How far inside its limit a side opens that has no room for its usual opening, as a part of the scale."""

_EXPONENTS: Final[dict[Urgency, float]] = {"low": 2.2, "normal": 1.0, "high": 0.45}
_EXPONENT_JITTER: Final = (0.8, 1.25)


def secret_from(private_raw: bytes) -> bytes:
    """32 secret bytes for a side's plan, from the raw private half (32 bytes) of its sealing key."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=HKDF_INFO).derive(private_raw)


def plan(role: Role, limit_band: int, *, urgency: Urgency, rounds: int, secret: bytes) -> tuple[int, ...]:
    """One band a round: monotone towards the other side, never past `limit_band`, and stopping short of it.

    The last offer equals the limit only at the ends of the scale (seller 127, buyer 0), where no other band is
    left. Raises ValueError for a limit outside 0..127 or fewer than one round, without naming the limit.
    """
    if not 0 <= limit_band <= TOP_BAND or rounds < 1:
        raise ValueError("a plan needs a limit on the scale and at least one round")
    draws = _Draws(secret, role)
    curve = _seller_curve(limit_band, draws) if role == "seller" else _buyer_curve(limit_band, draws)
    exponent = _EXPONENTS[urgency] * draws.between("shape", *_EXPONENT_JITTER)
    return tuple(curve.at(_progress(step, rounds) ** exponent) for step in range(rounds))


def next_offer(role: Role, plan: Sequence[int], transcript: Sequence[Line], round: int) -> int:  # noqa: A002
    """The band to voice in `round` (from 1): the planned one, unless the other side has already voiced better.

    An offer of one's own that was voiced before is never taken back, whatever the other side says after it.
    """
    own = [line.offer_band for line in transcript if line.persona == role and line.offer_band is not None]
    other = [line.offer_band for line in transcript if line.persona != role and line.offer_band is not None]
    planned = plan[round - 1]
    if role == "seller":
        return min([max([planned, *other]), *own])
    return max([min([planned, *other]), *own])


@dataclass(frozen=True)
class _Curve:
    opening: int
    end: int

    def at(self, progress: float) -> int:
        """The band at `progress` 0..1, rounded towards the opening so that rounding never concedes."""
        moved = abs(self.end - self.opening) * progress
        whole = math.floor(moved + 1e-9)
        return self.opening + (whole if self.end >= self.opening else -whole)


def _seller_curve(limit: int, draws: "_Draws") -> _Curve:
    opening = draws.whole("opening", *SELLER_OPENINGS)
    if opening <= limit < ASKING_BAND:
        opening = ASKING_BAND
    elif limit >= ASKING_BAND:
        squeeze = draws.between("squeeze", *SQUEEZES) * (TOP_BAND - limit)
        opening = min(TOP_BAND, limit + 1 + math.floor(squeeze))
    way = draws.between("share", *SHARES) * (opening - max(limit, SELLER_HORIZON))
    return _Curve(opening, opening - math.floor(way))


def _buyer_curve(limit: int, draws: "_Draws") -> _Curve:
    squeezed = math.floor(limit * (1 - draws.between("squeeze", *SQUEEZES)))
    opening = max(0, min(draws.whole("opening", *BUYER_OPENINGS), squeezed, limit - 1))
    way = draws.between("share", *SHARES) * (min(limit, ASKING_BAND) - opening)
    return _Curve(opening, opening + math.floor(way))


def _progress(step: int, rounds: int) -> float:
    return step / (rounds - 1) if rounds > 1 else 0.0


class _Draws:
    """Named draws from one secret: each name its own number, so that adding one shifts no other."""

    def __init__(self, secret: bytes, role: Role) -> None:
        self._secret = secret
        self._role = role.encode()

    def between(self, name: str, low: float, high: float) -> float:
        return low + (high - low) * self._fraction(name)

    def whole(self, name: str, low: int, high: int) -> int:
        return low + math.floor((high - low + 1) * self._fraction(name))

    def _fraction(self, name: str) -> float:
        """53 bits, so that the largest draw stays below 1."""
        drawn = hmac.new(self._secret, b"%s/%s" % (self._role, name.encode()), hashlib.sha256).digest()
        return (int.from_bytes(drawn[:8]) >> 11) / 2**53
