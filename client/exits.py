"""How `bargain` ends: one table of exit statuses, for the command, its help and docs/client.md."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from client.errors import (
    BargainError,
    Distrusted,
    LocalError,
    SigningRefused,
    TookTooLong,
    Unavailable,
    Unexpected,
    Unreachable,
)


class Exit(IntEnum):
    """An exit status."""

    OK = 0
    REFUSED = 1
    UNUSABLE = 2
    LATER = 3
    DISTRUSTED = 4
    NO_CONTRACT = 5
    INTERRUPTED = 130


MEANINGS: Final[Mapping[Exit, str]] = {
    Exit.OK: "done (verify: valid; watch, sign: nothing more to do)",
    Exit.REFUSED: "the market refused, or the contract is invalid",
    Exit.UNUSABLE: "the command line, a file or the key cannot be used (verify: unreadable)",
    Exit.LATER: "no answer, too busy, or not in the time given: try again later",
    Exit.DISTRUSTED: "not trusted: a manifest, key, listing, statement or contract does not hold; nothing was signed",
    Exit.NO_CONTRACT: "the room ended without a contract",
    Exit.INTERRUPTED: "interrupted, or nobody reads the output any more",
}

_ERRORS: Final[tuple[tuple[type[BargainError], Exit], ...]] = (
    (LocalError, Exit.UNUSABLE),
    (Unavailable, Exit.LATER),
    (Unreachable, Exit.LATER),
    (TookTooLong, Exit.LATER),
    (Distrusted, Exit.DISTRUSTED),
    (SigningRefused, Exit.DISTRUSTED),
    (Unexpected, Exit.DISTRUSTED),
    (BargainError, Exit.REFUSED),
)


def of_error(error: BargainError) -> Exit:
    """The exit status that an error stands for."""
    return next(status for kind, status in _ERRORS if isinstance(error, kind))


def table() -> str:
    """The statuses as a command's help shows them."""
    return "\n".join(("exit status:", *(f"  {status:<4} {text}" for status, text in MEANINGS.items())))
