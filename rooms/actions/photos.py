"""Send, arrange and remove photos. What is sent is decoded by a worker and published only then: `process_photos`.

A listing shows what `marketplace.models.Listing.photos` names, which is part of its digest: each change here is an
edit, made under the listing's lock. Rooms that stand keep their snapshot, and the bytes that it names
are kept for them.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from agents import queries as agents
from agents.domain.caller import AgentCaller
from agents.errors import Conflict, Invalid, TooMany
from agents.models import Tenant, new_id
from marketplace import actions as market_actions
from marketplace import media
from marketplace import queries as market
from marketplace.domain import photos as rules
from marketplace.models import Listing, Photo
from rooms import outbox, queries
from rooms.actions.offer import changeable

KEPT_AFTER: Final = timedelta(hours=1)
"""How long a removed photo's row stays, so that removing does not give the quota back."""
QUOTA_OF_NONE_RETRY_SECONDS: Final = 3600


def add(
    tenant: Tenant,
    caller: AgentCaller,
    listing_id: UUID,
    body: bytes,
    *,
    now: datetime,
    only_if: Collection[str] | None = None,
) -> Listing:
    """One more photo, as it was sent, after the others; a worker looks at it next. The listing as it stands.

    only_if: as in `offer.edit`. Raises NotFound, Conflict (`listing_closed`, `too_many_photos`), PreconditionFailed,
    Invalid (`photo_unreadable`) for what is clearly none, and TooMany (`photo_quota`).
    """
    _refuse_other_files(body)
    with transaction.atomic():
        listing = changeable(tenant, caller, listing_id, only_if)
        agents.lock_agent(caller.agent_id)  # so that what is counted here is not sent twice at once
        _take(tenant, body, now, listing=listing, agent_id=caller.agent_id)
    return listing


def add_to_draft(tenant: Tenant, person_id: int, draft: UUID, body: bytes, *, now: datetime) -> None:
    """The same for what a person is about to post; whose draft it is is for the caller to know."""
    _refuse_other_files(body)
    with transaction.atomic():
        _take(tenant, body, now, draft=draft, person_id=person_id)


def _refuse_other_files(body: bytes) -> None:
    if rules.kind(body[: rules.LONGEST_HEAD]) is None:
        raise Invalid("photo_unreadable", rules.REASONS["photo_unreadable"])


def _take(tenant: Tenant, body: bytes, now: datetime, **whose: Any) -> None:
    """whose: listing or draft, and agent_id or person_id."""
    sender = Q(**{name: one for name, one in whose.items() if name in ("agent_id", "person_id")})
    place = Q(**{name: one for name, one in whose.items() if name in ("listing", "draft")})
    beside = Photo.objects.filter(place, removed_at=None).exclude(state=Photo.State.REFUSED)
    positions = list(beside.values_list("position", flat=True))
    if len(positions) >= rules.MOST_PHOTOS:
        raise Conflict("too_many_photos", f"A listing has at most {rules.MOST_PHOTOS} photos: remove one.")
    quota = market.photos_left(tenant, sender, now)
    if not quota.remaining:
        retry = quota.reset or QUOTA_OF_NONE_RETRY_SECONDS
        raise TooMany("photo_quota", "Too many photos in an hour: wait a little.", retry_after=retry)
    photo = Photo(
        id=new_id(), tenant=tenant, position=max(positions, default=-1) + 1, created_at=now, **whose
    )
    media.keep_original(photo.id, body)
    photo.save(force_insert=True)
    outbox.ring_photos()


def arrange(
    tenant: Tenant,
    caller: AgentCaller,
    listing_id: UUID,
    order: Sequence[UUID],
    *,
    only_if: Collection[str] | None = None,
) -> Listing:
    """Put a listing's photos in order. order: the ids of all that are not refused, each once.

    Raises NotFound, Conflict (`listing_closed`), PreconditionFailed, Invalid (`other_photos`).
    """
    with transaction.atomic():
        listing = changeable(tenant, caller, listing_id, only_if)
        standing = {one.id: one for one in market.photos(listing).exclude(state=Photo.State.REFUSED)}
        if sorted(order) != sorted(standing):
            raise Invalid("other_photos", "Name each photo of the listing that is not refused, once.")
        for position, photo_id in enumerate(order):
            standing[photo_id].position = position
        Photo.objects.bulk_update(standing.values(), ["position"])
        market_actions.show_photos(listing)
    return listing


def remove(
    tenant: Tenant,
    caller: AgentCaller,
    listing_id: UUID,
    photo_id: UUID,
    *,
    now: datetime,
    only_if: Collection[str] | None = None,
) -> Listing:
    """Take a photo off a listing; its bytes go within the hour, unless a room's snapshot names them.

    Raises NotFound, Conflict (`listing_closed`), PreconditionFailed.
    """
    with transaction.atomic():
        listing = changeable(tenant, caller, listing_id, only_if)
        photo = market.own_photo(listing, photo_id)
        photo.removed_at = now
        photo.destroy_at = None if _is_in_a_room(photo) else now + KEPT_AFTER
        photo.save(update_fields=["removed_at", "destroy_at"])
        market_actions.show_photos(listing)
        transaction.on_commit(lambda: media.destroy_original(photo_id), robust=True)
    return listing


def _is_in_a_room(photo: Photo) -> bool:
    """Whether a room keeps it. None will later: rooms take what the listing shows, under the same lock."""
    return photo.state == Photo.State.GOOD and queries.is_in_a_snapshot(photo)


def adopt(listing: Listing, draft: UUID, person_id: int) -> None:
    """A draft's photos are the listing's that it was posted as. Call inside the transaction that posts it."""
    sent: QuerySet[Photo] = Photo.objects.filter(tenant=listing.tenant, draft=draft, person_id=person_id)
    sent.update(listing=listing, draft=None)
    market_actions.show_photos(listing)
