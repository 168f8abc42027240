"""What beat asks for: find work that nobody does, and ring for it; end rooms past a deadline."""

import contextlib
from datetime import datetime, timedelta

from django.db import transaction

from agents.domain.caller import AgentCaller
from agents.errors import Conflict
from marketplace import queries as market
from marketplace.models import Listing
from rooms import outbox, queries
from rooms.actions import offer
from rooms.actions.expire import expire
from rooms.domain.room import Status
from rooms.models import Room

PATIENCE = timedelta(seconds=10)


def sweep(now: datetime) -> None:
    """Ring for what waits, expire what is late, close what a revoked seller left.

    A bell that was heard is rung in vain and does no harm.
    """
    due = queries.due(now, patience=PATIENCE)
    with transaction.atomic():
        Room.objects.filter(id__in=due.rooms, status__in=[Status.READY, Status.RUNNING]).update(rung_at=now)
        for room_id in due.rooms:
            outbox.ring_room(room_id)
        for terms_id in due.terms:
            outbox.ring_terms(terms_id)
        for room_id in due.erasures:
            outbox.ring_erasure(room_id)
        if market.photos_wait(now - PATIENCE, now):
            outbox.ring_photos()
    for room_id in due.overdue:
        expire(room_id, now)
    for listing in market.left_behind():
        _withdraw(listing, now)


def _withdraw(listing: Listing, now: datetime) -> None:
    """In its revoked seller's place, so that its terms are kept no longer."""
    seller = AgentCaller(listing.seller.id, listing.seller.fingerprint)
    with contextlib.suppress(Conflict):  # it was sold meanwhile
        offer.withdraw(listing.tenant, seller, listing.id, now)
