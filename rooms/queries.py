"""The doors to rooms, manifests, turns and receipts. Every door for a caller takes the tenant and the caller."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from agents.errors import NotFound, Unavailable
from agents.models import Tenant
from marketplace import gallery
from marketplace import queries as market
from marketplace.domain import photos
from marketplace.domain.listing import rfc3339
from marketplace.domain.terms import Role
from marketplace.models import Listing, Photo, SealedTerms
from rooms.domain import events
from rooms.domain import room as life
from rooms.models import Event, Figure, Manifest, Receipt, Room, Turn

UNSIGNED_WINDOW = timedelta(days=30)


def current_manifest(tenant: Tenant) -> Manifest:
    """What runs at the tenant now. Raises Unavailable until a worker has measured it."""
    found = Manifest.objects.filter(tenant=tenant, current=True).first()
    if found is None:
        raise Unavailable("manifest_unavailable", "The room is not open yet.", retry_after=2)
    return found


def manifest(tenant: Tenant, digest: str) -> Manifest | None:
    return Manifest.objects.filter(tenant=tenant, digest=digest).first()


def manifests(named: Collection[tuple[UUID, str]]) -> dict[tuple[UUID, str], Manifest]:
    """Manifests by tenant and digest, in one query."""
    rows = Manifest.objects.filter(digest__in={digest for _, digest in named})
    return {(one.tenant_id, one.digest): one for one in rows if (one.tenant_id, one.digest) in named}


def rooms_of(tenant: Tenant, agent_id: UUID) -> QuerySet[Room]:
    """Every room that the agent is a party of."""
    rows = Room.objects.filter(Q(seller_id=agent_id) | Q(buyer_id=agent_id), tenant=tenant)
    return rows.select_related(
        "manifest", "seller", "buyer", "tenant", "listing__terms", "seller_terms", "buyer_terms"
    )


def room(tenant: Tenant, agent_id: UUID, room_id: UUID) -> Room:
    """A party's room. Raises NotFound for hidden and absent alike."""
    found = rooms_of(tenant, agent_id).filter(id=room_id).first()
    if found is None:
        raise NotFound
    return found


def locked_room(room_id: UUID) -> Room:
    """The room, locked until the transaction ends."""
    return Room.objects.select_for_update(no_key=True).get(id=room_id)


def running_room(room_id: UUID) -> Room:
    """A room with all that its worker needs. Raises Room.DoesNotExist."""
    return _for_worker().prefetch_related("turns").get(id=room_id)


def locked_running_room(room_id: UUID) -> Room | None:
    """The same, locked, if it is still running."""
    return (
        _for_worker()
        .select_for_update(no_key=True, of=("self",))
        .filter(id=room_id, status=life.Status.RUNNING)
        .first()
    )


def _for_worker() -> QuerySet[Room]:
    return Room.objects.select_related(
        "manifest",
        "tenant",
        "seller",
        "buyer",
        "seller_terms__key",
        "seller_terms__agent",
        "buyer_terms__key",
        "buyer_terms__agent",
    )


def role_in(room: Room, agent_id: UUID) -> Role:
    """Which side a party is."""
    return "seller" if room.seller_id == agent_id else "buyer"


def newest_seq(room_id: UUID) -> int:
    """The number of the newest frame of a room."""
    found: int = Room.objects.values_list("last_seq", flat=True).get(id=room_id)
    return found


def frames(room_id: UUID, after: int) -> list[events.Frame]:
    """What the room published after number `after` and still keeps, in order."""
    told = [
        events.Frame(cast("events.Kind", one.kind), one.seq, rfc3339(one.at), one.body)
        for one in Event.objects.filter(room_id=room_id, seq__gt=after)
    ]
    said = [_turn_frame(turn) for turn in Turn.objects.filter(room_id=room_id, seq__gt=after)]
    return sorted(told + said, key=lambda one: one.seq)


def _turn_frame(turn: Turn) -> events.Frame:
    said = events.TurnFrame(turn.round, turn.persona, turn.text, turn.offer_band)
    return events.frame(said, turn.seq, rfc3339(turn.at))


def newest_turn(room_id: UUID) -> int:
    """The number of the newest turn that is kept; 0 where none is."""
    return Turn.objects.filter(room_id=room_id).order_by("-seq").values_list("seq", flat=True).first() or 0


def turns_gone_through(room_id: UUID) -> int:
    """The number up to which turn frames are erased, as the newest `erased` frame tells it; 0 before one."""
    last = Event.objects.filter(room_id=room_id, kind="erased").order_by("-seq").first()
    return int(last.body["through"]) if last else 0


def turns_said(room_id: UUID) -> int:
    return Turn.objects.filter(room_id=room_id).count()


def newest_receipt(room_id: UUID) -> Receipt | None:
    return Receipt.objects.filter(room_id=room_id).order_by("-seq").first()


def open_rooms(listing: Listing) -> int:
    """How many rooms bargain over a listing now."""
    return Room.objects.filter(listing=listing, status__in=life.LIVE).count()


def open_rooms_by_listing(listing_ids: list[UUID]) -> dict[UUID, int]:
    """The same for a page of listings, in one query."""
    rows = Room.objects.filter(listing_id__in=listing_ids, status__in=life.LIVE)
    return dict(rows.values_list("listing_id").annotate(Count("id")))


def of_human(side: Role, agent_id: UUID, owner: str | None) -> Q:
    """Rooms in which an agent, or another one of its verified owner's, is on this side."""
    by_key = Q(**{f"{side}_id": agent_id})
    return by_key if owner is None else by_key | Q(**{f"{side}_owner": owner})


