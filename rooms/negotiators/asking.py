"""Asking models until one answers: whose turn it is, how often, how long (the loop is ours, not the library's).

A call has at most two tries at a model, then two at the second one where the manifest names it. A provider that asks
for patience gets up to ten seconds of it; one that asks for more is passed over.

    ModelFailed             a try without an answer
    ├── Transient           worth another try: overload, a broken or late answer
    └── Permanent           not worth one: a wrong key, an unknown model, a refused request
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from rooms.domain.inference import Model
from rooms.negotiators.base import Interrupted, Sitting, Unanswered

MOST_TRIES: Final = 2
LONGEST_RETRY_AFTER: Final = 10.0
SHORTEST_TRY: Final = 1.0
"""Seconds; with less left there is no point in asking."""
FIRST_PAUSE: Final = 0.5


class ModelFailed(Exception):
    """A try without an answer. Says what kind of failure it was, and never what anybody said."""


class Transient(ModelFailed):
    """Worth another try. retry_after: the seconds that the provider asked for, if it did."""

    def __init__(self, kind: str, retry_after: float | None = None) -> None:
        super().__init__(kind)
        self.retry_after = retry_after


class Permanent(ModelFailed):
    """Not worth another try at this model."""


@dataclass(frozen=True)
class Completion:
    """A model's answer, and what it took. cost_microusd: 0 where the model's price is not known."""

    text: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_microusd: int = 0


Question = Callable[[Model, float], Completion]
"""Asks a model, within so many seconds. Raises ModelFailed."""


@dataclass(frozen=True)
class Patience:
    """call_seconds: the limit of a try. jitter: a number 0..1, another each time. clock: seconds that only grow."""

    call_seconds: float
    jitter: Callable[[], float]
    clock: Callable[[], float] = time.monotonic


def ask(
    models: Sequence[Model], question: Question, sitting: Sitting, patience: Patience, *, reserve: float
) -> Completion:
    """The first answer that a model gives.

    reserve: seconds of the room's time that are not for this call. Raises Unanswered, and Interrupted where the
    worker is asked to stop meanwhile.
    """
    for nth, model in enumerate(models):
        found = _ask_one(model, question, sitting, patience, reserve)
        if found is not None:
            sitting.count("second_model", nth)
            return found
    raise Unanswered


def _ask_one(
    model: Model, question: Question, sitting: Sitting, patience: Patience, reserve: float
) -> Completion | None:
    for nth in range(MOST_TRIES):
        seconds = min(patience.call_seconds, sitting.seconds_left() - reserve)
        if seconds < SHORTEST_TRY:
            raise Unanswered
        try:
            return _try(model, question, sitting, patience, seconds)
        except Permanent:
            return None
        except Transient as failed:
            if nth + 1 == MOST_TRIES or not _wait(failed, nth, sitting, patience):
                return None
    return None


def _try(
    model: Model, question: Question, sitting: Sitting, patience: Patience, seconds: float
) -> Completion:
    began = patience.clock()
    sitting.count("tries")
    try:
        found = question(model, seconds)
    except ModelFailed as failed:
        sitting.count(f"failed:{type(failed).__name__.lower()}")
        raise
    finally:
        sitting.count("milliseconds", round((patience.clock() - began) * 1000))
    sitting.count("prompt_tokens", found.prompt_tokens)
    sitting.count("completion_tokens", found.completion_tokens)
    sitting.count("cost_microusd", found.cost_microusd)
    return found


def _wait(failed: Transient, nth: int, sitting: Sitting, patience: Patience) -> bool:
    """Wait before the next try; False where the provider asks for more patience than there is."""
    asked = failed.retry_after or 0.0
    if asked > LONGEST_RETRY_AFTER:
        return False
    # Full jitter on top of what was asked for, so that rooms that failed together do not return together.
    if sitting.pause(asked + FIRST_PAUSE * 2**nth * patience.jitter()):
        raise Interrupted
    return True
