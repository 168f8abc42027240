"""What a benchmark found: a figure beside a yardstick that was measured in the same run."""

import json
import math
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Row:
    """One line of the table.

    yardstick: what the figure is held against, in words; measured: the yardstick's own figure, in `unit`.
    ratio: the figure by the yardstick's. aim: what we want the figure or the ratio to be, in words; "" for none.
    parts: where it goes, name -> figure with its unit in the name.
    """

    name: str
    figure: float
    unit: str
    yardstick: str
    measured: float
    aim: str = ""
    parts: Mapping[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        return self.figure / self.measured if self.measured else math.inf


@dataclass(frozen=True)
class Machine:
    """Where and when a run took place; `load`: the run queue's average over the last minute, as it began."""

    at: str
    cores: int
    load: float
    python: str

    @classmethod
    def here(cls) -> "Machine":
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
        return cls(now, os.cpu_count() or 1, round(os.getloadavg()[0], 1), platform.python_version())

    def __str__(self) -> str:
        return f"{self.at}, {self.cores} cores, load {self.load} at the start, Python {self.python}"


COLUMNS = ("what", "figure", "yardstick, same run", "its figure", "ratio", "aim", "parts")


def number(value: float) -> str:
    """Three digits that matter, and none of the exponent's."""
    if not math.isfinite(value) or value == 0:
        return str(value)
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{digits}f}"


def _cells(row: Row) -> tuple[str, ...]:
    parts = ", ".join(f"{name} {number(value)}" for name, value in row.parts.items())
    figure, measured = (f"{number(value)} {row.unit}" for value in (row.figure, row.measured))
    return (row.name, figure, row.yardstick, measured, number(row.ratio), row.aim, parts)


def show(console: Console, rows: Sequence[Row], machine: Machine) -> None:
    """For people at a terminal."""
    table = Table(*COLUMNS, caption=str(machine), show_lines=True)
    for row in rows:
        table.add_row(*_cells(row))
    console.print(table)


def as_markdown(rows: Sequence[Row], machine: Machine) -> str:
    """For docs/performance.md."""
    lines = [COLUMNS, ("---",) * len(COLUMNS), *(_cells(row) for row in rows)]
    return "\n".join([f"{machine}.", "", *("| " + " | ".join(line) + " |" for line in lines)])


def as_json(rows: Sequence[Row], machine: Machine) -> str:
    """For programs."""
    told = [asdict(row) | {"ratio": row.ratio} for row in rows]
    return json.dumps({"machine": asdict(machine), "rows": told}, indent=2)
