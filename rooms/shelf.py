"""The doors to a person's own listings: those of their agents, with how the rooms on them stand."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from agents import queries as agents
from agents.domain.caller import AgentCaller
from agents.errors import NotFound
from agents.models import Agent, Tenant
from contracts.models import Signature
from marketplace.models import Listing
from rooms import queries
from rooms.domain import consent
from rooms.domain import room as life
from rooms.models import Manifest, Room


@dataclass(frozen=True)
class Standing:
    """How many rooms on a listing are where: what a change of it does to them depends on that."""

    waiting: int = 0
    talking: int = 0
    signing: int = 0

    @property
    def open(self) -> int:
        return self.waiting + self.talking + self.signing


def agents_of(person_id: int) -> QuerySet[Agent, Any]:
    """A person's agents, as the doors below take them: read anew with each question, so that it ends with what made
    it so."""
    return agents.agents_of(person_id).order_by().values("id")


def listings_of(tenant: Tenant, theirs: QuerySet[Agent, Any]) -> QuerySet[Listing]:
    """Every listing of these agents at a market, the newest first."""
    rows = Listing.objects.filter(tenant=tenant, seller__in=theirs).select_related(
        "terms", "seller", "tenant"
    )
    return rows.order_by("-published_at", "-id")


def own(tenant: Tenant, person_id: int, listing_id: UUID) -> Listing:
    """One of a person's. Raises NotFound for hidden and absent alike."""
    found = listings_of(tenant, agents_of(person_id)).filter(id=listing_id).first()
    if found is None:
        raise NotFound
    found.tenant = tenant  # the very object, whose policy is read once
    return found


def caller(listing: Listing) -> AgentCaller:
    """The agent that posted a listing, in whose place its person acts."""
    return AgentCaller(listing.seller_id, listing.seller.fingerprint, agents.owner_of(listing.seller_id))


def standings(listing_ids: Collection[UUID]) -> dict[UUID, Standing]:
    """How the live rooms on listings stand, in one query; a listing without any has no entry."""
    rows = Room.objects.filter(listing_id__in=listing_ids, status__in=life.LIVE)
    counts: dict[UUID, dict[str, int]] = {}
    for listing_id, status, count in rows.values_list("listing_id", "status").annotate(Count("id")):
        counts.setdefault(listing_id, {})[status] = count
    return {listing_id: _standing(found) for listing_id, found in counts.items()}


def _standing(counts: dict[str, int]) -> Standing:
    talking = counts.get(life.Status.READY, 0) + counts.get(life.Status.RUNNING, 0)
    return Standing(counts.get(life.Status.WAITING, 0), talking, counts.get(life.Status.SIGNING, 0))


def rooms_on(listing: Listing) -> QuerySet[Room]:
    """The rooms on a person's listing, the newest first, with what `ready.waiting_for` reads."""
    rows = Room.objects.filter(tenant=listing.tenant, listing=listing, seller=listing.seller_id)
    related = rows.select_related(
        "manifest", "tenant", "listing__terms", "seller_terms", "buyer_terms", "seller", "buyer"
    )
    return related.order_by("-id")


def awaiting_signature(tenant: Tenant, theirs: QuerySet[Agent, Any]) -> QuerySet[Room]:
    """Rooms with an outcome in which one of these agents sells and has not signed; the one that ends first is first."""
    signed = Signature.objects.filter(contract__room=OuterRef("id"), role=Signature.Role.SELLER)
    rows = Room.objects.filter(~Exists(signed), tenant=tenant, seller__in=theirs, status=life.Status.SIGNING)
    return rows.order_by("deadline", "id")


def is_consented(listing: Listing, current: Manifest) -> bool:
    """Whether a listing's terms may be used in a room that is opened now."""
    if listing.consent_manifest == current.digest:
        return True
    given = queries.manifest(listing.tenant, listing.consent_manifest)
    return given is not None and consent.covers(listing.consent, given.body, current.body)
