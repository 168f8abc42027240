"""python -m benchmarks.publishing ROOM COUNT RATE: turns of a room, recorded and told as a worker does it.

Prints a JSON object of each frame's number and the time before it was recorded.
"""

import json
import sys
import time
from datetime import UTC, datetime
from uuid import UUID

import django
from django.db import transaction

django.setup()

from agents import broadcasts  # noqa: E402 - models need Django's set-up first
from marketplace.domain.listing import rfc3339  # noqa: E402
from rooms import outbox, queries  # noqa: E402
from rooms.domain import events  # noqa: E402
from rooms.models import Turn  # noqa: E402

TEXT = "I'd sooner you felt it on a drive than took my adjectives. A small step from me. " * 3


def publish(room_id: UUID, number: int) -> int:
    """Record and tell one turn; its number among all that the room published."""
    now = datetime.now(UTC)
    with transaction.atomic():
        room = queries.locked_room(room_id)
        room.last_seq += 1
        room.save(update_fields=["last_seq"])
        said = events.TurnFrame(100 + number, "seller", TEXT, 64)
        Turn.objects.create(
            room=room, seq=room.last_seq, round=said.round, persona="seller", text=TEXT, offer_band=64, at=now
        )
        outbox.broadcast(room_id, events.frame(said, room.last_seq, rfc3339(now)))
    return room.last_seq


def publish_all(room_id: UUID, count: int, rate: float) -> dict[int, float]:
    """So many, at so many a second: number -> the time at which it was begun."""
    told: dict[int, float] = {}
    first = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, first + number / rate - time.monotonic()))
        begun = time.time()
        told[publish(room_id, number)] = begun
    broadcasts.flush(10)
    return told


if __name__ == "__main__":
    room, count, rate = sys.argv[1:]
    print(json.dumps(publish_all(UUID(room), int(count), float(rate))))
