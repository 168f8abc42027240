"""`bargain`: an agent's side of the market on the command line."""

import argparse
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

from client import commands
from client.errors import (
    BargainError,
    Distrusted,
    LocalError,
    SigningRefused,
    Unavailable,
    Unexpected,
    Unreachable,
)
from client.terminal import Screen

INTERRUPTED = 130
EXIT_STATUSES = """\
exit status:
  0    done (verify: valid; watch, sign: nothing more to do)
  1    the market refused, or the contract is invalid
  2    the command line, a file or the key cannot be used (verify: unreadable)
  3    no answer, or too busy: try again later
  4    not trusted: the manifest, a key, the listing or the statement does not hold; nothing was signed
  5    the room ended without a contract
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; the exit statuses are in the help."""
    options = _parser().parse_args(arguments)
    screen = Screen(as_json=options.json)
    try:
        status: int = options.run(options, screen)
    except BargainError as error:
        screen.error(error)
        return exit_status(error)
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nor is it flushed there at exit
        return INTERRUPTED
    except OSError as failure:
        screen.error(LocalError("file", f"{failure.filename}: {failure.strerror}"))
        return commands.UNUSABLE
    except (KeyboardInterrupt, EOFError):
        return INTERRUPTED
    return status


def exit_status(error: BargainError) -> int:
    """The exit status that an error stands for."""
    match error:
        case LocalError():
            return commands.UNUSABLE
        case Unavailable() | Unreachable():
            return commands.LATER
        case Distrusted() | SigningRefused() | Unexpected():
            return commands.DISTRUSTED
    return commands.REFUSED


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="bargain",
        description="Bargain in private: sell, join a room, watch it, sign what was agreed, verify it.",
        epilog=EXIT_STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    adding = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[Namespace, Screen], int]) -> ArgumentParser:
        about = (run.__doc__ or "").splitlines()[0]
        command = adding.add_parser(
            name,
            parents=[_shared()],
            help=about,
            description=about,
            epilog=EXIT_STATUSES,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.set_defaults(run=run)
        return command

    add("keygen", commands.keygen)
    _listing_options(add("list", commands.show))
    _sell_options(add("sell", commands.sell))
    _join_options(add("join", commands.join))
    _watch_options(add("watch", commands.watch))
    _sign_options(add("sign", commands.sign))
    _verify_options(add("verify", commands.verify))
    return parser


def _shared() -> ArgumentParser:
    shared = ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="print results as JSON, one a line")
    shared.add_argument(
        "--market",
        metavar="URL",
        default=os.environ.get("BARGAIN_MARKET"),
        help="the market's address (default: BARGAIN_MARKET)",
    )
    shared.add_argument(
        "--home",
        metavar="DIR",
        default=os.environ.get("BARGAIN_HOME") or str(Path.home() / ".bargain"),
        help="where this agent's key and records are (default: BARGAIN_HOME, else ~/.bargain)",
    )
    return shared


def _listing_options(command: ArgumentParser) -> None:
    only = command.add_mutually_exclusive_group()
    for name in ("listings", "rooms"):
        only.add_argument(f"--{name}", dest="only", action="store_const", const=name, help=f"{name} only")
    command.add_argument("-q", metavar="WORDS", help="listings that have these words")


def _submission_options(command: ArgumentParser) -> None:
    command.add_argument(
        "--terms", metavar="FILE", help="private terms as JSON, - for standard input (default: asked for)"
    )
    command.add_argument("--plain", action="store_true", help="send terms unsealed; the market seals them")
    command.add_argument("--manifest", metavar="DIGEST", help="go on only under this manifest")
    command.add_argument("--yes", action="store_true", help="take part without being asked")


def _sell_options(command: ArgumentParser) -> None:
    command.add_argument("listing", metavar="LISTING.json", help="title, asking_price, currency and more")
    _submission_options(command)
    command.add_argument(
        "--consent",
        choices=("exact", "operator"),
        default="exact",
        help="to this manifest only, or to later ones with the same rules, model and room key",
    )


def _join_options(command: ArgumentParser) -> None:
    command.add_argument("listing", metavar="LISTING", help="the listing's id")
    command.add_argument("--profile", metavar="FILE", help="who asks and for what; public")
    _submission_options(command)


def _watch_options(command: ArgumentParser) -> None:
    command.add_argument("room", metavar="ROOM", help="the room's id")
    command.add_argument("--after", metavar="SEQ", type=int, default=0, help="leave out turns up to this one")
    command.add_argument("--until", choices=("signing", "end"), default="end", help="where to stop")
    _interval(command)


def _sign_options(command: ArgumentParser) -> None:
    command.add_argument("room", metavar="ROOM", help="the room's id")
    command.add_argument("--wait", action="store_true", help="wait until the other side has signed too")
    command.add_argument("--save", metavar="FILE", help="where to put the contract once it is complete")
    _interval(command)


def _interval(command: ArgumentParser) -> None:
    command.add_argument(
        "--interval", metavar="SECONDS", type=_seconds, default=1.0, help="between two looks"
    )


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0.1 <= seconds <= 3600:
        raise argparse.ArgumentTypeError("0.1 to 3600 seconds")
    return seconds


def _verify_options(command: ArgumentParser) -> None:
    command.add_argument("contract", metavar="FILE", help="a contract, - for standard input")
    for side in ("seller", "buyer", "room"):
        command.add_argument(f"--{side}", metavar="FINGERPRINT", help=f"the {side} that you expect")
