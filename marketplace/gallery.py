"""The doors to photos, and which of them a listing shows."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from agents import queries as agents
from agents.errors import NotFound
from agents.models import Tenant
from marketplace import queries
from marketplace.domain import photos as rules
from marketplace.domain.quota import Left, left
from marketplace.models import Draft, Listing, Photo

AN_HOUR = timedelta(hours=1)


def of_listing(listing: Listing) -> QuerySet[Photo]:
    """A listing's photos in order, as its seller sees them: those being looked at and those refused included."""
    return Photo.objects.filter(listing=listing, removed_at=None)


def shown(listing: Listing) -> list[Photo]:
    """The photos that a listing shows, in order."""
    return list(of_listing(listing).filter(state=Photo.State.GOOD))


def photo(tenant: Tenant, listing_id: UUID, sha256: str) -> Photo:
    """A photo that a listing shows which anybody may see. Raises NotFound for hidden and absent alike."""
    found = Photo.objects.filter(
        tenant=tenant, listing_id=listing_id, sha256=sha256, state=Photo.State.GOOD, removed_at=None
    )
    row = found.exclude(listing__status=Listing.Status.WITHDRAWN).first()
    if row is None:
        raise NotFound
    return row


def is_awaited(photo_id: UUID) -> bool:
    """Whether a photo is still to be processed, so that its original is needed."""
    return Photo.objects.filter(id=photo_id, state=Photo.State.CHECKING, removed_at=None).exists()


def own_photo(listing: Listing, photo_id: UUID) -> Photo:
    """A photo of a listing that its seller holds locked. Raises NotFound."""
    found = of_listing(listing).filter(id=photo_id).first()
    if found is None:
        raise NotFound
    return found


def locked_photo(photo_id: UUID) -> Photo | None:
    """A photo that is being looked at, locked, its listing, draft or market before it; None: gone or decided."""
    places = Photo.objects.filter(id=photo_id).values_list("listing_id", "draft_id", "is_logo", "tenant_id")
    listing_id, draft_id, is_logo, tenant_id = places.first() or (None, None, False, None)
    if is_logo and tenant_id:  # a market has one: whoever sends, shows or takes away one does it alone
        agents.lock_tenant(tenant_id)
    listing = queries.locked_listing(listing_id) if listing_id else None
    if draft_id:  # so that of two that are one picture, which is the second is told
        list(Draft.objects.select_for_update(no_key=True).filter(id=draft_id).values("id"))
    found = (
        Photo.objects.select_for_update(no_key=True)
        .filter(id=photo_id, state=Photo.State.CHECKING, removed_at=None)
        .first()
    )
    if found is None or found.listing_id != listing_id:
        return None  # its draft was posted between the two locks: it comes again
    found.listing = listing
    return found


def shows_already(photo: Photo) -> bool:
    """Whether the listing, or the draft, has the same bytes from another photo."""
    if photo.is_logo:
        return False
    beside = Photo.objects.filter(sha256=photo.sha256, state=Photo.State.GOOD, removed_at=None)
    where = {"draft": photo.draft_id} if photo.listing_id is None else {"listing": photo.listing_id}
    return beside.filter(**where).exclude(id=photo.id).exists()


def kept_photo(tenant: Tenant, listing_id: UUID, sha256: str) -> Photo | None:
    """A photo that a listing shows or showed, for whom a room gives the right to it."""
    rows = Photo.objects.filter(tenant=tenant, listing_id=listing_id, sha256=sha256, state=Photo.State.GOOD)
    return rows.first()


def of_draft(draft: Draft) -> QuerySet[Photo]:
    """A draft's photos in order, as its person sees them."""
    return Photo.objects.filter(draft=draft, removed_at=None)


def logos(tenant: Tenant) -> QuerySet[Photo]:
    """What was sent as a market's logo and not taken away: at most one is good."""
    return Photo.objects.filter(tenant=tenant, is_logo=True, removed_at=None)


def logos_ahead(tenant: Tenant) -> tuple[bool, list[str]]:
    """(whether one waits for a worker, the codes of those that were refused)."""
    rows = list(logos(tenant).exclude(state=Photo.State.GOOD).values_list("state", "code"))
    return any(state == Photo.State.CHECKING for state, _ in rows), [code for _, code in rows if code]


def photos_left(tenant: Tenant, sender: Q, now: datetime) -> Left:
    """How many photos an agent, or a person, may still send in the running hour. sender: its rows."""
    lately = Photo.objects.filter(sender, created_at__gt=now - AN_HOUR)
    count, oldest = lately.aggregate(Count("id"), Min("created_at")).values()
    return left(
        queries.policy(tenant).photos_per_hour, count, oldest and oldest + AN_HOUR, now, window=AN_HOUR
    )


def photos_wait(before: datetime, now: datetime) -> bool:
    """Whether a photo that came before `before` is in no worker's hands."""
    return _to_process(now).filter(created_at__lte=before).exists()


def next_photo(now: datetime) -> UUID | None:
    """The photo that is to be processed next."""
    return _to_process(now).order_by("created_at").values_list("id", flat=True).first()


def _to_process(now: datetime) -> QuerySet[Photo]:
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    return Photo.objects.filter(free, state=Photo.State.CHECKING, removed_at=None)


def show(listing: Listing) -> None:
    """The listing shows its good photos in their order: call under its lock whenever they change."""
    listing.photos = [rules.name(one.sha256) for one in shown(listing)]
    listing.save(update_fields=["photos"])
