"""Open a room: a buyer's agent submits its profile and terms over a listing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from agents import queries as agents
from agents.domain.caller import AgentCaller
from agents.errors import Conflict, Forbidden, Invalid
from agents.models import Tenant
from contracts.domain.canonical import digest
from marketplace import actions as market_actions
from marketplace import queries as market
from marketplace.domain.pool import Pool
from marketplace.models import Listing, Policy, SealedTerms
from rooms import queries
from rooms.actions import news, ready
from rooms.actions.offer import Submission, is_unreliable, lacks_owner, refuse_unreliable
from rooms.actions.submission import Stake, honoured_manifest, submit
from rooms.domain.notices import near
from rooms.models import Manifest, Room

ABOUT_WHO_ASKS: Final = frozenset(
    {"already_negotiated", "own_listing", "verified_owner_required", "too_many_unsigned_deals"}
)


@dataclass(frozen=True)
class Request:
    """What a buyer's agent asks for. `idempotency_key` None: none was sent."""

    listing_id: UUID
    listing_digest: str
    profile: str
    given: Submission
    idempotency_key: str | None = None


def open_room(tenant: Tenant, caller: AgentCaller, request: Request, *, pool: Pool, now: datetime) -> Room:
    """The new room, or the one that the same Idempotency-Key opened before.

    Raises NotFound, Conflict (`manifest_changed`, `listing_changed`, `listing_closed`, `own_listing`,
    `already_negotiated`), Forbidden and Invalid; then nothing has changed but, where it is about who asks, the figure
    of those refused that the listing's seller sees.
    """
    try:
        return _open_room(tenant, caller, request, pool=pool, now=now)
    except (Conflict, Forbidden) as refused:
        if refused.code in ABOUT_WHO_ASKS:
            market_actions.note_refusal(tenant, request.listing_id)
        raise


def _open_room(tenant: Tenant, caller: AgentCaller, request: Request, *, pool: Pool, now: datetime) -> Room:
    earlier = _opened_before(tenant, caller, request)
    if earlier is not None:
        return earlier
    with transaction.atomic():
        refuse_unreliable(tenant, caller, now)
        # Locked, so that no sale, no withdrawal and no twin of this request slips in before the room stands.
        listing = market.locked_listing(market.listing(tenant, request.listing_id, caller.agent_id).id)
        twin = _opened_before(tenant, caller, request)
        if twin is not None:
            return twin
        snapshot = market.listing_object(listing)
        seller_owner = agents.owner_of(listing.seller_id)
        _refuse(listing, seller_owner, caller, request, digest(snapshot))
        if _cannot_bargain(tenant, listing, seller_owner, now):
            raise Conflict("listing_closed", "The listing's seller cannot bargain at present.")
        manifest = honoured_manifest(tenant, request.given.manifest_digest)
        _return_allowances(tenant, caller, listing, market.policy(tenant), now)
        stake = Stake("buyer", str(listing.id), listing.asking_minor, listing.currency)
        terms = submit(tenant, caller, request.given.terms, stake, manifest, pool=pool, now=now)
        room = _create(tenant, caller, request, listing, seller_owner, snapshot, manifest, terms, now)
        news.tell_status(room, now)
        ready.advance(room, now)
        return room


def _cannot_bargain(tenant: Tenant, listing: Listing, owner: str | None, now: datetime) -> bool:
    return (
        listing.seller.revoked_at is not None
        or lacks_owner(tenant, owner)
        or is_unreliable(tenant, listing.seller_id, owner, now)
    )


def _refuse(
    listing: Listing, seller_owner: str | None, caller: AgentCaller, request: Request, current: str
) -> None:
    if listing.seller_id == caller.agent_id or (seller_owner is not None and seller_owner == caller.owner):
        raise Conflict("own_listing", "You cannot bargain with yourself.")
    if listing.status != Listing.Status.OPEN:
        raise Conflict("listing_closed", f"The listing is {listing.status}.")
    if request.listing_digest != current:
        raise Conflict(
            "listing_changed", "The listing is not the one that you read.", extra={"digest": current}
        )


def _opened_before(tenant: Tenant, caller: AgentCaller, request: Request) -> Room | None:
    """The room of an earlier request with this Idempotency-Key. The terms are left out of the comparison:
    a stored hash of a limit could be guessed."""
    if request.idempotency_key is None:
        return None
    room = Room.objects.filter(
        tenant=tenant, buyer_id=caller.agent_id, idempotency_key=request.idempotency_key
    ).first()
    if room is None:
        return None
    same = (
        room.listing_id == request.listing_id
        and room.listing_digest == request.listing_digest
        and room.profile == request.profile
        and room.manifest.digest == request.given.manifest_digest
    )
    if not same:
        raise _reused()
    return room


def _reused() -> Invalid:
    return Invalid("idempotency_key_reused", "This Idempotency-Key came with another request.")


def _return_allowances(
    tenant: Tenant, caller: AgentCaller, listing: Listing, policy: Policy, now: datetime
) -> None:
    """Rooms older than the window use up nothing any more."""
    _counted(tenant, caller, listing).filter(
        ended_at__isnull=False, opened_at__lte=now - timedelta(days=policy.allowance_days)
    ).update(counts=False)


def _counted(tenant: Tenant, caller: AgentCaller, listing: Listing) -> QuerySet[Room]:
    """The rooms that use up the allowance for these goods, of this key and of its owner's others."""
    by_human = queries.of_human("buyer", caller.agent_id, caller.owner)
    return Room.objects.filter(by_human, tenant=tenant, goods=listing.goods, counts=True)


def _free_slot(tenant: Tenant, caller: AgentCaller, listing: Listing, policy: Policy) -> int:
    """Which of the rooms that are allowed this one is. Raises Conflict (`already_negotiated`) where none is left."""
    used = set(_counted(tenant, caller, listing).values_list("allowance_slot", flat=True))
    free = [slot for slot in range(policy.rooms_per_owner_per_listing) if slot not in used]
    if not free:
        raise _had(policy)
    return free[0]


def _had(policy: Policy) -> Conflict:
    allowed = policy.rooms_per_owner_per_listing
    rooms = "One room" if allowed == 1 else f"{allowed} rooms"
    return Conflict(
        "already_negotiated", f"{rooms} a listing in {policy.allowance_days} days: you have had yours."
    )


def _create(
    tenant: Tenant,
    caller: AgentCaller,
    request: Request,
    listing: Listing,
    seller_owner: str | None,
    snapshot: dict[str, object],
    manifest: Manifest,
    terms: SealedTerms,
    now: datetime,
) -> Room:
    policy = market.policy(tenant)
    slot = _free_slot(tenant, caller, listing, policy)
    try:
        with transaction.atomic():
            return Room.objects.create(
                tenant=tenant,
                manifest=manifest,
                listing=listing,
                goods=listing.goods,
                seller_id=listing.seller_id,
                buyer_id=caller.agent_id,
                seller_owner=seller_owner or "",
                buyer_owner=caller.owner or "",
                allowance_slot=slot,
                snapshot=snapshot,
                listing_digest=request.listing_digest,
                profile=request.profile,
                profile_digest=digest(request.profile),
                idempotency_key=request.idempotency_key,
                buyer_terms=terms,
                opened_at=now,
                deadline=now + timedelta(hours=policy.waiting_hours),
                notice_at=near(now, now + timedelta(hours=policy.waiting_hours)),
            )
    except IntegrityError as error:  # the constraints hold the allowance, also against a race
        if "idempotency_key" in str(error):
            raise _reused() from None
        raise _had(policy) from None
