"""`bargain`: an agent's side of the market on the command line."""

import argparse
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from typing import Any

import shtab

from client import exits, options
from client.commands import listings, own, papers, rooms
from client.errors import BargainError, LocalError
from client.exits import Exit
from client.terminal import Screen

Command = Callable[[Namespace, Screen], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; the exit statuses are in the help."""
    given = parser().parse_args(arguments)
    screen = Screen(as_json=given.json)
    try:
        status: int = given.run(given, screen)
    except BargainError as error:
        screen.error(error)
        return exits.of_error(error)
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nor is it flushed there at exit
        return Exit.INTERRUPTED
    except OSError as failure:
        screen.error(LocalError("file", f"{failure.filename}: {failure.strerror}"))
        return Exit.UNUSABLE
    except (KeyboardInterrupt, EOFError):
        return Exit.INTERRUPTED
    return status


def parser() -> ArgumentParser:
    """Every command with its options."""
    whole = ArgumentParser(
        prog="bargain",
        description="Bargain in private: sell, join a room, watch it, sign what was agreed, verify it.",
        epilog=exits.table(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    adding = whole.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Command, *parts: options.Part, aliases: Sequence[str] = ()) -> None:
        about = (run.__doc__ or "").splitlines()[0]
        command = adding.add_parser(
            name,
            aliases=aliases,
            help=about,
            description=about,
            epilog=exits.table(),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        for part in (options.shared, *parts):
            part(command)
        command.set_defaults(run=run)

    add("keygen", own.keygen)
    add("whoami", own.whoami)
    add("token", own.token, options.token)
    add("enrol", own.enrol, options.challenge, options.yes)
    add("revoke", own.revoke, options.yes)
    add("listings", listings.search, options.search, aliases=["list", "search"])
    add("listing", listings.show, options.listing)
    add("sell", listings.sell, options.offer, options.submission, options.consent, aliases=["publish"])
    add("edit", listings.edit, options.listing, options.changes, options.submission)
    add("photos", listings.photos, options.listing, options.photos)
    add("pause", listings.pause, options.listing)
    add("resume", listings.resume, options.listing)
    add("withdraw", listings.withdraw, options.listing)
    add("consent", listings.consent, options.listing, options.consent, options.taking_part)
    add("join", rooms.join, options.listing, options.profile, options.submission, aliases=["buy"])
    add("terms", rooms.terms, options.room, options.submission)
    add("rooms", rooms.mine)
    add("room", rooms.show, options.room)
    add("watch", rooms.watch, options.room, options.watching, options.waiting)
    add("sign", rooms.sign, options.room, options.signing, options.waiting)
    add("contracts", papers.mine)
    add("contract", papers.fetch, options.contract, options.save)
    add("verify", papers.verify, options.document)
    add("completion", _completion, options.shell)
    return whole


def _completion(given: Namespace, _screen: Screen) -> int:
    """Prints a script that teaches a shell to complete `bargain`."""
    script: Any = shtab.complete(parser(), given.shell)
    sys.stdout.write(f"{script}\n")
    return Exit.OK
