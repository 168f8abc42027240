"""The database refuses rows that cannot be, whatever code asks for them: one constraint at a time, by its name."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from agents.models import Agent, AgentToken, Ownership, Tenant, User
from contracts.models import Contract, Signature
from marketplace.models import Listing, Policy, SealedTerms, SealingKey
from rooms.models import Manifest, Notice, NoticeWay, Receipt, Room, Turn
from tests.parties import Party, Workshop

pytestmark = pytest.mark.django_db

# Model, members that make a sound row wrong, the constraint that refuses it (or the columns, where SQLite names
# those of a unique one).
CHANGED: list[tuple[type[models.Model], dict[str, Any], str]] = [
    (Turn, {"offer_band": 128}, "turn_offer_is_a_band"),
    (Turn, {"offer_band": -1}, "(?i)check"),
    (Turn, {"persona": "guest"}, "turn_persona_is_known"),
    (Turn, {"seq": 0}, "turn_counts_from_one"),
    (Turn, {"round": 0}, "turn_counts_from_one"),
    (Room, {"outcome": 1}, "room_outcome_is_a_byte"),
    (Room, {"outcome": 127}, "room_outcome_is_a_byte"),
    (Room, {"outcome": 256}, "room_outcome_is_a_byte"),
    (Room, {"outcome": None}, "room_signs_an_outcome"),
    (Room, {"status": "lost"}, "room_status_is_known"),
    (Room, {"status": "done"}, "room_ended_when_it_ended"),
    (Room, {"status": "void"}, "room_ended_when_it_ended"),
    (Room, {"ended_at": "now"}, "room_ended_when_it_ended"),
    (Room, {"seller_id": models.F("buyer_id")}, "room_has_two_parties"),
    (Room, {"seller_owner": "ada", "buyer_owner": "ada"}, "room_has_two_owners"),
    (Contract, {"outcome": 1}, "contract_outcome_is_a_byte"),
    (Contract, {"outcome": 127}, "contract_outcome_is_a_byte"),
    (Contract, {"outcome": 256}, "contract_outcome_is_a_byte"),
    (Contract, {"seller_id": models.F("buyer_id")}, "contract_has_two_parties"),
    (Signature, {"role": "guest"}, "signature_role_is_known"),
    (Listing, {"asking_minor": 0}, "listing_asking_price_is_positive"),
    (Listing, {"asking_minor": -5}, "listing_asking_price_is_positive"),
    (Listing, {"currency": "usd"}, "listing_currency_is_iso_4217"),
    (Listing, {"currency": ""}, "listing_currency_is_iso_4217"),
    (Listing, {"consent": "any"}, "listing_consent_is_known"),
    (Listing, {"status": "sold"}, "listing_is_open_or_closed_at"),
    (Listing, {"closed_at": "now"}, "listing_is_open_or_closed_at"),
    (Listing, {"status": "gone", "closed_at": "now"}, "listing_is_open_or_closed_at"),
    (Listing, {"status": "sold", "closed_at": "before"}, "listing_is_open_or_closed_at"),
    (SealedTerms, {"state": "refused"}, "sealed_terms_refused_with_a_code"),
    (SealedTerms, {"code": "bad_limit"}, "sealed_terms_refused_with_a_code"),
    (SealedTerms, {"state": "checking", "code": "bad_limit"}, "sealed_terms_refused_with_a_code"),
    (SealedTerms, {"state": "lost", "code": "bad_limit"}, "sealed_terms_refused_with_a_code"),
    (SealedTerms, {"role": "guest"}, "sealed_terms_role_is_known"),
    (SealingKey, {"claimed_at": None}, "sealing_key_is_claimed_whole"),
    (SealingKey, {"claimed_by_id": None}, "sealing_key_is_claimed_whole"),
    (SealingKey, {"tenant_id": None}, "sealing_key_is_claimed_whole"),
    (
        SealingKey,
        {"claimed_at": None, "claimed_by_id": None, "tenant_id": None},
        "sealing_key_is_claimed_whole",
    ),
    (Policy, {"privacy": "none"}, "policy_privacy_is_known"),
    (Policy, {"allowance_days": 0}, "policy_deadlines_are_positive"),
    (Policy, {"running_seconds": 0}, "policy_deadlines_are_positive"),
    (Policy, {"waiting_hours": 0}, "policy_deadlines_are_positive"),
    (Policy, {"signing_hours": 0}, "policy_deadlines_are_positive"),
    (Policy, {"rooms_per_owner_per_listing": 0}, "policy_allowance_is_positive"),
    (Policy, {"currency": "usd"}, "policy_currency_is_iso_4217"),
    (Tenant, {"logo": "../x"}, "tenant_logo_is_a_hash"),
    (Tenant, {"accent": "#3d4fc4"}, "tenant_accents_are_a_pair"),
    (Tenant, {"accent": "red;}", "accent_dark": "#a9b4ff"}, "tenant_accents_are_a_pair"),
    (Tenant, {"accent": "#3d4fc4", "accent_dark": "#A9B4FF"}, "tenant_accents_are_a_pair"),
    (Ownership, {"state": "known"}, "ownership_state_is_told_whole"),
    (Ownership, {"state": "claimed"}, "ownership_state_is_told_whole"),
    (Ownership, {"proof": ""}, "ownership_state_is_told_whole"),
    (Ownership, {"verified_at": None}, "ownership_state_is_told_whole"),
    (Ownership, {"ended_at": "now"}, "ownership_state_is_told_whole"),
    (Ownership, {"state": "revoked"}, "ownership_state_is_told_whole"),
    (Ownership, {"state": "refused", "ended_at": "now"}, "ownership_state_is_told_whole"),
    (Agent, {"fingerprint": "A" * 64}, "agent_fingerprint_is_hex"),
    (Agent, {"fingerprint": "a" * 63}, "agent_fingerprint_is_hex"),
    (AgentToken, {"digest": "the key itself"}, "agent_token_digest_is_hex"),
    (Notice, {"kind": "rumour"}, "notice_kind_is_known"),
    (Notice, {"mail": "due"}, "notice_mail_is_due_at_a_time"),
    (Notice, {"mail": "lost"}, "notice_mail_is_due_at_a_time"),
    (Notice, {"mail_due_at": "now"}, "notice_mail_is_due_at_a_time"),
    (NoticeWay, {"kind": "rumour"}, "notice_way_is_known"),
    (NoticeWay, {"way": "loud"}, "notice_way_is_known"),
]
TWICE: list[tuple[type[models.Model], dict[str, Any], str]] = [
    (Turn, {"round": 9}, "rooms_turn.room_id, rooms_turn.seq"),
    (Turn, {"seq": 99}, "rooms_turn.room_id, rooms_turn.round, rooms_turn.persona"),
    (Receipt, {}, "rooms_receipt.room_id, rooms_receipt.seq"),
    (Contract, {}, "contracts_contract.room"),
    (Signature, {"signature": "B" * 86}, "contracts_signature.contract_id, contracts_signature.role"),
    (Signature, {"role": "buyer"}, "contracts_signature.contract_id, contracts_signature.signature"),
    (Manifest, {"digest": "sha256:other"}, "rooms_manifest.tenant_id"),
    (Manifest, {"current": False}, "rooms_manifest.tenant_id, rooms_manifest.digest"),
    (Room, {"goods": uuid4, "counts": False}, "rooms_room.listing_id, rooms_room.buyer_id"),
    (
        Room,
        {"status": "void", "ended_at": "now", "buyer_owner": "grace"},
        "rooms_room.tenant_id, rooms_room.goods, rooms_room.buyer_id, rooms_room.allowance_slot",
    ),
    (
        Room,
        {"status": "void", "ended_at": "now", "buyer_id": lambda: another().id, "idempotency_key": None},
        "rooms_room.tenant_id, rooms_room.goods, rooms_room.buyer_owner, rooms_room.allowance_slot",
    ),
    (
        Room,
        {"status": "void", "ended_at": "now", "counts": False},
        "rooms_room.tenant_id, rooms_room.buyer_id, rooms_room.idempotency_key",
    ),
    (Listing, {"number": None}, "marketplace_listing.terms_id"),
    (Listing, {"terms_id": None}, "marketplace_listing.number"),
    (SealedTerms, {}, "marketplace_sealedterms.key_id"),
    (SealingKey, {}, "marketplace_sealingkey.public_key"),
    (Policy, {}, "marketplace_policy.tenant_id"),
    (Agent, {"fingerprint": "f" * 64}, "agents_agent.public_key"),
    (Agent, {"public_key": b"x" * 32}, "agents_agent.fingerprint"),
    (AgentToken, {}, "agents_agenttoken.digest"),
    (
        Ownership,
        {"state": "claimed", "proof": "", "verified_at": None},
        "agents_ownership.agent_id, agents_ownership.address",
    ),
    (Ownership, {"address": "grace"}, "agents_ownership.agent_id"),
    (
        Notice,
        {},
        "rooms_notice.person_id, rooms_notice.kind, rooms_notice.room_id, rooms_notice.about",
    ),
    (NoticeWay, {}, "rooms_noticeway.person_id, rooms_noticeway.kind"),
    (Tenant, {"host": "boats.localhost"}, "agents_tenant.slug"),
    (Tenant, {"slug": "boats"}, "agents_tenant.host"),
]


@pytest.fixture
def world(workshop: Workshop, cars: Tenant, alice: Party, bob: Party) -> Workshop:
    """A sound row of every kind."""
    room = bob.join(alice.offer(), headers={"idempotency-key": "once"}).body["id"]
    workshop.work()
    Receipt.objects.create(room_id=room, seq=1, body={}, token="", at=workshop.now)
    AgentToken.objects.create(
        agent=Agent.objects.all()[0], tenant=cars, digest="d" * 64, created_at=workshop.now
    )
    Ownership.objects.create(
        agent=another(),
        address="ada",
        state="verified",
        proof="confirmation",
        claimed_at=workshop.now,
        verified_at=workshop.now,
    )
    Room.objects.update(buyer_owner="ada")
    person = User.objects.create_user("ada")
    told = {"person": person, "kind": "outcome"}
    Notice.objects.create(room_id=room, about="signing", mail="sent", made_at=workshop.now, **told)
    NoticeWay.objects.create(way="off", **told)
    return workshop


def another() -> Agent:
    """An agent that is in no room."""
    made, _ = Agent.objects.get_or_create(
        fingerprint="e" * 64, defaults={"public_key": b"e" * 32, "enrolled_at": timezone.now()}
    )
    return made


def refuses(named: str, write: Callable[[], object]) -> None:
    if connection.vendor != "sqlite" and "." in named:
        named = ""  # other databases name the constraint, not its columns
    with pytest.raises(IntegrityError, match=named or None), transaction.atomic():
        write()


def members(world: Workshop, change: dict[str, Any]) -> dict[str, Any]:
    times = {"now": world.now, "before": world.now - timedelta(days=1)}
    return {
        name: value() if callable(value) and not isinstance(value, models.F) else times.get(str(value), value)
        for name, value in change.items()
    }


def the_row(model: type[models.Model]) -> models.Model:
    rows = model._default_manager.order_by("pk")
    if model is SealingKey:
        rows = rows.filter(used_at__isnull=False)
    if model is Manifest:
        rows = rows.filter(current=True)
    return rows[0]


@pytest.mark.parametrize("model", list(dict.fromkeys(model for model, *_ in CHANGED)))
def test_a_row_with_a_wrong_member_is_refused(world: Workshop, model: type[models.Model]) -> None:
    row = model._default_manager.filter(pk=the_row(model).pk)
    for change, named in [(change, named) for one, change, named in CHANGED if one is model]:
        refuses(named, partial(row.update, **members(world, change)))


@pytest.mark.parametrize("model", list(dict.fromkeys(model for model, *_ in TWICE)))
def test_a_row_that_stands_already_is_refused(world: Workshop, model: type[models.Model]) -> None:
    for change, named in [(change, named) for one, change, named in TWICE if one is model]:
        copy = the_row(model)
        copy._state.adding = True
        copy.pk = uuid4() if isinstance(model._meta.pk, models.UUIDField) else None
        for name, value in members(world, change).items():
            setattr(copy, name, value)
        refuses(named, partial(copy.save, force_insert=True))


def test_a_listing_is_sold_by_one_complete_deal(world: Workshop, alice: Party, bob: Party) -> None:
    contract = Contract.objects.get()
    sale = {"completed_at": world.now, "outcome": 200}
    Contract.objects.update(**sale)
    copy = {name: value for name, value in vars(contract).items() if name != "_state"}
    other = {**copy, "id": uuid4(), "room": uuid4()}
    Contract.objects.create(**other)
    refuses(
        "contracts_contract.listing_id",
        lambda: Contract.objects.filter(id=other["id"]).update(**sale),
    )
    Contract.objects.filter(id=other["id"]).update(completed_at=world.now, outcome=0)


def test_one_row_of_each_market_may_be_what_only_one_row_of_a_market_may(world: Workshop) -> None:
    assert Manifest.objects.filter(current=True).count() == 2


def test_every_constraint_of_ours_is_tried_here(world: Workshop) -> None:
    """So that a new one is not forgotten. Unique ones are tried by their columns."""
    tried = {named for _, _, named in CHANGED} | {
        "tenant_host_is_lower_case",  # in tests/agents
        "membership_role_is_known",
    }
    ours = {
        constraint.name
        for model in (
            *(row[0] for row in CHANGED),
            *(row[0] for row in TWICE),
        )
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
    }
    assert ours <= tried
