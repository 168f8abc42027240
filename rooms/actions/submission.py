"""How private terms come in: plain ones are sealed before anything is stored, sealed ones go to a worker."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from agents.domain.caller import AgentCaller
from agents.errors import Conflict, FieldError, Invalid
from agents.models import Tenant
from contracts.domain.outcome import LimitOffScale, seller_limit_band
from marketplace import actions as market_actions
from marketplace import queries as market
from marketplace.domain.pool import Pool
from marketplace.domain.terms import Role, Terms, TermsRefused, parse
from marketplace.models import SealedTerms
from rooms import outbox, queries
from rooms.models import Manifest


@dataclass(frozen=True, repr=False)
class PlainTerms:
    """Terms as the caller wrote them; not looked at yet, and in no representation."""

    value: object


@dataclass(frozen=True)
class Ciphertext:
    """Terms that the caller sealed to a key that it claimed: enc || ct."""

    key_id: UUID
    ciphertext: bytes


@dataclass(frozen=True)
class Stake:
    """What the terms are about: the side, the listing ("" while it is being made), its price."""

    role: Role
    listing_id: str
    asking_minor: int
    currency: str


def honoured_manifest(tenant: Tenant, digest: str) -> Manifest:
    """The tenant's current manifest, if it is the one that the caller validated.

    Raises Conflict (`manifest_changed`, with the current manifest) and Unavailable.
    """
    current = queries.current_manifest(tenant)
    if digest != current.digest:
        raise Conflict(
            "manifest_changed",
            "The room is not the one that you validated: look at the current manifest.",
            extra={"manifest": current.body, "digest": current.digest},
        )
    return current


def submit(
    tenant: Tenant,
    caller: AgentCaller,
    submission: PlainTerms | Ciphertext,
    stake: Stake,
    manifest: Manifest,
    *,
    pool: Pool,
    now: datetime,
) -> SealedTerms:
    """Store terms sealed. Call inside the transaction that needs them.

    Raises Invalid where plain terms are unsound, naming the member and never its value.
    """
    binding = market_actions.Binding(stake.role, manifest.digest, caller.fingerprint, stake.listing_id)
    if isinstance(submission, Ciphertext):
        terms = market_actions.accept_sealed(
            tenant, caller.agent_id, submission.key_id, submission.ciphertext, binding, now
        )
        outbox.ring_terms(terms.id)
        return terms
    terms = market_actions.seal_plain(
        tenant,
        caller.agent_id,
        _sound(submission, stake),
        binding,
        room_fingerprint=manifest.room_fingerprint,
        now=now,
    )
    ring_if_low(manifest, pool, now)
    return terms


def ring_if_low(manifest: Manifest, pool: Pool, now: datetime) -> None:
    """Ring for more keys when the pool is under its low-water mark."""
    if market.pool_left(manifest.room_fingerprint, now) < pool.low_water:
        outbox.ring_keeper()


def _sound(submission: PlainTerms, stake: Stake) -> Terms:
    try:
        terms = parse(submission.value, currency=stake.currency)
        check_scale(stake.role, terms.limit_minor, stake.asking_minor)
    except TermsRefused as refused:
        raise _invalid(refused.code, refused.field, f"{refused}.") from None
    except LimitOffScale as off:
        raise _invalid(off.code, "limit", "The floor lies above the top of the scale, band 127.") from None
    return terms


def check_scale(role: Role, limit_minor: int, asking_minor: int) -> None:
    """A floor must lie on the scale of bands; a budget above it is capped. Raises LimitOffScale."""
    if role == "seller":
        seller_limit_band(limit_minor, asking_minor)


def _invalid(code: str, field: str, detail: str) -> Invalid:
    path = f"terms.{field}" if field else "terms"
    return Invalid(code, "The terms are unsound.", errors=[FieldError(path, code, detail)])
