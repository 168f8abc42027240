"""Bands, limit bands, picks and the byte that a room hands out (the negotiation's arithmetic, integers only).

A band b is b percent of the asking price, 0..127. Amounts are integer minor units. Picks and limits are
private: no message and no repr here holds one.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

TOP_BAND: Final = 127
DEAL_BIT: Final = 0b1000_0000
NO_DEAL_BITS: Final = "00000000"
_BITS: Final = re.compile(r"[01]{8}")


class LimitOffScale(ValueError):
    """A floor above the price of the top band: no pick could honour it. Says no amount."""

    code: Final = "floor_above_scale"

    def __init__(self) -> None:
        super().__init__(self.code)


def _is_band(value: object) -> bool:
    return type(value) is int and 0 <= value <= TOP_BAND


def price(band: int, ask_minor: int) -> int:
    """`band` percent of the asking price, rounded half up to a minor unit. ValueError off the scale or for
    ask <= 0."""
    if not _is_band(band):
        raise ValueError("a band is an integer 0..127")
    _check_ask(ask_minor)
    return (ask_minor * band + 50) // 100


def seller_limit_band(floor_minor: int, ask_minor: int) -> int:
    """The smallest band whose price is at least the floor; LimitOffScale when no band's is."""
    _check_limit(floor_minor)
    _check_ask(ask_minor)
    # (ask * b + 50) // 100 >= floor  <=>  ask * b >= 100 * floor - 50
    band = max(0, -((50 - 100 * floor_minor) // ask_minor))
    if band > TOP_BAND:
        raise LimitOffScale
    return band


def buyer_limit_band(budget_minor: int, ask_minor: int) -> int:
    """The largest band whose price is at most the budget, 127 at most."""
    _check_limit(budget_minor)
    _check_ask(ask_minor)
    # (ask * b + 50) // 100 <= budget  <=>  ask * b <= 100 * budget + 49
    return min(TOP_BAND, (100 * budget_minor + 49) // ask_minor)


def _check_ask(ask_minor: int) -> None:
    if ask_minor <= 0:
        raise ValueError("an asking price is above 0")


def _check_limit(limit_minor: int) -> None:
    if limit_minor < 0:
        raise ValueError("a limit is not negative")


@dataclass(frozen=True, repr=False)
class Decision:
    """What a persona answers in secret: its vote and the band it picks (ValueError off the scale)."""

    rate: bool
    band: int

    def __post_init__(self) -> None:
        if type(self.rate) is not bool or not _is_band(self.band):
            raise ValueError("a decision is a vote and a band 0..127")


def clamp(role: Literal["seller", "buyer"], decision: Decision, limit_band: int) -> Decision:
    """The decision with its pick moved inside the limit: a persona may err, or be talked into erring."""
    inside = max if role == "seller" else min
    return Decision(decision.rate, inside(decision.band, limit_band))


@dataclass(frozen=True)
class Outcome:
    """What the room hands out: a deal at a band, or no deal and no band. Nothing else can be made."""

    deal: bool
    band: int | None

    def __post_init__(self) -> None:
        sound = _is_band(self.band) if self.deal else self.band is None
        if type(self.deal) is not bool or not sound:
            raise ValueError("a deal has a band 0..127, no deal has none")

    @property
    def bits(self) -> str:
        """Bit 7 the deal, bits 6..0 the band, as eight characters; no deal is 00000000."""
        return NO_DEAL_BITS if self.band is None else format(DEAL_BIT | self.band, "08b")

    @classmethod
    def from_bits(cls, bits: str) -> "Outcome":
        """The outcome that eight characters 0 or 1 stand for. ValueError for any other text, and for the 127
        bytes that name a band without a deal: one outcome, one byte."""
        if not _BITS.fullmatch(bits):
            raise ValueError("bits are eight characters, each 0 or 1")
        byte = int(bits, 2)
        if byte & DEAL_BIT:
            return cls(True, byte & TOP_BAND)
        if byte:
            raise ValueError("no deal is 00000000")
        return cls(False, None)


def settle(seller: Decision, buyer: Decision) -> Outcome:
    """The midpoint rule: a deal if both rate and the buyer's pick reaches the seller's, at the band halfway
    (down)."""
    if seller.rate and buyer.rate and buyer.band >= seller.band:
        return Outcome(True, (buyer.band + seller.band) // 2)
    return Outcome(False, None)
