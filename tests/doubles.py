"""Small real classes that stand where the big ones do."""

from collections.abc import Callable
from dataclasses import dataclass

from contracts.domain.outcome import Decision
from rooms.domain.brief import DecidingBrief, SpeakingBrief
from rooms.negotiators.scripted import ScriptedPersona


class TersePersona:
    """Says little, rates everything, picks its limit."""

    def speak(self, brief: SpeakingBrief) -> str:
        return f"{brief.role} speaks in round {brief.round}"

    def decide(self, brief: DecidingBrief) -> Decision:
        return Decision(rate=True, band=brief.limit_band)


class GreedyPersona(TersePersona):
    """Picks past its limit, as a model could be talked into."""

    def decide(self, brief: DecidingBrief) -> Decision:
        return Decision(rate=True, band=0 if brief.role == "seller" else 127)


class LoudlyFailingPersona(TersePersona):
    """Fails when it decides, with everything it knows in the error."""

    def decide(self, brief: DecidingBrief) -> Decision:
        raise RuntimeError(f"{brief.terms.limit_minor} {brief.terms.notes} {brief.terms.dealbreakers}")


class LoudlyFailingSpeaker(TersePersona):
    """Fails before it says anything."""

    def speak(self, brief: SpeakingBrief) -> str:
        raise RuntimeError(brief.profile)


class TalkativePersona(TersePersona):
    """Answers a question for a decision with its terms, as a model could."""

    def decide(self, brief: DecidingBrief) -> Decision:
        return f"My limit is {brief.terms.limit_minor}. {brief.terms.notes}"  # type: ignore[return-value]


class FailsAtSome(ScriptedPersona):
    """The scripted persona; at a listing whose title says so it fails when it decides, telling everything."""

    def decide(self, brief: DecidingBrief) -> Decision:
        if "breaks down" in brief.listing.title:
            raise RuntimeError(f"{brief.terms.limit_minor} {brief.terms.notes} {brief.terms.dealbreakers}")
        return super().decide(brief)


@dataclass
class Interrupted(TersePersona):
    """Lets something happen while it is asked for turn `at`, and answers then."""

    at: int
    meanwhile: Callable[[], None]

    def speak(self, brief: SpeakingBrief) -> str:
        if len(brief.transcript) + 1 == self.at:
            self.meanwhile()
            return f"{super().speak(brief)}, slow"
        return super().speak(brief)
