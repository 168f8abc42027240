"""What the agent's side wants of the world, as values: requests, pauses, a socket. Nothing here does anything.

The rules of this package (`client.exchange`, `client.desk`, `client.following` and what builds on them) are
generators. They yield a step, get its reply and go on, so one set of rules serves two faces: `client.wire` takes
the steps one after the other, `client.async_wire` awaits them.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, repr=False)
class Send:
    """One HTTP request, whole but for the market's address. Its reply: Answer or Broken."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    content: bytes | None

    def __repr__(self) -> str:
        """Without headers and content: they may hold a token, or terms."""
        return f"Send({self.method} {self.path})"


@dataclass(frozen=True, repr=False)
class Open:
    """A WebSocket, one for each stream. Its reply: Opened, Refused or Broken."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Open({self.path})"


@dataclass(frozen=True)
class Receive:
    """The next text on the open socket, waited for so many seconds (None: for ever).

    Its reply: the text, Closed or TimedOut.
    """

    seconds: float | None


@dataclass(frozen=True)
class Sleep:
    """A pause in seconds."""

    seconds: float


@dataclass(frozen=True)
class Item(Generic[T]):
    """Something for whoever asked."""

    value: T


@dataclass(frozen=True)
class Answer:
    """An HTTP answer, whatever its status. Header names are in lower case, or looked up as if they were."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Broken:
    """No answer came; `reason` is the failure's name, never its text."""

    reason: str


@dataclass(frozen=True)
class Opened:
    """The socket is open."""


@dataclass(frozen=True)
class Refused:
    """Something answered the handshake in HTTP. `status` None: not even that soundly."""

    status: int | None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Closed:
    """The socket has closed. `code` None: without a word."""

    code: int | None


@dataclass(frozen=True)
class TimedOut:
    """Nothing came in the time given."""


Step = Send | Open | Receive | Sleep
Reply = Answer | Broken | Opened | Refused | Closed | TimedOut | str | None
Flow = Generator[Step, Any, T]
Stream = Generator[Step | Item[T], Any, None]


def each(stream: Stream[Any], made: Callable[[Any], T]) -> Stream[T]:
    """A stream with each item made into something else."""
    reply: Any = None
    while True:
        try:
            step = stream.send(reply)
        except StopIteration:
            return
        reply = yield Item(made(step.value)) if isinstance(step, Item) else step


def gathered(stream: Stream[T]) -> Flow[list[T]]:
    """All items of a stream."""
    found: list[T] = []
    reply: Any = None
    while True:
        try:
            step = stream.send(reply)
        except StopIteration:
            return found
        if isinstance(step, Item):
            found.append(step.value)
            reply = None
        else:
            reply = yield step
