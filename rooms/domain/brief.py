"""What each call to a persona may know: typed values, and nothing else (PROTOCOL section 3).

A speaking brief holds public text and, where a model speaks at level `guarded`, what its side's notes and
dealbreakers say once every number is out of them; so no wording can carry a limit. A deciding brief holds one side's
private terms, and its answer is never published.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from marketplace.domain.terms import Role, Terms
from rooms.domain.numerals import without_numbers


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


@dataclass(frozen=True, repr=False)
class Hints:
    """A side's own notes and dealbreakers without a number in them. Its repr tells nothing."""

    notes: str = ""
    dealbreakers: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "Hints(private)"


NO_HINTS = Hints()


def hints(terms: Terms) -> Hints:
    """What a model may know of its side's terms while it speaks at level `guarded`: neither limit nor urgency."""
    return Hints(without_numbers(terms.notes), tuple(map(without_numbers, terms.dealbreakers)))


@dataclass(frozen=True)
class SpeakingBrief:
    """All that may shape a published line: public text, the turns so far, and the offer to voice.

    `round` is 1..`rounds`; `offer_band` is None at privacy level `sealed`; `public_seed` is any bytes, the same
    for both personas of a room. `hints` are empty but where a model speaks at level `guarded`; `withheld` are the
    guard's reasons against earlier drafts of this very turn.
    """

    role: Role
    listing: PublicListing
    profile: str
    transcript: tuple[Line, ...]
    round: int
    rounds: int
    offer_band: int | None
    public_seed: bytes
    hints: Hints = NO_HINTS
    withheld: tuple[str, ...] = ()

    def in_public(self) -> "SpeakingBrief":
        """The same without anything that came from private terms: what the scripted persona is given."""
        return replace(self, hints=NO_HINTS, withheld=())


@dataclass(frozen=True, repr=False)
class DecidingBrief:
    """What a side decides on: its own private terms and what everybody could read. Its repr tells nothing.

    `vote_only`: at level `sealed` code picks the band, so that the other side's words can steer a vote and no more.
    """

    role: Role
    listing: PublicListing
    profile: str
    transcript: tuple[Line, ...]
    terms: Terms
    limit_band: int
    vote_only: bool = False

    def __repr__(self) -> str:
        return f"<DecidingBrief of the {self.role}>"
