"""`manage.py demo`: a market of its own, two agents in it, and the contract that they leave with."""

import contextlib
import os
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Final

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from client.errors import BargainError
from contracts.domain import verification
from contracts.domain.verification import Verdict
from rooms.management import interrupts, scenario
from rooms.management.errors import StackFailed
from rooms.management.meeting import LONGEST_MEETING, Meeting, MeetingFailed, Met
from rooms.management.model import RUNNING_SECONDS, find
from rooms.management.plan import market, with_model
from rooms.management.scenario import Scenario, ScenarioRefused
from rooms.management.stack import Stack
from rooms.management.storyteller import Storyteller

BUILT_IN: Final = Path(scenario.__file__).with_name("scenarios") / "cars-1-corolla.json"
CONTRACT: Final = Path("contract.json")
MARKET: Final = "cars"
INTERRUPTED: Final = 130


class Command(BaseCommand):
    help = "Two agents bargain in a clean room and leave with a signed contract, verified offline."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--listing",
            type=Path,
            default=BUILT_IN,
            metavar="FILE",
            help="listing, profile and limits as JSON",
        )
        parser.add_argument("--pace", type=float, default=1.0, help="seconds between two turns (default: 1)")
        parser.add_argument(
            "--model", type=Path, metavar="FILE", help="a GGUF file that the personas speak by"
        )

    def handle(self, *, listing: Path, pace: float, model: Path | None, **_: object) -> None:
        console = Console(highlight=False)
        try:
            told = scenario.read(listing)
            began = time.monotonic()
            stack = _stack(pace, model)
            within = LONGEST_MEETING if model is None else RUNNING_SECONDS
            with interrupts.heard(), contextlib.ExitStack() as closing:
                _play(console, told, stack, within, closing)
            console.print(
                f"\nThe contract is in {CONTRACT}. All of it took {time.monotonic() - began:.0f} s."
            )
        except ScenarioRefused as error:
            raise CommandError(f"{listing}: {error}", returncode=2) from None
        except (StackFailed, MeetingFailed, BargainError) as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            console.print("Stopped.")
            sys.exit(INTERRUPTED)


def _stack(pace: float, model: Path | None) -> Stack:
    plan = market if model is None else with_model(market, find(model))
    return Stack(turn_pause=pace, turns_hours=0, plan=plan)


def _play(
    console: Console, told: Scenario, stack: Stack, within: float, closing: contextlib.ExitStack
) -> None:
    with console.status("Starting a market of its own …"):
        closing.enter_context(stack)
    console.print(
        f"A market of its own, with its own broker, worker and keys, is up on port {stack.ground.port}."
    )
    storyteller = Storyteller(console, told)
    held = Meeting(stack.url(MARKET), storyteller, within=within)
    meeting = closing.enter_context(contextlib.closing(held))
    met = meeting.hold(told)
    storyteller.verified(*_verify(met))
    with console.status("Waiting for the room to erase what was private …"):
        receipt = meeting.receipt(met)
    storyteller.erased(receipt)
    storyteller.told(bool(met.room.statement and met.room.statement["outcome"]["deal"]))


def _verify(met: Met) -> tuple[str, Verdict]:
    """Write the contract, and have it verified here and by the command that a stranger would use."""
    try:
        CONTRACT.write_bytes(met.contract)
    except OSError as error:
        raise MeetingFailed(f"{CONTRACT} cannot be written here: {error.strerror}.") from None
    verdict = verification.verify(
        met.contract,
        seller=met.room.seller.fingerprint,
        buyer=met.room.buyer.fingerprint,
        room=met.manifest.room_fingerprint,
    )
    words = ("-m", "contracts.verify", str(CONTRACT))
    stranger = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)  # noqa: S603
    if not verdict.valid or stranger.returncode != 0:
        raise MeetingFailed(f"The contract does not verify:\n{stranger.stdout}{stranger.stderr}")
    return " ".join((os.path.relpath(sys.executable), *words)), verdict
