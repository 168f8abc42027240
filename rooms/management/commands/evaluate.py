"""`manage.py evaluate FILE`: many pairs through the public API, beside what the exact rule says of each."""

import contextlib
import json
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import track
from rich.table import Table

from rooms.management import interrupts
from rooms.management.errors import StackFailed
from rooms.management.evaluation import Result, Tally, evaluate
from rooms.management.pairs import Pair, PairsRefused, read
from rooms.management.plan import PROJECT, environment
from rooms.management.stack import Stack

ERASED_WITHIN_SECONDS = 60
Kept = dict[str, int]


class Command(BaseCommand):
    help = "Try a market with many pairs of limits. Without --url a private one is started and stopped."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="a JSON list of pairs (docs/operations.md names the members)"
        )
        parser.add_argument("--url", help="a market that stands, e.g. http://cars.localhost:8000")
        parser.add_argument("--limit", type=int, help="how many pairs; all if left out")
        parser.add_argument("--at-once", type=int, default=8, help="pairs at the same time (default: 8)")
        parser.add_argument(
            "--out", type=Path, default=Path("evaluation.ndjson"), help="a line for each room"
        )

    def handle(
        self, *, file: Path, limit: int | None, at_once: int, out: Path, url: str | None, **_: Any
    ) -> None:
        console = Console(highlight=False)
        try:
            pairs = read(file, limit)
            with interrupts.heard(), _market(url) as (address, stack):
                tally = _run(console, address, pairs, at_once)
                kept = _left_behind(stack) if stack else {}
        except (PairsRefused, StackFailed) as error:
            raise CommandError(str(error)) from None
        out.write_text("".join(json.dumps(one.as_dict()) + "\n" for one in tally.results))
        _show(console, tally, kept, out)
        if not tally.sound or any(kept.values()):
            sys.exit(1)


@contextlib.contextmanager
def _market(url: str | None) -> Iterator[tuple[str, Stack | None]]:
    """A market's address; a private one, whose turns outlive no room, where none is given."""
    if url is not None:
        yield url, None
        return
    with Stack(turns_hours=0) as stack:
        yield stack.url("cars"), stack


def _run(console: Console, url: str, pairs: list[Pair], at_once: int) -> Tally:
    started = time.monotonic()
    results: list[Result] = list(
        track(
            evaluate(url, pairs, at_once=at_once),
            "Bargaining",
            total=len(pairs),
            console=console,
            transient=True,
        )
    )
    return Tally(results, time.monotonic() - started)


def _left_behind(stack: Stack) -> Kept:
    """What private data the market still holds once it had time to erase: {} when nothing."""
    deadline = time.monotonic() + ERASED_WITHIN_SECONDS
    while any((kept := _kept(stack)).values()) and time.monotonic() < deadline:
        time.sleep(1)
    return kept


def _kept(stack: Stack) -> Kept:
    said = subprocess.run(
        [sys.executable, "manage.py", "kept"],
        cwd=PROJECT,
        env=environment(stack.ground),
        capture_output=True,
        check=True,
    )
    kept: Kept = json.loads(said.stdout)
    return kept


def _show(console: Console, tally: Tally, kept: Kept, out: Path) -> None:
    table = Table(show_header=False, title="Evaluation")
    for what, figure in tally.rows() + [(f"left behind: {kind}", str(count)) for kind, count in kept.items()]:
        table.add_row(what, figure)
    console.print(table)
    for one in [one for one in tally.results if one.kind not in ("deal", "no_deal")][:20]:
        console.print(f"pair {one.number}: {one.kind} {one.detail or ''}")
    console.print(f"Every room: {out}")
