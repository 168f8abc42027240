"""How rooms end: one place marks what follows from it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from contracts import actions as contract_actions
from rooms import outbox
from rooms.actions import news
from rooms.domain.room import Reason, Status, may_become
from rooms.models import Room


def end(room: Room, status: Status, now: datetime, reason: Reason | None = None) -> None:
    """End a room that is locked by the caller's transaction.

    Drafts and signatures of a room without a complete contract are deleted; a room that ended before any turn
    was published, or because its manifest is gone, uses up nobody's allowance; what was private is due for
    erasure.
    """
    if not may_become(Status(room.status), status):
        raise RuntimeError(f"room {room.id}: {room.status} cannot become {status}")
    room.status = status
    room.reason = reason or ""
    room.ended_at = room.erase_at = now
    room.deadline = room.lease_until = None
    room.fence += 1  # whoever is still running it has lost it
    room.counts = room.counts and reason != "manifest_gone" and room.turns.exists()
    room.save()
    if status != Status.DONE:
        contract_actions.discard([room.id])
    news.tell_status(room, now)
    outbox.ring_erasure(room.id)


def void_rooms(listing_id: UUID, statuses: Collection[Status], reason: Reason, now: datetime) -> None:
    """End every room on a listing that is in one of the statuses. Call with the listing locked."""
    for room in (
        Room.objects.select_for_update(no_key=True)
        .filter(listing_id=listing_id, status__in=statuses)
        .order_by("id")
    ):
        end(room, Status.VOID, now, reason)
