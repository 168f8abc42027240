"""All rooms of one model, phase by phase, with what its market counted in each."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rooms.domain.inference import SCRIPTED
from rooms.management.evaluation import effects, runs
from rooms.management.evaluation.figures import Figures, between
from rooms.management.evaluation.judging import BROKEN, GOOD, Result
from rooms.management.evaluation.markets import Place
from rooms.management.evaluation.running import hold
from rooms.management.evaluation.runs import Phase, Run
from rooms.management.pairs import Pair

Watch = Callable[[Phase, Iterable[Result], int], Iterable[Result]]
"""Hands results on as they come; told the phase and how many there will be."""


@dataclass(frozen=True)
class Programme:
    """What is tried on every model. swaps, attacks: how many pairs of the sub-samples; seed: which."""

    pairs: Sequence[Pair]
    swaps: int
    attacks: int
    seed: int

    def phases(self) -> dict[Phase, list[Run]]:
        """The rooms of each phase, without those that nobody asked for."""
        exchanged = runs.chosen(self.pairs, self.swaps, self.seed, "swaps")
        attacked = runs.chosen(self.pairs, self.attacks, self.seed, "attacks")
        every: dict[Phase, list[Run]] = {
            "plain": runs.plain(self.pairs),
            "swaps": runs.swaps(exchanged),
            "controls": runs.controls(attacked, self.seed),
            "attacks": runs.attacks(attacked, self.seed),
        }
        return {phase: rooms for phase, rooms in every.items() if rooms}


@dataclass(frozen=True)
class Trial:
    """What became of one model. elapsed: of the plain phase, in seconds.

    figures: by phase, what the operator counted; None where nobody tells. left_behind: what private data the market
    held at the end, None where nobody tells.
    """

    model: str
    place: Place
    results: Sequence[Result]
    figures: Mapping[Phase, Figures | None]
    elapsed: float
    left_behind: Mapping[str, int] | None

    def of(self, *kinds: str) -> list[Result]:
        """The rooms of these kinds of run; `attack:` is all attacks."""
        return [one for one in self.results if one.run.startswith(kinds)]

    @property
    def is_scripted(self) -> bool:
        """Whether no model spoke: then every room must end exactly as the rule says."""
        return self.place.inference.get("engine") == SCRIPTED

    def broken(self) -> list[str]:
        """Which promises did not hold, in words; empty: all did. What a model may do badly is not among them."""
        found = []
        for kind, words in BREACHES.items():
            count = sum(one.kind == kind for one in self.results)
            found += [f"{count} {words}"] if count else []
        told = sum(effects.leaked_what_is_promised(one) for one in self.results)
        found += [f"{told} rooms that published a limit or a part of the notes"] if told else []
        found += [f"{count} {kind} left behind" for kind, count in (self.left_behind or {}).items() if count]
        if not any(one.verified for one in self.results):
            found.append("no room came to an outcome")
        if self.is_scripted:
            others = sum(one.kind not in (*GOOD, *BROKEN) for one in self.results)
            found += (
                [f"{others} rooms that the scripted personas should have ended otherwise"] if others else []
            )
        return found


BREACHES = {
    "outside": "outcomes outside a limit",
    "false": "deals where the limits allow none",
    "unverified": "contracts that do not verify",
}


def conduct(model: str, place: Place, programme: Programme, *, at_once: int, watch: Watch) -> Trial:
    """Hold all rooms of the programme at a market."""
    results: list[Result] = []
    figures: dict[Phase, Figures | None] = {}
    elapsed = 0.0
    before = place.counts()
    for phase, rooms in programme.phases().items():
        began = time.monotonic()
        results += watch(phase, hold(place.url, model, rooms, at_once=at_once), len(rooms))
        if phase == "plain":
            elapsed = time.monotonic() - began
        after = place.counts()
        figures[phase] = None if before is None or after is None else Figures(between(before, after))
        before = after
    return Trial(model, place, results, figures, elapsed, place.left_behind())
