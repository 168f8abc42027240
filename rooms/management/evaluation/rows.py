"""One figure of every model, and the ways to take it from their trials."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rooms.management.evaluation import estimates
from rooms.management.evaluation.estimates import Estimate
from rooms.management.evaluation.figures import Figures
from rooms.management.evaluation.judging import Kind, Result
from rooms.management.evaluation.runs import Phase
from rooms.management.evaluation.trials import Trial

Unit = Literal["rate", "share", "moved", "seconds", "tokens", "dollars", "count", "per_second"]
"""rate: a part of n things. share: a mean part. moved: a mean difference of parts, -1 to 1."""


@dataclass(frozen=True)
class Row:
    """One figure of every model, in the order of the trials.

    An Estimate with n = 0: there was nothing to count. None: it cannot be known from here. must_be_zero: anything
    else breaks a promise.
    """

    name: str
    means: str
    unit: Unit
    figures: Sequence[Estimate | None]
    must_be_zero: bool = False

    @property
    def scale(self) -> tuple[float, float]:
        """The two ends of the scale on which these figures can be drawn beside each other."""
        if self.unit in ("rate", "share", "moved"):
            return -1.0 if self.unit == "moved" else 0.0, 1.0
        return 0.0, max(self._ends(), default=0.0) or 1.0

    def _ends(self) -> Iterator[float]:
        for one in self.figures:
            if one is not None:
                yield from [end for end in (one.value, one.high) if end is not None]


def each(trials: Iterable[Trial], figure: Callable[[Trial], Estimate | None]) -> list[Estimate | None]:
    """The figure of each."""
    return [figure(trial) for trial in trials]


def kinds(
    trials: Iterable[Trial], kind: Kind, of: Callable[[Result], bool], *runs: str
) -> list[Estimate | None]:
    """How often a kind of ending came up among some rooms of some runs (none named: all)."""

    def figure(trial: Trial) -> Estimate:
        held = [one for one in (trial.of(*runs) if runs else trial.results) if of(one)]
        return estimates.rate(sum(one.kind == kind for one in held), len(held))

    return each(trials, figure)


def counted(
    trials: Iterable[Trial], figure: Callable[[Figures], Estimate | None], phase: Phase = "plain"
) -> list[Estimate | None]:
    """A figure of the operator's; None where nobody tells."""
    return [None if (counts := one.figures.get(phase)) is None else figure(counts) for one in trials]
