"""What each call to a persona may know: typed values, and nothing else.

A speaking brief holds public text only, so that no wording can carry a limit; a deciding brief holds one side's
private terms, and its answer is never published.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.domain.terms import Role, Terms


@dataclass(frozen=True)
class PublicListing:
    """The public part of the listing as the room's snapshot has it; the asking price in minor units."""

    title: str
    description: str
    category: str
    attributes: Mapping[str, str | tuple[str, ...]]
    asking_minor: int
    currency: str


@dataclass(frozen=True)
class Line:
    """A published turn. `round` counts from 1; `offer_band` is None where no offer was voiced."""

    round: int
    persona: Role
    text: str
    offer_band: int | None


@dataclass(frozen=True)
class SpeakingBrief:
    """All that may shape a published line: public text, the turns so far, and the offer to voice.

    `round` is 1..`rounds`; `offer_band` is None at privacy level `sealed`; `public_seed` is any bytes, the same
    for both personas of a room.
    """

    role: Role
    listing: PublicListing
    profile: str
    transcript: tuple[Line, ...]
    round: int
    rounds: int
    offer_band: int | None
    public_seed: bytes


@dataclass(frozen=True, repr=False)
class DecidingBrief:
    """What a side decides on: its own private terms and what everybody could read. Its repr tells nothing."""

    role: Role
    listing: PublicListing
    profile: str
    transcript: tuple[Line, ...]
    terms: Terms
    limit_band: int

    def __repr__(self) -> str:
        return f"<DecidingBrief of the {self.role}>"
