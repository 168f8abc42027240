"""A persona that takes as long as a model would, without being one."""

import time

from config.env import process_environment
from contracts.domain.outcome import Decision
from rooms.domain.brief import DecidingBrief, SpeakingBrief

SECONDS = process_environment().number("THINKING_SECONDS", 0)


class SlowPersona:
    """Waits THINKING_SECONDS of the environment and computes nothing: what is measured is the house around it."""

    def speak(self, brief: SpeakingBrief) -> str:
        time.sleep(SECONDS)
        return (
            f"I have thought about it. Let us say {brief.offer_band} percent, and see what you make of that."
        )

    def decide(self, brief: DecidingBrief) -> Decision:
        time.sleep(SECONDS)
        return Decision(rate=True, band=brief.limit_band)
