"""A figure in words: its value, its interval, and what it was counted of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from rooms.management.evaluation.estimates import Estimate
from rooms.management.evaluation.rows import Row, Unit

NOT_KNOWN: Final = "not known"
NOTHING: Final = "nothing to count"


@dataclass(frozen=True)
class Cell:
    """One model's figure. interval, n: "" where there is none. is_figure: a number. is_broken: not the zero that it had
    to be."""

    value: str
    interval: str = ""
    n: str = ""
    is_figure: bool = True
    is_broken: bool = False

    @property
    def line(self) -> str:
        """All of it."""
        interval = f" [{self.interval}]" if self.interval else ""
        return f"{self.value}{interval}{f', {self.n}' if self.n else ''}"


def cell(row: Row, figure: Estimate | None) -> Cell:
    """A figure of a row; what cannot be known is said, and no figure is made up for it."""
    if figure is None:
        return Cell(NOT_KNOWN, is_figure=False)
    if figure.value is None:
        return Cell(NOTHING, is_figure=False)
    (written, unit), ends = WRITTEN[row.unit], figure.interval
    return Cell(
        value=f"{written(figure.value)}{unit}",
        interval="" if ends is None else f"{written(ends[0])} to {written(ends[1])}{unit}",
        n=_counted(row.unit, figure),
        is_broken=row.must_be_zero and figure.value > 0,
    )


def _counted(unit: Unit, figure: Estimate) -> str:
    if unit == "count":
        return ""
    return f"n = {figure.n}" if figure.count is None else f"{figure.count} of {figure.n}"


def _digits(value: float) -> str:
    """Per cent. Two digits where one would round something to nothing, or nearly all to all."""
    percent = 100 * value
    return f"{percent:.{2 if 0 < percent < 1 or 99 < percent < 100 else 1}f}"


WRITTEN: Final[Mapping[Unit, tuple[Callable[[float], str], str]]] = {
    "rate": (_digits, " %"),
    "share": (_digits, " %"),
    "moved": (lambda value: f"{100 * value:+.1f}", " points"),
    "seconds": (lambda value: f"{value:.2f}", " s"),
    "tokens": (lambda value: f"{value:,.0f}", ""),
    "dollars": (lambda value: f"${value:.4f}", ""),
    "count": (lambda value: f"{value:.0f}", ""),
    "per_second": (lambda value: f"{value:.2f}", ""),
}
"""How a number is written, and what stands behind it."""
