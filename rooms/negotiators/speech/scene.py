"""Everything that a line is made from, read once a turn: the public text, the talk so far, this turn's offer."""

import functools
from dataclasses import dataclass
from functools import cached_property

from contracts.domain import outcome
from marketplace.domain import money
from rooms.domain.brief import Line, PublicListing, SpeakingBrief
from rooms.negotiators.speech import english
from rooms.negotiators.speech.aspects import Aspect, aspects
from rooms.negotiators.speech.kinds import kind_of
from rooms.negotiators.speech.listening import NOTHING, Heard, listen, named, wants_reply
from rooms.negotiators.speech.naming import NAMELESS, Name, name
from rooms.negotiators.speech.phrasebook import Phrasebook
from rooms.negotiators.speech.reading import quotations
from rooms.negotiators.speech.topics import Bank, Kind
from rooms.negotiators.speech.wishes import wish

_MOST_ORDERED = 3


class _Public:
    """What stays the same in every turn of a room, told apart by all of it. A speaking brief's: public text."""

    def __init__(self, listing: PublicListing, profile: str) -> None:
        self.listing, self.profile = listing, profile
        self._whole = (*(vars(listing) | {"attributes": tuple(listing.attributes.items())}).values(), profile)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Public) and self._whole == other._whole

    def __hash__(self) -> int:
        return hash(self._whole)


@functools.lru_cache(maxsize=256)
def _read(public: _Public) -> tuple[Kind, Name, tuple[Aspect, ...], str | None]:
    """Kept, because it is two thirds of what a line costs, and a room speaks ten."""
    kind = kind_of(public.listing)
    thing = name(public.listing.title, kind)
    found = aspects(public.listing, public.profile, kind, thing)
    return kind, thing, found, None if thing.parts else wish(public.profile)


class Scene:
    """One turn's view of the room. Public text in, sentences out; `words` remembers what has been said."""

    def __init__(self, brief: SpeakingBrief, take: int = 0) -> None:
        self.brief = brief
        self.kind, self.name, self.aspects, self.wish = _read(_Public(brief.listing, brief.profile))
        self.words = Phrasebook(
            salt=b"%s/%s/%d/%d" % (brief.public_seed, brief.role.encode(), brief.round, take),
            heard=[line.text for line in brief.transcript],
            money=brief.offer_band is not None,
        )

    @cached_property
    def heard(self) -> Heard:
        """What the other side's last line raises."""
        last = self.last_line(self.other)
        own, theirs = self._before(self.brief.role), self._before(self.other)
        return listen(last, self.aspects, own=own, theirs=theirs) if last else NOTHING

    @cached_property
    def thanks_for(self) -> Aspect | None:
        """What this side asked or doubted in its last line, for the first time, and the other side has answered."""
        mine, answer = self.last_line(self.brief.role), self.last_line(self.other)
        before = "\n".join(line.text for line in self._lines(self.brief.role)[:-1])
        earlier = f"{before}\n{self._before(self.other)}"
        taken_up = (
            a for a in self.aspects if wants_reply(mine, a) and named(answer, a) and not named(earlier, a)
        )
        return next(taken_up, None)

    @property
    def other(self) -> str:
        return "buyer" if self.brief.role == "seller" else "seller"

    @property
    def offers(self) -> "Offers":
        return Offers(self.brief)

    def last_line(self, persona: str) -> str:
        """The last published words of a role; "" before its first turn."""
        return next((line.text for line in reversed(self.brief.transcript) if line.persona == persona), "")

    def _lines(self, persona: str) -> list[Line]:
        return [line for line in self.brief.transcript if line.persona == persona]

    def _before(self, persona: str) -> str:
        """What a role has said, without the other side's last line, which is being answered."""
        lines = self._lines(persona)
        return "\n".join(line.text for line in (lines[:-1] if persona == self.other else lines))

    def lines_of(self, persona: str) -> list[str]:
        return [line.text for line in self._lines(persona)]

    def raised_before(self, aspect: Aspect) -> bool:
        return any(named(line.text, aspect) for line in self.brief.transcript)

    def unraised(self, purpose: str, *, stated: bool, wanted: bool) -> list[Aspect]:
        """Aspects of that sort which nobody has named yet, in this turn's order."""
        open_ones = {
            a.label: a
            for a in self.aspects
            if a.stated == stated
            and a.wanted == wanted
            and not self.raised_before(a)
            and not self.words.said(a.label)
        }
        return [open_ones[label] for label in self.words.order(purpose, list(open_ones))]

    def say(self, *banks: Bank, aspect: Aspect | None = None, **more: str | None) -> str | None:
        """A sentence from the banks with the scene's slots, an aspect's and any `more` filled in."""
        return self.words.say({**self._slots(), **_aspect_slots(aspect), **more}, *banks)

    def quotes(self) -> list[str]:
        """Quotable pieces of the description that the room has not heard, in this turn's order."""
        house = (self.name.house or "\n").casefold()
        pieces = [
            piece
            for piece in quotations(self.brief.listing.description)
            if not self.words.said(piece) and house not in piece.casefold()
        ]
        return self.words.order("quote", pieces)

    @property
    def ordered(self) -> str | None:
        """The parts that the buyer asks for, where the title has parts and they are few enough to say."""
        parts = [a.label for a in self.aspects if a.is_part and a.wanted]
        return english.listed(parts) if 0 < len(parts) <= _MOST_ORDERED else None

    @property
    def wanted(self) -> str | None:
        """Up to three other things that the buyer asked for and the listing has."""
        labels = [a.label for a in self.aspects if a.wanted and a.stated and not a.is_part]
        return english.listed(labels[:_MOST_ORDERED]) or None

    def _slots(self) -> dict[str, str | None]:
        plural = self.name.plural
        offers, thing = self.offers, self._thing()
        return {
            "thing": thing,
            "called": thing if thing != NAMELESS.full else None,
            "owned": thing if thing != NAMELESS.full and not self.name.house else None,
            "house": self.name.house,
            "them": "them" if plural else "it",
            "has": "have" if plural else "has",
            "comes": "come" if plural else "comes",
            "wish": self.wish,
            "your_wish": english.to_you(self.wish) if self.wish else None,
            "order": self.ordered,
            "wanted": self.wanted,
            "offer": offers.amount(self.brief.offer_band),
            "theirs": offers.amount(offers.their_last),
        }

    def _thing(self) -> str:
        """The full name at the first mention, then a shorter one."""
        if self.name.full and not self.words.said(self.name.full):
            return self.name.full
        whole = [self.kind.wholes[self.brief.role]] if self.name.house else []
        return self.words.order("name", [*self.name.short, *whole])[0]


