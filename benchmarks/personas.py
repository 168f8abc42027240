"""A persona that takes as long as a model would, without being one."""

import time

from config.env import process_environment
from contracts.domain.outcome import Decision
from rooms.domain.brief import DecidingBrief, SpeakingBrief
from rooms.negotiators.scripted import ScriptedPersona

SECONDS = process_environment().number("THINKING_SECONDS", 0)


class SlowPersona(ScriptedPersona):
    """The scripted persona, after THINKING_SECONDS of the environment."""

    def speak(self, brief: SpeakingBrief) -> str:
        time.sleep(SECONDS)
        return super().speak(brief)

    def decide(self, brief: DecidingBrief) -> Decision:
        time.sleep(SECONDS)
        return super().decide(brief)
