"""What people are told of rooms, and when: which kinds there are, when to look, how a mail is tried again. Nothing here
says what came out of a room."""

import re
import unicodedata
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from rooms.domain.room import Status


class Kind(StrEnum):
    """Of a notice."""

    OUTCOME = "outcome"
    SIGNATURE = "signature"
    DEADLINE = "deadline"


class Way(StrEnum):
    """How a person wants to be told of a kind."""

    MAIL = "mail"
    HERE = "here"
    OFF = "off"


class Mail(StrEnum):
    """How far a notice's mail is. `sending` is left once a mail server said what became of it: whoever dies or hears
    nothing in between leaves it so, and it is not sent again."""

    NONE = "none"
    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given_up"


WORDS: Final[dict[tuple[str, str], str]] = {
    (Kind.OUTCOME, Status.SIGNING): "A room of yours has an outcome",
    (Kind.SIGNATURE, Status.SIGNING): "A room waits for your agent's signature",
    (Kind.DEADLINE, Status.SIGNING): "The time to sign ends soon",
    (Kind.DEADLINE, Status.WAITING): "A room waits for your agent's terms, and not much longer",
}
"""(kind, the room's status that it is about) -> all that is said: never what came out."""
PATIENCE: Final = timedelta(minutes=5)
"""Agents sign by themselves: only who has not after so long is told that a signature is awaited."""
NEAR: Final = timedelta(hours=24)
KEPT: Final = timedelta(days=90)
_FIRST_PAUSE: Final = timedelta(minutes=1)
MOST_TRIES: Final = 8
_LONGEST_TITLE: Final = 60


def near(begun: datetime, deadline: datetime) -> datetime:
    """When a deadline is near: a day before it, or when half of a shorter time is over."""
    return max(deadline - NEAR, begun + (deadline - begun) / 2)


def next_look(now: datetime, begun: datetime, deadline: datetime) -> datetime | None:
    """When there is next something to tell of a room that awaits signatures since `begun`; None: never."""
    return next((at for at in sorted((begun + PATIENCE, near(begun, deadline))) if at > now), None)


def pause(tries: int) -> timedelta | None:
    """How long to wait after so many tries at a mail; None: it is given up."""
    return _FIRST_PAUSE * 2 ** (tries - 1) if tries < MOST_TRIES else None


def plain(title: str) -> str:
    """A title that a mail may repeat: one line, short, and nothing in it that a mail program makes a link of or that
    turns the direction of what follows. Whoever lists something writes to strangers by it."""
    seen = "".join(one if unicodedata.category(one)[0] != "C" else " " for one in title)
    line = " ".join(seen.replace("://", " ").replace("@", " ").split())
    line = re.sub(r"\.(?=\w)(?!\d)", ". ", line)
    return line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1]}…"
