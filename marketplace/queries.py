"""The doors to policies, listings, sealing keys and sealed terms. Every door takes the tenant."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet

from agents.errors import NotFound
from agents.models import Tenant
from marketplace.domain import listing as listing_domain
from marketplace.domain.cursor import Cursor
from marketplace.domain.pool import Pool
from marketplace.domain.quota import Left, left
from marketplace.models import Category, Listing, Policy, SealedTerms, SealingKey
from marketplace.search import NEWEST, ORDERINGS, Range, Search, Seek, found

__all__ = ["ORDERINGS", "Range", "Search"]  # handed on

ON_THE_MARKET = (Listing.Status.OPEN, Listing.Status.PAUSED)
"""A listing that is neither sold nor withdrawn."""
TIME_TO_USE_A_KEY = timedelta(hours=1)
MOST_CATEGORIES = 50
MOST_LISTINGS_READ = 1000
MOST_LEFT_BEHIND = 200
A_WHILE = timedelta(minutes=1)
SUBMISSIONS_END = timedelta(minutes=10)


@dataclass(frozen=True)
class Page:
    """Some listings in order, and what is beside them; None: nothing."""

    rows: list[Listing]
    next: Cursor | None
    previous: Cursor | None


def policy(tenant: Tenant) -> Policy:
    """The tenant's policy; the strict defaults where the operator never set one.

    Read once for each tenant object: a request, a room and a socket's check read theirs anew.
    """
    try:
        found: Policy = tenant.policy
    except Policy.DoesNotExist:
        found = Policy(tenant=tenant)
    return found


def pool_policy() -> Pool:
    """How many one-time keys this installation keeps ready."""
    return Pool(**settings.SEALING_POOL)


def catalogue(
    tenant: Tenant, search: Search, sort: str = NEWEST, *, cursor: Cursor | None = None, size: int
) -> Page:
    """A page of what a tenant has on offer. It takes as long however much there is. Raises NotFound where no listing
    of the tenant is the cursor's."""
    seek = None if cursor is None else _seek(tenant, cursor)
    backwards = seek is not None and seek.backwards
    rows = list(found(tenant, search, sort, seek)[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if not rows:
        return Page([], None, None)
    if backwards:
        rows.reverse()
    first, last = (Cursor(one.id, one.asking_minor) for one in (rows[0], rows[-1]))
    return Page(
        rows,
        next=last if more or backwards else None,
        previous=replace(first, backwards=True) if (more if backwards else seek is not None) else None,
    )


def _seek(tenant: Tenant, cursor: Cursor) -> Seek:
    number = (
        Listing.objects.filter(tenant=tenant, id=cursor.listing_id).values_list("number", flat=True).first()
    )
    if number is None:
        raise NotFound
    return Seek(number, cursor.asking_minor, cursor.backwards)


def left_behind() -> list[Listing]:
    """Listings whose seller was revoked: nobody can take them off the market any more."""
    rows = Listing.objects.filter(status__in=ON_THE_MARKET, seller__revoked_at__isnull=False)
    return list(rows.select_related("tenant", "seller")[:MOST_LEFT_BEHIND])


def categories(tenant: Tenant) -> list[Category]:
    """Those that the market deals in, in its order, with their fields."""
    return list(Category.objects.filter(tenant=tenant).prefetch_related("fields"))


def category_names(tenant: Tenant) -> list[str]:
    """The names of the same."""
    return list(Category.objects.filter(tenant=tenant).values_list("name", flat=True))


def sellers_categories(tenant: Tenant, most: int = MOST_CATEGORIES) -> list[str]:
    """How sellers call what is on offer, by the newest listings; in order, the `most` of most sellers."""
    newest = found(tenant, Search()).values("pk")[:MOST_LISTINGS_READ]
    rows = Listing.objects.filter(pk__in=newest).exclude(category="").values("category")
    by_sellers = rows.annotate(sellers=Count("seller", distinct=True)).order_by("-sellers", "category")
    return sorted(by_sellers.values_list("category", flat=True)[:most])


def listing(tenant: Tenant, listing_id: UUID, agent_id: UUID | None = None) -> Listing:
    """A listing that the agent (nobody: None) may see: a withdrawn one is seen by its seller only.

    Raises NotFound for hidden and absent alike.
    """
    visible = ~Q(status=Listing.Status.WITHDRAWN)
    if agent_id is not None:
        visible |= Q(seller_id=agent_id)
    found = (
        Listing.objects.filter(visible, tenant=tenant, id=listing_id)
        .select_related("seller", "terms", "tenant")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def posted_with(tenant: Tenant, agent_id: UUID, idempotency_key: str) -> Listing | None:
    """The listing that the agent posted with this Idempotency-Key."""
    return Listing.objects.filter(tenant=tenant, seller_id=agent_id, idempotency_key=idempotency_key).first()


def own_listing(tenant: Tenant, listing_id: UUID, agent_id: UUID) -> Listing:
    """The seller's own listing, locked for change. Call inside a transaction. Raises NotFound."""
    found = (
        Listing.objects.select_for_update(no_key=True, of=("self",))
        .filter(tenant=tenant, id=listing_id, seller_id=agent_id)
        .select_related("seller", "tenant")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def listing_of(tenant: Tenant, listing_id: UUID, agent_id: UUID) -> Listing:
    """The seller's own listing, to be looked at. Raises NotFound."""
    rows = Listing.objects.filter(tenant=tenant, id=listing_id, seller_id=agent_id)
    found = rows.select_related("seller", "terms", "tenant").first()
    if found is None:
        raise NotFound
    return found


def locked_listing(listing_id: UUID) -> Listing:
    """The listing, locked until the transaction ends: whoever sells or closes it holds this."""
    return (
        Listing.objects.select_for_update(no_key=True, of=("self",))
        .select_related("seller", "tenant")
        .get(id=listing_id)
    )


def listing_object(row: Listing) -> dict[str, Any]:
    """The public part, as served, digested and kept by rooms."""
    return listing_domain.public_part(row, row.seller.fingerprint)


def pool_left(room_fingerprint: str, now: datetime) -> int:
    """How many unclaimed keys of this room key can still be claimed."""
    return claimable_keys(room_fingerprint, now).count()


def claimable_keys(room_fingerprint: str, now: datetime) -> QuerySet[SealingKey]:
    """The pool of a room key, without keys that whoever claims them could hardly use any more."""
    return SealingKey.objects.filter(
        claimed_at=None, room_fingerprint=room_fingerprint, expires_at__gt=now + TIME_TO_USE_A_KEY
    )


def submissions_left(tenant: Tenant, agent_id: UUID, now: datetime) -> Left:
    """How many keys may still be claimed in the running minute, by an agent or by the server for its terms."""
    lately = SealingKey.objects.filter(claimed_by_id=agent_id, claimed_at__gt=now - A_WHILE)
    count, oldest = lately.aggregate(Count("id"), Min("claimed_at")).values()
    return left(
        policy(tenant).submissions_per_minute, count, oldest and oldest + A_WHILE, now, window=A_WHILE
    )


def keys_left(tenant: Tenant, agent_id: UUID, now: datetime) -> Left:
    """How many more keys an agent may hold that it claimed and could still seal to."""
    held = SealingKey.objects.filter(claimed_by_id=agent_id, used_at=None, expires_at__gt=now)
    count, first_end = held.aggregate(Count("id"), Min("expires_at")).values()
    return left(policy(tenant).keys_per_agent, count, first_end, now)


def expired_keys(now: datetime) -> list[UUID]:
    """Keys that nobody can submit to any more, nor is doing so this moment, and that no terms were sealed to."""
    return list(
        SealingKey.objects.filter(
            expires_at__lte=now - SUBMISSIONS_END, used_at=None, terms=None
        ).values_list("id", flat=True)
    )


def sealed_terms(terms_id: UUID) -> SealedTerms | None:
    return SealedTerms.objects.filter(id=terms_id).select_related("key", "agent").first()


def lock_terms(terms_id: UUID) -> SealedTerms | None:
    """The terms, locked until the transaction ends; None when they are gone."""
    return SealedTerms.objects.select_for_update(no_key=True).filter(id=terms_id).first()


def terms_being_checked(before: datetime) -> list[UUID]:
    """Sealed terms that were submitted before `before` and that no worker has opened yet."""
    rows = SealedTerms.objects.filter(state=SealedTerms.State.CHECKING, submitted_at__lte=before)
    return list(rows.order_by("submitted_at").values_list("id", flat=True)[:200])


def unclaimed_keys() -> frozenset[UUID]:
    """The pool: keys that nobody has claimed and nothing was sealed to."""
    return frozenset(SealingKey.objects.filter(claimed_at=None).values_list("id", flat=True))
