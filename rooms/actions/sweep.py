"""What beat asks for: find work that nobody does, and ring for it; end rooms past a deadline."""

from datetime import datetime, timedelta

from django.db import transaction

from rooms import outbox, queries
from rooms.actions.expire import expire
from rooms.domain.room import Status
from rooms.models import Room

PATIENCE = timedelta(seconds=10)


def sweep(now: datetime) -> None:
    """Ring for what waits, expire what is late. A bell that was heard is rung in vain and does no harm."""
    due = queries.due(now, patience=PATIENCE)
    with transaction.atomic():
        Room.objects.filter(id__in=due.rooms, status__in=[Status.READY, Status.RUNNING]).update(rung_at=now)
        for room_id in due.rooms:
            outbox.ring_room(room_id)
        for terms_id in due.terms:
            outbox.ring_terms(terms_id)
        for room_id in due.erasures:
            outbox.ring_erasure(room_id)
    for room_id in due.overdue:
        expire(room_id, now)
