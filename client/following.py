"""Following a room: over its WebSocket, resumed by number; by asking again only where no socket can be opened.

No frame is given twice and none is left out: the market numbers what a room publishes and sends everything after
the number that is asked for, for as long as it is kept.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Protocol
from urllib.parse import quote

from client import calls, news
from client.errors import Invalid, NotAuthenticated, NotFound, TookTooLong, Unreachable
from client.flow import Broken, Closed, Flow, Item, Open, Opened, Receive, Refused, Sleep, Stream, TimedOut
from client.news import News
from client.shapes import Room, Turn

UNREADABLE: Final = 4400
UNAUTHENTICATED: Final = 4401
ABSENT: Final = 4404
MOST_CUTS: Final = 8  # in a row, with no frame between them
MOST_UNOPENED: Final = 3  # before asking over HTTP instead, where no socket was ever open
LONGEST_PAUSE: Final = 30.0


class Source(Protocol):
    """What following needs of an agent's desk."""

    def now(self) -> datetime: ...

    def authorization(self) -> Mapping[str, str]: ...

    def room(self, room_id: str) -> Flow[Room]: ...

    def transcript(self, room_id: str, after: int = 0) -> Flow[list[Turn]]: ...


class Following:
    """One room, followed from after a number to its end. until: when to give up, None for never."""

    def __init__(
        self, source: Source, room_id: str, *, after: int, interval: float, until: datetime | None
    ) -> None:
        self._source = source
        self._room_id = room_id
        self._after = self._heard = after
        self._interval = interval
        self._until = until
        self._ended = False

    def run(self) -> Stream[News]:
        """Everything that the room publishes. TookTooLong where it has not ended in time."""
        room = yield from self._source.room(self._room_id)  # refuses with a code; a seller notes who has come
        if room.ended:
            self._heard = 0  # it publishes nothing newer: heard again from its start, it shows its end
        was_open, cuts = False, 0
        while True:
            heard = self._heard
            reply: Opened | Refused | Broken = yield self._open()
            if isinstance(reply, Opened):
                was_open = True
                yield from self._listen()
            elif not was_open and (_never(reply) or cuts + 1 == MOST_UNOPENED):
                yield from self._poll()
                return
            if self._ended:
                return
            cuts = 1 if self._heard > heard else cuts + 1
            if cuts > MOST_CUTS:
                raise Unreachable(
                    f"the room's connection broke {cuts} times; the last frame was {self._heard}"
                )
            yield Sleep(self._in_time(min(calls.FIRST_PAUSE * 2 ** (cuts - 1), LONGEST_PAUSE)))

    def _open(self) -> Open:
        path = f"/ws/rooms/{quote(self._room_id, safe='')}/"
        return Open(path, {"after": str(self._heard)}, self._source.authorization())

    def _listen(self) -> Stream[News]:
        """What comes until the room ends or the socket closes."""
        while not self._ended:
            reply: str | Closed | TimedOut = yield Receive(self._left())
            if isinstance(reply, TimedOut):
                self._in_time(0.0)
            elif isinstance(reply, Closed):
                yield from self._closed(reply.code)
                return
            else:
                yield from self._hear(reply)

    def _hear(self, text: str) -> Stream[News]:
        seq, frame = news.read(text)
        if seq <= self._heard:
            return
        self._heard = seq
        self._ended = news.is_last(frame)
        if frame is not None and seq > self._after:
            yield Item(frame)

    def _closed(self, code: int | None) -> Flow[None]:
        """Passes where the socket may be opened again."""
        if code in (UNAUTHENTICATED, ABSENT):
            yield from self._source.room(self._room_id)  # over HTTP a refusal has a code of its own
            kind, name = (
                (NotFound, "not_found") if code == ABSENT else (NotAuthenticated, "not_authenticated")
            )
            raise kind(code - 4000, name, "the room may not be followed", retry_after=None, members={})
        if code == UNREADABLE:
            raise Invalid(400, "bad_after", "after: the number of a frame", retry_after=None, members={})

    def _poll(self) -> Stream[News]:
        """The same by asking again and again; without turns where agents may not read them."""
        before: Room | None = None
        readable = True
        while True:
            room = yield from self._source.room(self._room_id)  # before its turns: then none of it is missed
            try:
                turns = (yield from self._source.transcript(self._room_id, self._after)) if readable else []
            except NotFound:
                turns, readable = [], False
            for turn in turns:
                self._after = turn.seq
                yield Item(turn)
            for one in news.since(before, room):
                yield Item(one)
            if room.ended:
                return
            before = room
            yield Sleep(self._in_time(self._interval))

    def _left(self) -> float | None:
        if self._until is None:
            return None
        return max((self._until - self._source.now()).total_seconds(), 0.0)

    def _in_time(self, pause: float) -> float:
        """The pause, where there is time for it; else TookTooLong."""
        left = self._left()
        if left is not None and left <= pause:
            raise TookTooLong(f"the room has not ended in time; the last frame was {self._heard}")
        return pause


def _never(reply: Refused | Broken) -> bool:
    """Whether something on the way answers that it has no WebSocket, rather than that it is busy."""
    return isinstance(reply, Refused) and (
        reply.status is None or (reply.status < 500 and reply.status != 429)
    )
