"""What a room publishes: numbered in its own sequence, stored, and broadcast when the transaction commits."""

from datetime import datetime

from contracts import queries as contract_queries
from marketplace.domain.listing import rfc3339
from rooms import outbox
from rooms.domain import events
from rooms.models import Event, Room

SIGNERS = ("seller", "buyer", "room")


def tell(room: Room, body: events.Body, now: datetime) -> None:
    """Publish one frame of a room that is locked by the caller's transaction."""
    room.last_seq += 1
    room.save(update_fields=["last_seq"])
    tell_as(room, room.last_seq, body, now)


def tell_as(room: Room, seq: int, body: events.Body, now: datetime) -> None:
    """The same under a number that the caller has already taken in the row."""
    frame = events.frame(body, seq, rfc3339(now))
    Event.objects.create(room=room, seq=seq, kind=frame.kind, body=frame.body, at=now)
    outbox.broadcast(room.id, frame)


def status_of(room: Room) -> events.StatusFrame:
    """The room's status as it stands in the caller's hands, with who has signed."""
    contract = contract_queries.contract_of_room(room.id) if room.outcome is not None else None
    signed = contract_queries.signed_roles(contract) if contract else frozenset()
    return events.StatusFrame(
        status=str(room.status),
        reason=room.reason or None,
        deadline=rfc3339(room.deadline) if room.deadline else None,
        signed={role: role in signed for role in SIGNERS},
        left_unsigned_by=tuple(room.left_unsigned_by.split(",")) if room.left_unsigned_by else (),
    )


def tell_status(room: Room, now: datetime) -> None:
    """Publish the room's status. Call when its row and its contract are as they shall be."""
    tell(room, status_of(room), now)
