"""A seller's agent sends terms for one waiting room."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from agents.domain.caller import AgentCaller
from agents.errors import Conflict
from agents.models import Tenant
from marketplace.domain import money
from marketplace.domain.pool import Pool
from rooms import queries
from rooms.actions import ready
from rooms.actions.offer import refuse_unreliable
from rooms.actions.submission import Ciphertext, PlainTerms, Stake, honoured_manifest, submit
from rooms.domain.room import Status
from rooms.models import Room


def submit_terms(
    tenant: Tenant,
    caller: AgentCaller,
    room_id: UUID,
    terms: PlainTerms | Ciphertext,
    manifest_digest: str,
    *,
    pool: Pool,
    now: datetime,
) -> Room:
    """Terms for this room alone, under the room's manifest.

    Raises NotFound, Forbidden, Conflict (`terms_not_wanted`: only a waiting room's seller is asked for terms, and
    only while there are none or none given for its manifest; `manifest_changed`) and Invalid.
    """
    with transaction.atomic():
        refuse_unreliable(tenant, caller, now)
        room = queries.locked_room(queries.room(tenant, caller.agent_id, room_id).id)
        if room.seller_id != caller.agent_id or not wanted(room):
            raise Conflict("terms_not_wanted", "This room does not wait for terms of yours.")
        manifest = honoured_manifest(tenant, manifest_digest)
        if manifest.id != room.manifest_id:
            raise Conflict("terms_not_wanted", "This room keeps a manifest that is no longer current.")
        asking = money.parse(room.snapshot["asking_price"], room.snapshot["currency"])
        stake = Stake("seller", str(room.listing_id), asking, room.snapshot["currency"])
        room.seller_terms = submit(tenant, caller, terms, stake, manifest, pool=pool, now=now)
        room.save(update_fields=["seller_terms"])
        ready.advance(room, now)
    return room


def wanted(room: Room) -> bool:
    """Whether a room waits for terms, or for consent, of its seller."""
    waits = ready.waiting_for(room)
    return room.status == Status.WAITING and bool({"seller_terms", "seller_consent"} & set(waits))
