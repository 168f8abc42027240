"""The report on a terminal: one table, a column for each model."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from rooms.management.evaluation.judging import GOOD
from rooms.management.evaluation.report import Section
from rooms.management.evaluation.trials import Trial
from rooms.management.evaluation.wording import Cell, cell

SHOWN_ROOMS = 20


def show(console: Console, trials: Sequence[Trial], sections: Sequence[Section]) -> None:
    """Print the figures, the first rooms that ended otherwise than the rule says, and what did not hold."""
    table = Table(title="Evaluation")
    table.add_column("")
    for trial in trials:
        table.add_column(Text(trial.model), overflow="fold")
    for section in (one for one in sections if not one.is_long):
        table.add_section()
        table.add_row(Text(section.title, style="bold"))
        for row in section.rows:
            cells = [_text(cell(row, figure)) for figure in row.figures]
            table.add_row(Text(row.name), *cells)
    console.print(table)
    for trial in trials:
        _tell(console, trial)


def _text(one: Cell) -> Text:
    return Text(one.line, style="bold red" if one.is_broken else "")


def _tell(console: Console, trial: Trial) -> None:
    others = [one for one in trial.results if one.kind not in GOOD]
    for one in others[:SHOWN_ROOMS]:
        console.print(
            Text(f"{trial.model}, {one.run}, pair {one.number}: {one.kind} {one.detail or ''}".rstrip())
        )
    if len(others) > SHOWN_ROOMS:
        console.print(f"… and {len(others) - SHOWN_ROOMS} more that ended otherwise than the rule says")
    for broken in trial.broken():
        console.print(Text(f"{trial.model}: {broken}", style="bold red"))
