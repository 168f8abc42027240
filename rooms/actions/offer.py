"""Post, edit and withdraw listings; give and renew consent. Here, because rooms follow from each."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from agents import queries as agents
from agents.domain.caller import AgentCaller
from agents.errors import Conflict, Forbidden, Invalid, PreconditionFailed
from agents.models import Tenant
from contracts.domain.canonical import digest
from marketplace import actions as market_actions
from marketplace import queries as market
from marketplace.actions import Offer, Posted
from marketplace.domain.pool import Pool
from marketplace.models import Listing
from rooms import outbox, queries
from rooms.actions import end, ready
from rooms.actions.submission import Ciphertext, PlainTerms, Stake, honoured_manifest, submit
from rooms.domain.consent import Consent
from rooms.domain.room import WITHDRAWABLE


@dataclass(frozen=True)
class Submission:
    """Terms with what they were given under."""

    terms: PlainTerms | Ciphertext
    manifest_digest: str
    consent: Consent = "exact"


def refuse_unreliable(tenant: Tenant, caller: AgentCaller, now: datetime) -> None:
    """Who may neither list nor join. Raises Forbidden (`verified_owner_required`, `too_many_unsigned_deals`)."""
    if lacks_owner(tenant, caller.owner):
        raise Forbidden("verified_owner_required", "This market asks for an agent with a verified owner.")
    if is_unreliable(tenant, caller.agent_id, caller.owner, now):
        raise Forbidden("too_many_unsigned_deals", "You left more deals unsigned than this market allows.")


def lacks_owner(tenant: Tenant, owner: str | None) -> bool:
    """Whether the market asks for a human behind each agent, and there is none who is verified."""
    return owner is None and market.policy(tenant).require_verified_owner


def is_unreliable(tenant: Tenant, agent_id: UUID, owner: str | None, now: datetime) -> bool:
    """Whether an agent, or another one of its owner's, left more deals unsigned than the policy allows: refusing to
    sign is no way to look."""
    return queries.unsigned_deals(tenant, agent_id, owner, now) > market.policy(tenant).max_unsigned_deals


def publish(
    tenant: Tenant,
    caller: AgentCaller,
    offer: Offer,
    given: Submission,
    *,
    pool: Pool,
    now: datetime,
    idempotency_key: str | None = None,
) -> Listing:
    """A new listing, open at once, or the one that the same Idempotency-Key posted before.

    Sealed terms are checked by a worker; rooms wait until they are good.
    """
    posted = _posted(idempotency_key, offer, given)
    earlier = _posted_before(tenant, caller, posted)
    if earlier is not None:
        return earlier
    with transaction.atomic():
        if posted is not None:
            agents.lock_agent(caller.agent_id)  # so that no twin of this request slips in
            twin = _posted_before(tenant, caller, posted)
            if twin is not None:
                return twin
        refuse_unreliable(tenant, caller, now)
        manifest = honoured_manifest(tenant, given.manifest_digest)
        stake = Stake("seller", "", offer.asking_minor, offer.currency)
        terms = submit(tenant, caller, given.terms, stake, manifest, pool=pool, now=now)
        return market_actions.publish(
            tenant, caller.agent_id, offer, terms, consent=given.consent, now=now, posted=posted
        )


def _posted(key: str | None, offer: Offer, given: Submission) -> Posted | None:
    """The terms are left out: a stored hash of a limit could be guessed."""
    if key is None:
        return None
    return Posted(key, digest({**vars(offer), "manifest": given.manifest_digest, "consent": given.consent}))


def _posted_before(tenant: Tenant, caller: AgentCaller, posted: Posted | None) -> Listing | None:
    """The listing of an earlier request with this Idempotency-Key."""
    earlier = market.posted_with(tenant, caller.agent_id, posted.key) if posted else None
    if posted is not None and earlier is not None and earlier.posted_digest != posted.digest:
        raise Invalid("idempotency_key_reused", "This Idempotency-Key came with another request.")
    return earlier


def edit(
    tenant: Tenant,
    caller: AgentCaller,
    listing_id: UUID,
    change: Callable[[Offer], Offer],
    given: Submission | None,
    *,
    pool: Pool,
    now: datetime,
    only_if: Collection[str] | None = None,
) -> Listing:
    """New public members, new terms, or both. Rooms that stand keep their snapshot; waiting ones take the terms.

    change: from what stands, read under the lock, to what shall stand. only_if: the digests of which what
    stands must have one; None: whatever stands. Raises PreconditionFailed (`listing_changed`).
    """
    with transaction.atomic():
        listing = changeable(tenant, caller, listing_id, only_if)
        offer = change(market_actions.offered(listing))
        if offer.currency != listing.currency:
            raise Invalid("other_currency", "A listing keeps its currency: withdraw it and post another.")
        repriced = offer.asking_minor != listing.asking_minor
        market_actions.edit(listing, offer)
        if given is not None:
            refuse_unreliable(tenant, caller, now)
            manifest = honoured_manifest(tenant, given.manifest_digest)
            stake = Stake("seller", str(listing.id), offer.asking_minor, offer.currency)
            terms = submit(tenant, caller, given.terms, stake, manifest, pool=pool, now=now)
            market_actions.stand_behind(listing, terms, given.consent)
            outbox.ring_keeper()  # the old terms may be unneeded now
        elif repriced and listing.terms is not None:
            market_actions.check_again(listing.terms)
            outbox.ring_terms(listing.terms.id)
        ready.advance_waiting(listing.id, now)
    return market.listing(tenant, listing.id, caller.agent_id)


def changeable(
    tenant: Tenant, caller: AgentCaller, listing_id: UUID, only_if: Collection[str] | None
) -> Listing:
    """The caller's open listing, locked; if only_if is given, with one of these digests.

    Raises NotFound, Conflict (`listing_closed`), PreconditionFailed (`listing_changed`).
    """
    listing = _open(market.own_listing(tenant, listing_id, caller.agent_id))
    current = digest(market.listing_object(listing))
    if only_if is not None and current not in only_if:
        raise PreconditionFailed(
            "listing_changed", "The listing is not the one that you read.", extra={"digest": current}
        )
    return listing


def renew_consent(
    tenant: Tenant,
    caller: AgentCaller,
    listing_id: UUID,
    manifest_digest: str,
    consent: Consent,
    now: datetime,
) -> Listing:
    """Consent to the current manifest without sending terms again; rooms that waited for it go on."""
    with transaction.atomic():
        listing = _open(market.own_listing(tenant, listing_id, caller.agent_id))
        honoured_manifest(tenant, manifest_digest)
        market_actions.renew_consent(listing, manifest_digest, consent)
        ready.advance_waiting(listing.id, now)
    return market.listing(tenant, listing_id, caller.agent_id)


def withdraw(tenant: Tenant, caller: AgentCaller, listing_id: UUID, now: datetime) -> Listing:
    """Take a listing off the market. Its rooms become void, but for those whose outcome awaits signatures."""
    with transaction.atomic():
        listing = _open(market.own_listing(tenant, listing_id, caller.agent_id))
        market_actions.close(listing, Listing.Status.WITHDRAWN, now)
        end.void_rooms(listing.id, WITHDRAWABLE, "listing_withdrawn", now)
        outbox.ring_keeper()
    return listing


def _open(listing: Listing) -> Listing:
    if listing.status != Listing.Status.OPEN:
        raise Conflict("listing_closed", f"The listing is {listing.status}.")
    return listing
