"""What commands take, each part once: added to every command that has it.

There is no option for a limit: other users of a machine can list command lines, and shells keep them.
"""

import argparse
import os
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import shtab

Part = Callable[[ArgumentParser], None]

SORTS: Final = {"newest": "newest", "cheapest": "price", "dearest": "-price"}
SHELLS: Final = ("bash", "zsh", "tcsh")


def shared(command: ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print results as JSON, one a line")
    command.add_argument(
        "--market",
        metavar="URL",
        default=os.environ.get("BARGAIN_MARKET"),
        help="the market's address (default: BARGAIN_MARKET)",
    )
    _file(
        command,
        "--home",
        metavar="DIR",
        complete=shtab.DIRECTORY,
        default=os.environ.get("BARGAIN_HOME") or str(Path.home() / ".bargain"),
        help="where this agent's key and records are (default: BARGAIN_HOME, else ~/.bargain)",
    )


def yes(command: ArgumentParser) -> None:
    command.add_argument("--yes", action="store_true", help="do it without being asked")


def token(command: ArgumentParser) -> None:
    command.add_argument("--label", default="", help="what the token is for")
    command.add_argument("--days", type=int, default=90, help="how long it is good, 1 to 365 (default: 90)")


def challenge(command: ArgumentParser) -> None:
    command.add_argument("challenge", metavar="CHALLENGE", help="the text that the market's page shows")


def taking_part(command: ArgumentParser) -> None:
    command.add_argument("--manifest", metavar="DIGEST", help="go on only under this manifest")
    yes(command)


def submission(command: ArgumentParser) -> None:
    _file(
        command,
        "--terms",
        metavar="FILE",
        help="private terms as JSON, - for standard input (default: asked for; edit: as they were)",
    )
    command.add_argument("--plain", action="store_true", help="send terms unsealed; the market seals them")
    taking_part(command)


def search(command: ArgumentParser) -> None:
    command.add_argument("-q", metavar="WORDS", help="that have these words")
    command.add_argument("--category", metavar="NAME", help="of this category")
    command.add_argument("--min-price", metavar="AMOUNT", help="that ask at least so much")
    command.add_argument("--max-price", metavar="AMOUNT", help="that ask at most so much")
    command.add_argument("--sort", choices=tuple(SORTS), help="which first (default: newest)")
    command.add_argument("--first", metavar="N", type=int, help="so many at most")


def listing(command: ArgumentParser) -> None:
    command.add_argument("listing", metavar="LISTING", help="the listing's id")


def offer(command: ArgumentParser) -> None:
    _file(command, "listing", metavar="LISTING.json", help="title, asking_price, currency and more")


def changes(command: ArgumentParser) -> None:
    _file(command, "changes", metavar="CHANGES.json", nargs="?", help="the members that change")


def photos(command: ArgumentParser) -> None:
    """Photos are named by their ids."""
    _file(
        command, "--add", metavar="FILE", action="append", default=[], help="send this one; may be repeated"
    )
    command.add_argument("--remove", metavar="PHOTO", action="append", default=[], help="take this one off")
    command.add_argument("--order", metavar="PHOTO", nargs="+", help="every photo in its new order")


def consent(command: ArgumentParser) -> None:
    command.add_argument(
        "--consent",
        choices=("exact", "operator"),
        default="exact",
        help="to this manifest only, or to later ones with the same rules, model and room key",
    )


def profile(command: ArgumentParser) -> None:
    _file(command, "--profile", metavar="FILE", help="who asks and for what; public")


def room(command: ArgumentParser) -> None:
    command.add_argument("room", metavar="ROOM", help="the room's id")


def watching(command: ArgumentParser) -> None:
    command.add_argument(
        "--after", metavar="SEQ", type=_number, default=0, help="leave out everything up to this number"
    )
    command.add_argument("--until", choices=("signing", "end"), default="end", help="where to stop")


def waiting(command: ArgumentParser) -> None:
    command.add_argument(
        "--within", metavar="SECONDS", type=_seconds, help="give up after so long (default: never)"
    )
    command.add_argument(
        "--interval",
        metavar="SECONDS",
        type=_seconds,
        default=1.0,
        help="between two looks, where no WebSocket can be opened",
    )


def signing(command: ArgumentParser) -> None:
    command.add_argument("--wait", action="store_true", help="wait until the other side has signed too")
    save(command)


def save(command: ArgumentParser) -> None:
    _file(command, "--save", metavar="FILE", help="where to put the contract once it is complete")


def contract(command: ArgumentParser) -> None:
    command.add_argument("contract", metavar="CONTRACT", help="the contract's id")


def document(command: ArgumentParser) -> None:
    _file(command, "contract", metavar="FILE", help="a contract, - for standard input")
    for side in ("seller", "buyer", "room"):
        command.add_argument(f"--{side}", metavar="FINGERPRINT", help=f"the {side} that you expect")


def shell(command: ArgumentParser) -> None:
    command.add_argument("shell", choices=SHELLS, help="which shell")


def _file(
    command: ArgumentParser, name: str, *, complete: Mapping[str, Any] | None = None, **how: Any
) -> None:
    """An argument that a shell completes with names of files."""
    argument: Any = command.add_argument(name, **how)
    argument.complete = complete or shtab.FILE


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0.1 <= seconds <= 1_000_000:
        raise argparse.ArgumentTypeError("0.1 to 1000000 seconds")
    return seconds


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise argparse.ArgumentTypeError("the number of a frame")
    return int(text)
