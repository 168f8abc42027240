"""What a negotiator is: something that speaks in public and decides in private; and what its room asks of it."""

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from contracts.domain.outcome import Decision
from rooms.domain.brief import DecidingBrief, SpeakingBrief


class Unanswered(Exception):
    """No model gave an answer in time. What one may have said is in no message."""


class Interrupted(Exception):
    """The worker is to stop: the room is let go and another worker takes it up."""


class Persona(Protocol):
    """One side's negotiator. It holds nothing that a brief tells: each tells all that it may know."""

    def speak(self, brief: SpeakingBrief) -> str:
        """The words of one turn, at most 600 characters, voicing `brief.offer_band` where there is one.

        A model's words are a draft: the guard has the last say. Raises Unanswered and Interrupted."""

    def decide(self, brief: DecidingBrief) -> Decision:
        """The side's vote and pick, never published; the caller clamps the pick to the limit band.

        Raises Unanswered and Interrupted."""


class Sitting:
    """One room's account with its personas: the time it has, and what its models took. Nothing of what was said.

    seconds: the room's whole time. seconds_left: until its deadline. pause: waits so many seconds; true where the
    worker is to stop. Both personas may be asked at the same time.
    """

    def __init__(
        self, seconds: float, seconds_left: Callable[[], float], pause: Callable[[float], bool]
    ) -> None:
        self.seconds, self.seconds_left, self.pause = seconds, seconds_left, pause
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def count(self, name: str, amount: int = 1) -> None:
        """Add to one of the operator's figures (docs/operations.md names them)."""
        with self._lock:
            self._counts[name] += amount

    def counted(self, *names: str) -> int:
        """What these figures add up to."""
        return sum(self._counts[name] for name in names)

    def take_counts(self) -> dict[str, int]:
        """Every figure that is not 0, for whoever writes them down; they begin at 0 again."""
        with self._lock:
            taken, self._counts = self._counts, Counter()
        return {name: amount for name, amount in taken.items() if amount}


class Models(Protocol):
    """The language models that a worker can ask."""

    def has(self, inference: Mapping[str, Any]) -> bool:
        """Whether it is what a manifest's `inference` promised, in every member."""

    def persona(self, inference: Mapping[str, Any], sitting: Sitting) -> Persona:
        """The negotiator of one room. Raises KeyError where `has` says no."""
