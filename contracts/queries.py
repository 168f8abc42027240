"""The doors to contracts. A draft is reached through its room; a contract by its parties and auditors."""

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from agents import queries as agents
from agents.domain.caller import AgentCaller, Caller
from agents.errors import NotFound
from agents.models import Tenant
from contracts.domain import signing
from contracts.models import Contract, Signature

ORDER: tuple[Signature.Role, ...] = (Signature.Role.SELLER, Signature.Role.BUYER, Signature.Role.ROOM)
AT_ONCE: Final = 50
"""Contracts of an export that are held in memory together."""


def complete_contracts(tenant: Tenant, caller: Caller) -> QuerySet[Contract]:
    """Every complete contract that the caller may read: a party's own, a person's agents', an auditor's tenant's."""
    rows = Contract.objects.filter(tenant=tenant, completed_at__isnull=False)
    if isinstance(caller, AgentCaller):
        return rows.filter(Q(seller_id=caller.agent_id) | Q(buyer_id=caller.agent_id))
    if caller.audits:
        return rows
    theirs = agents.agents_of(caller.person_id).order_by().values("id")
    return rows.filter(Q(seller__in=theirs) | Q(buyer__in=theirs))


def contract(tenant: Tenant, caller: Caller, contract_id: UUID) -> Contract:
    """One complete contract. Raises NotFound for hidden, incomplete and absent alike."""
    found = complete_contracts(tenant, caller).filter(id=contract_id).first()
    if found is None:
        raise NotFound
    return found


def audited_contracts(tenant: Tenant, caller: Caller) -> QuerySet[Contract]:
    """Every complete contract of a tenant, for its auditors. Raises NotFound for everybody else."""
    if isinstance(caller, AgentCaller) or not caller.audits:
        raise NotFound
    return complete_contracts(tenant, caller)


def exported(
    rows: QuerySet[Contract], *, since: datetime | None, until: datetime
) -> Iterator[list[dict[str, Any]]]:
    """`{"contract", "evidence": {"seller", "buyer"}}` of each that was complete from `since` (None: the first) on and
    before `until`: the oldest first, AT_ONCE in a list.

    Each list is a query of its own that begins where the last one ended: no cursor is held open for a slow reader.
    """
    rows = rows.filter(completed_at__lt=until).order_by("completed_at", "id").prefetch_related("signatures")
    batch = list((rows if since is None else rows.filter(completed_at__gte=since))[:AT_ONCE])
    while batch:
        yield _with_evidence(batch)
        last = batch[-1]
        later = Q(completed_at__gt=last.completed_at) | Q(id__gt=last.id)
        batch = list(rows.filter(later, completed_at__gte=last.completed_at)[:AT_ONCE])


def _with_evidence(batch: list[Contract]) -> list[dict[str, Any]]:
    known = agents.evidence_of({one.seller_id for one in batch} | {one.buyer_id for one in batch})
    lines = []
    for one in batch:
        parties = statement(one)["parties"]
        sides = {"seller": one.seller_id, "buyer": one.buyer_id}
        # Of whom the statement names, and of nobody else who ever stood behind the key.
        named = {
            side: [proof for proof in known[agent] if proof["owner"] == parties[side]["owner"]]
            for side, agent in sides.items()
        }
        lines.append({"contract": document(one), "evidence": named})
    return lines


def contract_of_room(room_id: UUID) -> Contract | None:
    """The draft or contract of a room that the caller already proved to be a party of."""
    return Contract.objects.filter(room=room_id).first()


def address(contract: Contract) -> str:
    """Where the API answers the contract, once it is complete."""
    return f"/api/v1/contracts/{contract.id}"


def signed_roles(contract: Contract) -> frozenset[str]:
    return frozenset(contract.signatures.values_list("role", flat=True))


def signed_roles_by_room(room_ids: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """Who has signed in each of these rooms that has an outcome, in one query."""
    rows = Signature.objects.filter(contract__room__in=room_ids).values_list("contract__room", "role")
    found: dict[UUID, set[str]] = {}
    for room_id, role in rows:
        found.setdefault(room_id, set()).add(role)
    return {room_id: frozenset(roles) for room_id, roles in found.items()}


def statement(contract: Contract) -> dict[str, Any]:
    """The statement as an object."""
    found: dict[str, Any] = json.loads(contract.statement)
    return found


def document(contract: Contract) -> dict[str, Any]:
    """The contract as PROTOCOL section 7 writes it. Only for complete ones: it holds the signatures."""
    by_role = {one.role: one for one in contract.signatures.all()}
    signatures = [
        signing.JwsSignature(protected=by_role[role].protected, signature=by_role[role].signature)
        for role in ORDER
    ]
    return signing.assemble(statement(contract), signatures)