def unsigned_deals(tenant: Tenant, agent_id: UUID, owner: str | None, now: datetime) -> int:
    """Deals of the last 30 days that the agent, or another one of its owner's, let expire without signing."""
    left = of_human("seller", agent_id, owner) & Q(left_unsigned_by__contains="seller")
    left |= of_human("buyer", agent_id, owner) & Q(left_unsigned_by__contains="buyer")
    return Room.objects.filter(
        left, tenant=tenant, outcome__gte=128, ended_at__gt=now - UNSIGNED_WINDOW
    ).count()


def is_in_a_snapshot(photo: Photo) -> bool:
    """Whether a room bargains, or bargained, over a listing that showed the photo."""
    if photo.listing_id is None:
        return False
    shown = Room.objects.filter(listing_id=photo.listing_id).values_list("snapshot__photos", flat=True)
    return any(photos.name(photo.sha256) in (names or ()) for names in shown.iterator())


def photo(tenant: Tenant, agent_id: UUID, room_id: UUID, sha256: str) -> Photo:
    """A photo of the listing as it stood when the party's room was opened. Raises NotFound."""
    found = room(tenant, agent_id, room_id)
    if photos.name(sha256) not in found.snapshot["photos"]:
        raise NotFound
    kept = gallery.kept_photo(tenant, found.listing_id, sha256)
    if kept is None:
        raise NotFound
    return kept


def waiting_rooms(listing_id: UUID) -> list[UUID]:
    rows = Room.objects.filter(listing_id=listing_id, status=life.Status.WAITING).order_by("id")
    return list(rows.values_list("id", flat=True))


def rooms_with_terms(terms_id: UUID) -> list[UUID]:
    """Every room that bargained, or is to bargain, with these terms, in the order in which they are locked."""
    rows = Room.objects.filter(Q(seller_terms_id=terms_id) | Q(buyer_terms_id=terms_id)).order_by("id")
    return list(rows.values_list("id", flat=True))


def bargained_with(terms_id: UUID) -> bool:
    """Whether a room that is ready or running was given these terms of its seller's."""
    return Room.objects.filter(
        seller_terms_id=terms_id, status__in=[life.Status.READY, life.Status.RUNNING]
    ).exists()


def _needed() -> Q:
    """Sealed terms that something still needs: a listing that is on the market, or a live room."""
    standing = Listing.objects.filter(terms=OuterRef("id"), status__in=market.ON_THE_MARKET)
    bargaining = Room.objects.filter(
        Q(seller_terms=OuterRef("id")) | Q(buyer_terms=OuterRef("id")), status__in=life.LIVE
    )
    return Q(Exists(standing)) | Q(Exists(bargaining))


def unneeded_terms(only: list[UUID] | None = None) -> QuerySet[SealedTerms]:
    """Sealed terms that nothing needs any more: they are to be erased.

    Once unneeded they stay so: a closed listing does not open again and an ended room does not go on.
    """
    rows = SealedTerms.objects.all() if only is None else SealedTerms.objects.filter(id__in=only)
    return rows.filter(~_needed())


@dataclass(frozen=True)
class Due:
    """What a sweep found to do."""

    rooms: list[UUID]
    terms: list[UUID]
    erasures: list[UUID]
    overdue: list[UUID]


def due(now: datetime, *, patience: timedelta) -> Due:
    """Work that nobody seems to be doing.

    patience: how long a doorbell is given before it is rung again.
    """
    unheard = Q(rung_at=None) | Q(rung_at__lte=now - patience)
    ready = Q(status=life.Status.READY, ready_at__lte=now - patience)
    let_go = Q(status=life.Status.RUNNING, lease_until__lte=now)
    # Whoever consented did so to this manifest, and nobody can join under it any more.
    outlived = Q(status=life.Status.WAITING, manifest__current=False, opened_at__lte=now - patience)
    late = Q(deadline__lte=now, status__in=life.LIVE)
    return Due(
        rooms=_ids(Room.objects.filter(unheard, ready | let_go).order_by("ready_at")[:200]),
        terms=market.terms_being_checked(now - patience),
        erasures=_ids(Room.objects.filter(erase_at__lte=now).order_by("erase_at")[:500]),
        overdue=_ids(Room.objects.filter(late | outlived)[:500]),
    )


def _ids(rows: QuerySet[Room]) -> list[UUID]:
    return [room.id for room in rows.only("id")]


def locked_listing_behind(terms: SealedTerms) -> Listing | None:
    """The listing that the terms stand behind, if they do, locked until the transaction ends."""
    return Listing.objects.select_for_update(no_key=True).filter(terms_id=terms.id).first()


def snapshot_for(terms_id: UUID) -> dict[str, str] | None:
    """The listing object of a room that holds these terms."""
    rows = Room.objects.filter(Q(seller_terms_id=terms_id) | Q(buyer_terms_id=terms_id))
    found: dict[str, str] | None = rows.values_list("snapshot", flat=True).first()
    return found


def kept(private_halves: frozenset[UUID]) -> dict[str, int]:
    """How much that is private stands: rows, and private halves that are no unclaimed key of the pool."""
    return {
        "sealed_terms": SealedTerms.objects.count(),
        "turns": Turn.objects.count(),
        "private_halves": len(private_halves - market.unclaimed_keys()),
    }


def figures(since: date, tenant: Tenant | None = None) -> dict[str, dict[str, int]]:
    """What models were asked from a day on, and what became of it: model -> figure -> amount. None: every tenant's."""
    rows = Figure.objects.filter(day__gte=since)
    if tenant is not None:
        rows = rows.filter(tenant=tenant)
    found: dict[str, dict[str, int]] = {}
    for model, name, amount in (
        rows.order_by("model", "name").values_list("model", "name").annotate(Sum("amount"))
    ):
        found.setdefault(model, {})[name] = amount
    return found
