"""The scripted persona: a negotiator without a model. It reads what is public and talks about this very thing.

What it says is a function of public text, the public seed, the transcript and this turn's offer alone; what it
decides follows from its own side's terms and what the other side says in public.
"""

from collections.abc import Iterator

from contracts.domain.outcome import Decision
from rooms.domain import dealbreakers
from rooms.domain.brief import DecidingBrief, PublicListing, SpeakingBrief
from rooms.negotiators.speech import turns


class ScriptedPersona:
    """Implements `base.Persona`: the embedded default, the fallback for a model, and the tests' negotiator."""

    def speak(self, brief: SpeakingBrief) -> str:
        """One line of at most 600 characters; it voices the offer where the brief has one."""
        return turns.compose(brief)

    def decide(self, brief: DecidingBrief) -> Decision:
        """Pass when a dealbreaker is met in the other side's public text, else rate; pick the limit band."""
        passes = dealbreakers.first_met(brief.terms.dealbreakers, _other_side(brief))
        return Decision(rate=not passes, band=brief.limit_band)


def _other_side(brief: DecidingBrief) -> Iterator[str]:
    """Everything public that the other side wrote or said."""
    if brief.role == "seller":
        yield brief.profile
    else:
        yield from _listing_text(brief.listing)
    yield from (line.text for line in brief.transcript if line.persona != brief.role)


def _listing_text(listing: PublicListing) -> Iterator[str]:
    yield from (listing.title, listing.description, listing.category)
    for name, value in listing.attributes.items():
        for item in (value,) if isinstance(value, str) else value:
            yield f"{name}: {item}"