@dataclass(frozen=True)
class Offers:
    """The bands voiced so far, as this turn's speaker sees them."""

    brief: SpeakingBrief

    @property
    def own_last(self) -> int | None:
        return self._bands(own=True)[-1] if self._bands(own=True) else None

    @property
    def their_last(self) -> int | None:
        return self._bands(own=False)[-1] if self._bands(own=False) else None

    @property
    def their_step(self) -> int | None:
        """How many bands the other side moved with its last offer; None before its second."""
        theirs = self._bands(own=False)
        return abs(theirs[-1] - theirs[-2]) if len(theirs) > 1 else None

    @property
    def gap(self) -> int | None:
        """Bands between the other side's last offer and this turn's; None where either is missing."""
        if self.their_last is None or self.brief.offer_band is None:
            return None
        return abs(self.their_last - self.brief.offer_band)

    def amount(self, band: int | None) -> str | None:
        """A band as money in words that a reader knows: "$18,400"."""
        if band is None:
            return None
        listing = self.brief.listing
        return money.display(outcome.price(band, listing.asking_minor), listing.currency)

    def _bands(self, *, own: bool) -> list[int]:
        return [
            line.offer_band
            for line in self.brief.transcript
            if line.offer_band is not None and (line.persona == self.brief.role) == own
        ]


def _aspect_slots(aspect: Aspect | None) -> dict[str, str | None]:
    if aspect is None:
        return {}
    many = aspect.plural
    return {
        "label": aspect.label,
        "value": aspect.value,
        "asked": "asked" if aspect.wanted else None,
        "is_l": "are" if many else "is",
        "isnt_l": "aren't" if many else "isn't",
        "was_l": "were" if many else "was",
        "it_l": "they" if many else "it",
        "them_l": "them" if many else "it",
    }
