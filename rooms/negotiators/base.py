"""What a negotiator is: something that speaks in public and decides in private."""

from typing import Protocol

from contracts.domain.outcome import Decision
from rooms.domain.brief import DecidingBrief, SpeakingBrief


class Persona(Protocol):
    """One side's negotiator. It holds no state between calls: a brief tells it all that it may know."""

    def speak(self, brief: SpeakingBrief) -> str:
        """The words of one turn, at most 600 characters, voicing `brief.offer_band` where there is one."""

    def decide(self, brief: DecidingBrief) -> Decision:
        """The side's vote and pick, never published; the caller clamps the pick to the limit band."""
