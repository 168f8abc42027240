"""When a waiting room becomes ready."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from marketplace import queries as market
from marketplace.models import SealedTerms
from rooms import outbox, queries
from rooms.actions import news
from rooms.domain import consent
from rooms.domain.room import Status, TermsState, Wait, waits_for
from rooms.models import Manifest, Room

Manifests = Mapping[tuple[UUID, str], Manifest]
"""Manifests that were read before, by tenant and digest."""


def seller_terms_for(room: Room, known: Manifests | None = None) -> tuple[SealedTerms | None, bool]:
    """The terms that the room would bargain with, and whether they were given for its manifest.

    Terms sent for this very room come before the listing's standing ones. known: for many rooms, what they consented
    to; else it is looked up.
    """
    if room.seller_terms is not None:
        return room.seller_terms, True
    listing = room.listing
    if known is None:
        given = queries.manifest(room.tenant, listing.consent_manifest)
    else:
        given = known.get((room.tenant_id, listing.consent_manifest))
    covered = given is not None and consent.covers(listing.consent, given.body, room.manifest.body)
    return listing.terms, covered


def state_of(terms: SealedTerms | None) -> TermsState:
    """The state of terms as the API tells it."""
    return "missing" if terms is None else cast("TermsState", terms.state)


def waiting_for(room: Room, known: Manifests | None = None) -> tuple[Wait, ...]:
    """What keeps a waiting room from being ready. known: as `seller_terms_for` has it."""
    if room.status != Status.WAITING:
        return ()
    terms, covered = seller_terms_for(room, known)
    return waits_for(state_of(terms), state_of(room.buyer_terms), consented=covered)


def advance(room: Room, now: datetime) -> None:
    """Make a waiting room ready, with the seller's terms of this moment, and ring. Call with the room locked."""
    if room.status != Status.WAITING or waiting_for(room):
        return
    room.seller_terms, _ = seller_terms_for(room)
    room.status = Status.READY
    room.ready_at = now
    room.deadline = now + timedelta(seconds=market.policy(room.tenant).running_seconds)
    room.save(update_fields=["seller_terms", "status", "ready_at", "deadline"])
    news.tell_status(room, now)
    outbox.ring_room(room.id)


def advance_waiting(listing_id: UUID, now: datetime) -> None:
    """The same for every room that waits on a listing. Call inside a transaction."""
    for room_id in queries.waiting_rooms(listing_id):
        advance(queries.locked_room(room_id), now)
