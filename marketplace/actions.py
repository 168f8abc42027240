"""Publish, edit and close listings; claim one-time keys and seal to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify

from agents import queries as agents
from agents.errors import Conflict, Invalid, TooMany, Unavailable
from agents.models import Tenant
from marketplace import queries, search
from marketplace.domain import photos, sealing
from marketplace.domain.category import CategoryPlan
from marketplace.domain.listing import same_goods
from marketplace.domain.pool import Pool
from marketplace.domain.quota import Left
from marketplace.domain.terms import Role, Terms, to_bytes
from marketplace.models import Category, Listing, Policy, SealedTerms, SealingKey

EMPTY_POOL_RETRY_SECONDS = 2
QUOTA_OF_NONE_RETRY_SECONDS = 3600  # nothing that the caller holds will free one: only another policy can
MOST_TITLES_KEPT = 50
MOST_LISTINGS_COMPARED = 500


@dataclass(frozen=True)
class Offer:
    """The public members of a listing that its seller chooses. asking_minor is > 0."""

    title: str
    description: str
    category: str
    attributes: Mapping[str, Any]
    asking_minor: int
    currency: str


@dataclass(frozen=True)
class Posted:
    """An Idempotency-Key and the digest of what came with it, its terms left out."""

    key: str
    digest: str


def offered(listing: Listing) -> Offer:
    """The public members of a listing as they stand."""
    return Offer(
        listing.title,
        listing.description,
        listing.category,
        listing.attributes,
        listing.asking_minor,
        listing.currency,
    )


@dataclass(frozen=True)
class Binding:
    """What sealed terms are bound to: the members of the HPKE info string (PROTOCOL section 6)."""

    role: Role
    manifest_digest: str
    fingerprint: str
    listing_id: str

    def info(self) -> bytes:
        return sealing.info(
            role=self.role,
            manifest_digest=self.manifest_digest,
            fingerprint=self.fingerprint,
            listing_id=self.listing_id,
        )


def binding_of(terms: SealedTerms) -> Binding:
    """What stored terms are bound to."""
    role: Role = "seller" if terms.role == "seller" else "buyer"
    return Binding(role, terms.manifest_digest, terms.agent.fingerprint, terms.bound_listing)


def publish(
    tenant: Tenant,
    seller_id: UUID,
    offer: Offer,
    terms: SealedTerms,
    *,
    consent: str,
    now: datetime,
    posted: Posted | None = None,
) -> Listing:
    """A new open listing with its standing terms. A relisting of the same goods keeps their number."""
    listing = Listing.objects.create(
        tenant=tenant,
        seller_id=seller_id,
        goods=_goods(tenant, seller_id, offer.title),
        known_as=[same_goods(offer.title)],
        published_at=now,
        terms=terms,
        consent=consent,
        consent_manifest=terms.manifest_digest,
        idempotency_key=posted.key if posted else None,
        posted_digest=posted.digest if posted else "",
        **vars(offer),
    )
    search.enter(listing)
    return listing


def _goods(tenant: Tenant, seller_id: UUID, title: str) -> UUID:
    """The number of the goods that the seller offered under this title before; else a new one."""
    wanted = same_goods(title)
    earlier = Listing.objects.filter(tenant=tenant, seller_id=seller_id).order_by("-id")
    for goods, titles in earlier.values_list("goods", "known_as")[:MOST_LISTINGS_COMPARED]:
        if wanted in titles:
            return goods
    return uuid4()


def edit(listing: Listing, offer: Offer) -> None:
    """New public members of an open listing. Rooms that stand keep their snapshot."""
    for name, value in vars(offer).items():
        setattr(listing, name, value)
    if same_goods(offer.title) not in listing.known_as:
        listing.known_as = [*listing.known_as, same_goods(offer.title)][-MOST_TITLES_KEPT:]
    listing.save(update_fields=[*vars(offer), "known_as"])
    search.enter(listing)


def show_photos(listing: Listing) -> None:
    """The listing shows its good photos in their order: call under its lock whenever they change."""
    listing.photos = [photos.name(one.sha256) for one in queries.shown_photos(listing)]
    listing.save(update_fields=["photos"])


def stand_behind(listing: Listing, terms: SealedTerms, consent: str) -> None:
    """New standing terms, with the consent given with them. The old ones are erased when no room needs them."""
    listing.terms = terms
    renew_consent(listing, terms.manifest_digest, consent)


def renew_consent(listing: Listing, manifest_digest: str, consent: str) -> None:
    listing.consent_manifest = manifest_digest
    listing.consent = consent
    listing.save(update_fields=["terms", "consent_manifest", "consent"])


def close(listing: Listing, status: Listing.Status, now: datetime) -> None:
    """Sold or withdrawn. A sale also takes a withdrawn listing: a withdrawal cannot undo an outcome that
    awaits signatures."""
    listing.status = status
    listing.closed_at = now
    listing.save(update_fields=["status", "closed_at"])
    search.leave(listing)


def claim_key(
    tenant: Tenant, agent_id: UUID, *, room_fingerprint: str, pool: Pool, now: datetime
) -> SealingKey:
    """A one-time key for an agent that seals its own terms.

    Raises TooMany (`key_quota`) and Unavailable (`pool_empty`); the server's reserve is not touched.
    """
    with transaction.atomic():
        agents.lock_agent(agent_id)  # so that what is counted here and below is not claimed twice at once
        held = queries.keys_left(tenant, agent_id, now)
        if not held.remaining:
            raise _quota("Use or let expire the keys that you claimed.", held)
        if queries.pool_left(room_fingerprint, now) <= pool.reserve:
            raise _empty()
        return _claim(tenant, agent_id, room_fingerprint, now)


def _claim(tenant: Tenant, agent_id: UUID, room_fingerprint: str, now: datetime) -> SealingKey:
    agents.lock_agent(agent_id)
    free = queries.claimable_keys(room_fingerprint, now)
    lately = queries.submissions_left(tenant, agent_id, now)
    if not lately.remaining:
        raise _quota("Too many submissions in a minute: wait a little.", lately)
    key = free.select_for_update(no_key=True, skip_locked=True).order_by("id").first()
    if key is None:
        raise _empty()
    key.tenant, key.claimed_by_id, key.claimed_at = tenant, agent_id, now
    key.save(update_fields=["tenant", "claimed_by", "claimed_at"])
    return key


def _quota(detail: str, used_up: Left) -> TooMany:
    return TooMany("key_quota", detail, retry_after=used_up.reset or QUOTA_OF_NONE_RETRY_SECONDS)


def _empty() -> Unavailable:
    return Unavailable(
        "pool_empty", "No sealing key is ready: more are being made.", retry_after=EMPTY_POOL_RETRY_SECONDS
    )


def seal_plain(
    tenant: Tenant, agent_id: UUID, terms: Terms, binding: Binding, *, room_fingerprint: str, now: datetime
) -> SealedTerms:
    """Sound plain terms, sealed to a key claimed for them. Call inside the transaction that needs them."""
    key = _claim(tenant, agent_id, room_fingerprint, now)
    ciphertext = sealing.seal(bytes(key.public_key), binding.info(), to_bytes(terms))
    return _store(key, agent_id, ciphertext, binding, SealedTerms.State.GOOD, now)


def accept_sealed(
    tenant: Tenant, agent_id: UUID, key_id: UUID, ciphertext: bytes, binding: Binding, now: datetime
) -> SealedTerms:
    """Terms that the caller sealed; a worker opens and checks them next.

    Raises Invalid (`key_unknown`: absent, or another's: both alike), Conflict (`key_used`, `key_expired`).
    """
    key = (
        SealingKey.objects.select_for_update(no_key=True)
        .filter(id=key_id, tenant=tenant, claimed_by_id=agent_id)
        .first()
    )
    if key is None:
        raise Invalid("key_unknown", "You have claimed no sealing key with this id.")
    if key.used_at is not None:
        raise Conflict("key_used", "A sealing key seals once: claim another.")
    if key.expires_at <= now:
        raise Conflict("key_expired", "The sealing key's time is over: claim another.")
    return _store(key, agent_id, ciphertext, binding, SealedTerms.State.CHECKING, now)


def _store(
    key: SealingKey,
    agent_id: UUID,
    ciphertext: bytes,
    binding: Binding,
    state: SealedTerms.State,
    now: datetime,
) -> SealedTerms:
    key.used_at = now
    key.save(update_fields=["used_at"])
    return SealedTerms.objects.create(
        agent_id=agent_id,
        role=binding.role,
        key=key,
        ciphertext=ciphertext,
        manifest_digest=binding.manifest_digest,
        bound_listing=binding.listing_id,
        state=state,
        submitted_at=now,
    )


def judge(terms: SealedTerms, code: str, *, kept: bool) -> None:
    """What the worker found: `code` is empty for good terms. kept: whether something needs the ciphertext."""
    terms.state = SealedTerms.State.REFUSED if code else SealedTerms.State.GOOD
    terms.code = code
    if not kept:
        terms.ciphertext = b""
    terms.save(update_fields=["state", "code", "ciphertext"])


def note_refusal(tenant: Tenant, listing_id: UUID) -> None:
    """One more who may not bargain over a listing; nobody keeps who."""
    Listing.objects.filter(tenant=tenant, id=listing_id).update(refused_joins=F("refused_joins") + 1)


def check_again(terms: SealedTerms) -> None:
    """The asking price moved: the worker looks whether the floor still fits the scale."""
    SealedTerms.objects.filter(id=terms.id, state=SealedTerms.State.GOOD).update(
        state=SealedTerms.State.CHECKING
    )


def store_minted(keys: list[SealingKey]) -> None:
    """Public halves of fresh keys join the pool."""
    SealingKey.objects.bulk_create(keys)


def forget_keys(key_ids: list[UUID]) -> None:
    """Delete the rows of keys whose private halves are destroyed, and the terms that they sealed."""
    SealedTerms.objects.filter(key_id__in=key_ids).delete()
    SealingKey.objects.filter(id__in=key_ids).delete()


def ensure_policy(tenant: Tenant, **rules: Any) -> None:
    """Give a tenant that has no policy yet these rules; the model's strict defaults stand for the rest."""
    Policy.objects.get_or_create(tenant=tenant, defaults=rules)


@transaction.atomic
def ensure_categories(tenant: Tenant, plans: Sequence[CategoryPlan]) -> None:
    """A market's categories with their fields, where it has none yet."""
    if Category.objects.filter(tenant=tenant).exists():
        return
    for place, plan in enumerate(plans):
        category = tenant.categories.create(name=plan.name, slug=slugify(plan.name), position=place)
        for at, one in enumerate(plan.fields):
            told = {**vars(one), "choices": "\n".join(one.choices)}
            category.fields.create(slug=slugify(one.name), position=at, **told)


def grant_running_seconds(tenant: Tenant, least: int) -> None:
    """Give the talk of a tenant's rooms at least so long; a policy that gives longer stays as it is."""
    Policy.objects.filter(tenant=tenant, running_seconds__lt=least).update(running_seconds=least)
