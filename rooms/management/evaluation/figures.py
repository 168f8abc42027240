"""What a market's operator counted of its model, as rates: `manage.py figures`, before and after some rooms."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rooms.management.evaluation import estimates
from rooms.management.evaluation.estimates import Estimate

Counts = Mapping[str, int]


def added_up(by_model: Mapping[str, Counts]) -> Counts:
    """The counts of all models together: a private market has one, and perhaps a second that stands in for it."""
    total: Counter[str] = Counter()
    for counts in by_model.values():
        total.update(counts)
    return total


def between(before: Counts, after: Counts) -> Counts:
    """What was counted from one reading to the next."""
    return {name: after[name] - before.get(name, 0) for name in after}


@dataclass(frozen=True)
class Figures:
    """The rates of one phase. A figure is None where the model's provider does not tell it."""

    counts: Counts

    def _of(self, name: str) -> int:
        return self.counts.get(name, 0)

    def _all(self, prefix: str) -> int:
        return sum(self.counts[name] for name in self._names(prefix))

    def _names(self, prefix: str) -> list[str]:
        return [name for name in self.counts if name.startswith(prefix)]

    @property
    def drafted(self) -> int:
        """Lines that a model wrote, published or withheld. A replaced line is the scripted persona's."""
        published = self._of("lines") - self._of("lines_replaced")
        return self.counts.get("drafts", published + self._all("refused:"))

    def withheld(self, why: str | None = None) -> Estimate:
        """Of the drafted lines, those that the guard kept back; for one reason, or for any."""
        count = self._all("refused:") if why is None else self._of(f"refused:{why}")
        return estimates.rate(count, self.drafted)

    def reasons(self, prefix: str) -> list[str]:
        """What stands behind `refused:` or `failed:` in the counts."""
        return [name.removeprefix(prefix) for name in self._names(prefix)]

    def replaced(self) -> Estimate:
        return estimates.rate(self._of("lines_replaced"), self._of("lines"))

    def failed(self, why: str | None = None) -> Estimate:
        """Of the tries to reach a model, those without an answer."""
        count = self._all("failed:") if why is None else self._of(f"failed:{why}")
        return estimates.rate(count, self._of("tries"))

    def second_model(self) -> Estimate:
        """Of the tries, those that the second model answered."""
        return estimates.rate(self._of("second_model"), self._of("tries"))

    def unreadable(self) -> Estimate:
        return estimates.rate(self._of("decisions_unreadable"), self._of("decisions"))

    def tokens(self) -> Estimate | None:
        """A room's. A provider that counts none says 0."""
        return self._told(self._of("prompt_tokens") + self._of("completion_tokens"), 1)

    def dollars(self) -> Estimate | None:
        """A room's. Where the model's price is not known it is counted as 0."""
        return self._told(self._of("cost_microusd"), 1_000_000)

    def _told(self, total: int, units: int) -> Estimate | None:
        if total == 0 and self._of("tries"):
            return None
        return estimates.ratio(total / units, self._of("rooms"))

    def seconds_a_try(self) -> Estimate:
        return estimates.ratio(self._of("milliseconds") / 1000, self._of("tries"))


def every_reason(figures: Iterable[Figures | None], prefix: str) -> list[str]:
    """What any of them counted behind a prefix, in order."""
    return sorted({why for one in figures if one is not None for why in one.reasons(prefix)})
