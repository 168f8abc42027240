"""What people are about to post: begun, told step by step, ended. Each is its person's and nobody else's.

Private terms have no place in a draft: they go from the seller's agent to the room, sealed.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from agents.errors import Conflict, NotFound
from agents.models import Tenant
from marketplace import gallery, media, queries
from marketplace.domain import money
from marketplace.domain import photos as rules
from marketplace.models import Draft, Listing, Photo

MOST_DRAFTS: Final = 20
KEPT: Final = timedelta(days=30)
"""How long a draft stands that nobody changes."""
PHOTO_KEPT_AFTER: Final = timedelta(hours=1)
"""How long a removed photo's row stays, so that removing does not give the quota back."""
MOST_AT_ONCE: Final = 100


class TooManyDrafts(Exception):
    """The person has MOST_DRAFTS here."""


def of_person(tenant: Tenant, person_id: int) -> QuerySet[Draft]:
    """A person's drafts at a market, the one that was changed last first."""
    return Draft.objects.filter(tenant=tenant, person_id=person_id).order_by("-changed_at", "-id")


def own(tenant: Tenant, person_id: int, draft_id: UUID) -> Draft:
    """A person's own draft. Raises NotFound for hidden and absent alike."""
    found = of_person(tenant, person_id).filter(id=draft_id).first()
    if found is None:
        raise NotFound
    found.tenant = tenant  # the very object, whose policy is read once
    return found


def locked(draft_id: UUID) -> Draft | None:
    """A draft, locked until the transaction ends; None when it is gone."""
    rows = Draft.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("tenant").filter(id=draft_id).first()


def begin(tenant: Tenant, person_id: int, now: datetime, category: str = "") -> Draft:
    """A new draft. Raises TooManyDrafts."""
    if of_person(tenant, person_id).count() >= MOST_DRAFTS:
        raise TooManyDrafts
    return Draft.objects.create(tenant=tenant, person_id=person_id, changed_at=now, category=category)


def tell(draft: Draft, now: datetime, **members: Any) -> None:
    """Keep what the person told of it. members: fields of the model. Raises NotFound where it is gone meanwhile."""
    told = {**members, "changed_at": now}
    if not Draft.objects.filter(id=draft.id).update(**told):
        raise NotFound
    for name, value in told.items():
        setattr(draft, name, value)


def public_part(draft: Draft) -> dict[str, Any]:
    """What an agent posts of it: the public members of POST listings, and the draft whose photos come along."""
    currency = queries.policy(draft.tenant).currency
    price = None if draft.asking_minor is None else money.format_minor(draft.asking_minor, currency)
    return {
        "title": draft.title,
        "description": draft.description,
        "category": draft.category,
        "attributes": draft.attributes,
        "asking_price": price,
        "currency": currency,
        "draft": str(draft.id),
    }


def is_whole(draft: Draft) -> bool:
    """Whether all is told that a listing needs."""
    return bool(draft.title) and draft.asking_minor is not None


def shown(draft: Draft) -> list[str]:
    """The names of the photos that its listing would show, in order."""
    return [rules.name(one.sha256) for one in gallery.of_draft(draft) if one.state == Photo.State.GOOD]


def photo(draft: Draft, photo_id: UUID) -> Photo:
    """One of its photos. Raises NotFound."""
    found = gallery.of_draft(draft).filter(id=photo_id).first()
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def move(draft: Draft, photo_id: UUID, places: int) -> None:
    """Put a photo so many places later, or earlier where that is negative. Raises NotFound."""
    _hold(draft)
    moved = photo(draft, photo_id)
    standing = [one for one in gallery.of_draft(draft) if one.state != Photo.State.REFUSED]
    if moved not in standing:
        raise NotFound
    place = standing.index(moved)
    standing.insert(max(0, place + places), standing.pop(place))
    for position, one in enumerate(standing):
        one.position = position
    Photo.objects.bulk_update(standing, ["position"])


@transaction.atomic
def remove_photo(draft: Draft, photo_id: UUID, now: datetime) -> None:
    """Take a photo out. Raises NotFound."""
    _hold(draft)
    _let_go(Photo.objects.filter(id=photo(draft, photo_id).id), now)


def _hold(draft: Draft) -> None:
    """Lock a draft: what is posted meanwhile has its photos as they were posted. Raises NotFound."""
    if locked(draft.id) is None:
        raise NotFound


def _let_go(rows: QuerySet[Photo], now: datetime, **changes: Any) -> None:
    """Photos that nothing shows: their bytes go within the hour, their originals at once."""
    ids = list(rows.values_list("id", flat=True))
    Photo.objects.filter(id__in=ids).update(removed_at=now, destroy_at=now + PHOTO_KEPT_AFTER, **changes)
    for one in ids:
        transaction.on_commit(partial(media.destroy_original, one), robust=True)


@transaction.atomic
def end(draft: Draft, now: datetime) -> None:
    """Delete a draft with its photos."""
    if locked(draft.id) is None:
        return
    _let_go(Photo.objects.filter(draft=draft), now, draft=None)
    draft.delete()


def post(draft: Draft, listing: Listing, now: datetime) -> None:
    """A draft's good photos are the listing's that it was posted as, in their order; the draft is no more.

    Call with both locked, inside the transaction that posts. Raises Conflict (`photos_checking`): what a listing shows
    is to be known when its seller posts it.
    """
    sent = gallery.of_draft(draft)
    if sent.filter(state=Photo.State.CHECKING).exists():
        raise Conflict("photos_checking", "Photos are still being looked at: try again in a moment.")
    sent.filter(state=Photo.State.GOOD).update(listing=listing, draft=None)
    gallery.show(listing)
    end(draft, now)


def end_old(now: datetime) -> None:
    """End drafts that nobody has changed for long."""
    for draft in Draft.objects.filter(changed_at__lte=now - KEPT).order_by("changed_at")[:MOST_AT_ONCE]:
        end(draft, now)
