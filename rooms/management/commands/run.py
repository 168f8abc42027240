"""`manage.py run`: the whole market on this machine, until Ctrl-C."""

import os
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from rooms.management import interrupts, sso
from rooms.management.display import Lines
from rooms.management.errors import StackFailed
from rooms.management.model import find
from rooms.management.plan import PROJECT, Ground, Plan, market, watched_market, with_model, with_sso
from rooms.management.stack import Stack


class Command(BaseCommand):
    help = "Starts broker, worker, beat and web, and prints the address."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=int, default=8000, help="on 127.0.0.1; 0: any free one (default: 8000)"
        )
        parser.add_argument(
            "--data-dir", type=Path, default=PROJECT / "var", help="rows, keyring and logs (default: var)"
        )

        parser.add_argument(
            "--alone", action="store_true", help="no agents that bargain all the time, no demo auditor"
        )
        parser.add_argument("--requests", action="store_true", help="show every request, not only what fails")
        parser.add_argument(
            "--model", type=Path, metavar="FILE", help="a GGUF file that the personas speak by"
        )

    def handle(
        self, *, port: int, data_dir: Path, alone: bool, requests: bool, model: Path | None, **_: object
    ) -> None:
        console = Console(highlight=False)
        plan = with_humans(market if alone else watched_market, os.environ, PROJECT, console)
        try:
            stack = Stack(
                data_dir=data_dir,
                port=port or None,
                show=Lines(console, all_of_them=requests),
                inherited=os.environ,
                plan=plan if model is None else with_model(plan, find(model)),
            )
            with interrupts.heard(), stack:
                _announce(console, stack)
                stack.wait()
        except StackFailed as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            console.print("Stopped.")


def with_humans(
    plan: Callable[[Ground], Plan], told: Mapping[str, str], project: Path, console: Console
) -> Callable[[Ground], Plan]:
    """The plan with the stand-in for the Alien SSO, unless the environment names the real one or the code is not
    there: then a line says so."""
    if told.get(sso.REAL):
        return plan
    if not sso.is_here(project):
        console.print("Nobody can sign in by the Alien SSO: its stand-in is in a clone only.")
        return plan
    return with_sso(plan)


def _announce(console: Console, stack: Stack) -> None:
    console.print("\n[bold]The market is open.[/]")
    for tenant in ("cars", "bikes"):
        console.print(f"  {stack.url(tenant)}/")
    console.print("Open one in a browser: somebody is bargaining there. Ctrl-C stops it.\n")
