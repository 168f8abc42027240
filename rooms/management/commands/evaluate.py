"""`manage.py evaluate FILE`: what an operator reads before choosing a model (docs/operations.md).

In `rooms.management.evaluation`:

    runs        which rooms to hold: pairs as they are, sides exchanged, under attack
    running     holding them, as two agents that know nothing but the market's address
    judging     one room beside the exact rule, and its published lines beside what was private
    trials      all rooms of one model at a market of its own (`markets`), with what that market counted (`figures`)
    effects     rooms beside each other: sides exchanged, attacked and left alone
    estimates   rates, means and quantiles with their intervals
    report      the figures of all models, as values; `table` and `page` show them
"""

import json
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TextIO, get_args

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.markup import escape
from rich.progress import track

from client.errors import BargainError
from rooms.management import interrupts
from rooms.management.errors import StackFailed
from rooms.management.evaluation import markets, table
from rooms.management.evaluation.judging import Result
from rooms.management.evaluation.markets import Candidate, CandidateRefused, Place, Privacy
from rooms.management.evaluation.page import page
from rooms.management.evaluation.report import report
from rooms.management.evaluation.runs import Phase
from rooms.management.evaluation.trials import Programme, Trial, conduct
from rooms.management.pairs import PairsRefused, read

INTERRUPTED: Final = 130
DOING: Final[dict[Phase, str]] = {
    "plain": "bargaining",
    "swaps": "sides exchanged",
    "controls": "left alone",
    "attacks": "attacked",
}


def _natural(text: str) -> int:
    """A whole number, 0 or more."""
    if not text.isdecimal():
        raise ArgumentTypeError(f"{text} is no whole number")
    return int(text)


def _positive(text: str) -> int:
    """A whole number, 1 or more."""
    if not (number := _natural(text)):
        raise ArgumentTypeError("0 are too few")
    return number


class Command(BaseCommand):
    help = "Try models with many pairs of limits, each on a private market that is started and stopped."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("file", type=Path, help="a JSON list of pairs (docs/operations.md names the members)")
        where = parser.add_mutually_exclusive_group()
        where.add_argument(
            "--model",
            action="append",
            default=[],
            metavar="M",
            help="PROVIDER/NAME, PROVIDER/NAME@ADDRESS or scripted; several times to compare (default: as set up)",
        )
        where.add_argument("--url", help="a market that stands, e.g. http://cars.localhost:8000")
        add("--fallback", metavar="M", help="the second model (default: as set up)")
        add("--privacy", choices=get_args(Privacy), default="guarded", help="of the private market")
        add("--limit", type=_natural, help="how many pairs; all if left out")
        add(
            "--swaps",
            type=_natural,
            default=0,
            metavar="N",
            help="pairs to hold with sides exchanged (default: 0)",
        )
        add(
            "--attacks",
            type=_natural,
            default=0,
            metavar="N",
            help="pairs to hold under each attack (default: 0)",
        )
        add("--seed", type=int, default=1, help="which pairs those are (default: 1)")
        add("--at-once", type=_positive, default=8, help="pairs at the same time (default: 8)")
        add("--out", type=Path, default=Path("evaluation.ndjson"), help="a line for each room")
        add("--page", type=Path, default=Path("evaluation.html"), help="the figures as a page")

    def handle(self, *, file: Path, model: list[str], out: Path, **options: Any) -> None:
        console = Console(highlight=False)
        try:
            programme = Programme(
                read(file, options["limit"]), options["swaps"], options["attacks"], options["seed"]
            )
            with interrupts.heard(), out.open("w") as lines:
                trials = [_try(console, one, programme, lines, options) for one in markets.candidates(model)]
        except (PairsRefused, CandidateRefused, StackFailed, BargainError) as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from None
        except KeyboardInterrupt:
            console.print(f"Stopped. The rooms that were held are in {escape(str(out))}.")
            sys.exit(INTERRUPTED)
        _tell(console, trials, file, out, options)
        if any(trial.broken() for trial in trials):
            sys.exit(1)


def _try(
    console: Console, candidate: Candidate, programme: Programme, lines: TextIO, options: dict[str, Any]
) -> Trial:
    with _place(candidate, options) as place:
        label = candidate.label or markets.name_of(place.inference)

        def watch(phase: Phase, results: Iterable[Result], total: int) -> Iterator[Result]:
            doing = f"{escape(label)}: {DOING[phase]}"
            for one in track(results, doing, total=total, console=console, transient=True):
                lines.write(json.dumps(one.as_dict()) + "\n")
                lines.flush()
                yield one

        return conduct(label, place, programme, at_once=options["at_once"], watch=watch)


def _place(candidate: Candidate, options: dict[str, Any]) -> AbstractContextManager[Place]:
    if options["url"] is not None:
        return nullcontext(markets.standing(options["url"]))
    return markets.private(
        candidate, fallback=options["fallback"], privacy=options["privacy"], environ=os.environ
    )


def _tell(console: Console, trials: Sequence[Trial], file: Path, out: Path, options: dict[str, Any]) -> None:
    sections = report(trials)
    table.show(console, trials, sections)
    names = ("limit", "swaps", "attacks", "seed", "at_once")
    told = {"pairs from": file.name} | {
        name.replace("_", " "): str(options[name]) for name in names if options[name] is not None
    }
    path: Path = options["page"]
    try:
        path.write_text(page(trials, sections, told=told, at=datetime.now(UTC)))
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
    console.print(f"To read: {escape(str(path))}. Every room: {escape(str(out))}")
