"""Following a room by asking again and again: turns as they come, and each change of its status."""

from collections.abc import Iterator
from typing import Protocol

from client.clock import Clock
from client.errors import NotFound
from client.shapes import Room, Turn


class Source(Protocol):
    """Where rooms and turns come from."""

    def room(self, room_id: str) -> Room: ...

    def transcript(self, room_id: str, after: int = 0) -> list[Turn]: ...


def follow(source: Source, room_id: str, clock: Clock, interval: float, after: int) -> Iterator[Turn | Room]:
    """Yields turns numbered above `after`, and the Room at each status; returns when the room has ended."""
    status, readable = "", True
    while True:
        room = source.room(room_id)  # before its turns: none spoken under the status it shows is then missed
        turns = _turns(source, room_id, after) if readable else None
        readable = turns is not None
        for turn in turns or []:
            after = turn.seq
            yield turn
        if room.status != status:
            status = room.status
            yield room
        if room.ended:
            return
        clock.sleep(interval)


def _turns(source: Source, room_id: str, after: int) -> list[Turn] | None:
    """The turns, or None where agents may not read them."""
    try:
        return source.transcript(room_id, after)
    except NotFound:
        return None
