"""What a sweep does about rooms past a deadline."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from contracts import queries as contract_queries
from marketplace import queries as market
from rooms import queries
from rooms.actions.end import end
from rooms.domain.room import ENDED, Reason, Status
from rooms.models import Manifest, Room

LATE: dict[Status, tuple[Status, Reason]] = {
    Status.WAITING: (Status.EXPIRED, "waiting_too_long"),
    Status.RUNNING: (Status.FAILED, "running_too_long"),
    Status.SIGNING: (Status.EXPIRED, "signing_too_long"),
}


def expire(room_id: UUID, now: datetime) -> None:
    """End a room whose deadline passed, or that waits under a manifest under which nobody can join any more; one
    that moved on in the meantime is left alone."""
    with transaction.atomic():
        room = queries.locked_room(room_id)
        if room.status in ENDED:
            return
        if room.status == Status.WAITING and not room.manifest.current:
            end(room, Status.FAILED, now, "manifest_gone")
            return
        if room.deadline is None or room.deadline > now:
            return
        if room.status in (Status.READY, Status.RUNNING) and not _honoured_here(room):
            end(room, Status.FAILED, now, "manifest_gone")
        elif room.status == Status.READY:  # the queue is long: nobody's fault
            room.deadline = now + timedelta(seconds=market.policy(room.tenant).running_seconds)
            room.save(update_fields=["deadline"])
        else:
            room.left_unsigned_by = _left_unsigned_by(room)
            status, reason = LATE[Status(room.status)]
            end(room, status, now, reason)


def _honoured_here(room: Room) -> bool:
    """Whether what runs now, by the current manifest, is the code, the key and the model that the room's named."""
    now_runs, promised = queries.current_manifest(room.tenant), room.manifest
    return _named(now_runs) == _named(promised)


def _named(manifest: Manifest) -> tuple[str, str, object]:
    return manifest.source_digest, manifest.room_fingerprint, manifest.body["inference"]


def _left_unsigned_by(room: Room) -> str:
    """Who did not sign, comma-separated; empty where there was nothing to sign."""
    contract = contract_queries.contract_of_room(room.id)
    if contract is None:
        return ""
    signed = contract_queries.signed_roles(contract)
    return ",".join(role for role in ("seller", "buyer") if role not in signed)
