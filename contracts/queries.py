"""The doors to contracts. A draft is reached through its room; a contract by its parties and auditors."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from agents import queries as agents
from agents.domain.caller import AgentCaller, Caller
from agents.domain.times import rfc3339
from agents.errors import NotFound
from agents.models import Tenant
from contracts.domain import signing
from contracts.domain.canonical import canonical
from contracts.domain.outcome import DEAL_BIT
from contracts.domain.search import Search
from contracts.models import Contract, Signature

ORDER: tuple[Signature.Role, ...] = (Signature.Role.SELLER, Signature.Role.BUYER, Signature.Role.ROOM)
AT_ONCE: Final = 50
"""Contracts of an export that are held in memory together."""
A_PAGE: Final = 50


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


def matching(rows: QuerySet[Contract], search: Search) -> QuerySet[Contract]:
    """Those of the rows that somebody asks for."""
    top, bottom = search.max_band, search.min_band
    asked = {
        "completed_at__gte": search.since,
        "completed_at__lt": search.until,
        "listing_id": search.listing,
        "outcome__gte": DEAL_BIT + (bottom or 0) if search.deal or (bottom, top) != (None, None) else None,
        "outcome__lte": DEAL_BIT + top if top is not None else 0 if search.deal is False else None,
    }
    rows = rows.filter(**{name: value for name, value in asked.items() if value is not None})
    if search.party is None:
        return rows
    return _of_key(rows, search.party) if search.names_a_key else _of_human(rows, search.party)


def _of_key(rows: QuerySet[Contract], fingerprint: str) -> QuerySet[Contract]:
    agent = agents.agent_by_fingerprint(fingerprint)
    return rows.none() if agent is None else rows.filter(Q(seller=agent) | Q(buyer=agent))


def _of_human(rows: QuerySet[Contract], address: str) -> QuerySet[Contract]:
    """Whom the statement names, whoever stands behind the key today."""
    ever = agents.agents_ever_of(address)
    # In a JSON text a member's name and value stand side by side nowhere within a string, whose quotes are escaped.
    named = f'"owner":{canonical(address).decode()}'
    return rows.filter(Q(seller__in=ever) | Q(buyer__in=ever), statement__contains=named)


def batches(rows: QuerySet[Contract], *, by_room: bool = False) -> Iterator[list[Contract]]:
    """The rows, AT_ONCE in a list: the oldest first, or in the order of their rooms' ids.

    Each list is a query of its own that begins where the last one ended: no cursor is held open for a slow reader.
    """
    rows = rows.order_by(*(["room"] if by_room else ["completed_at", "id"]))
    batch = list(rows[:AT_ONCE])
    while batch:
        yield batch
        batch = list(_after(rows, batch[-1], by_room=by_room)[:AT_ONCE])


def _after(rows: QuerySet[Contract], last: Contract, *, by_room: bool) -> QuerySet[Contract]:
    if by_room:
        return rows.filter(room__gt=last.room)
    later = Q(completed_at__gt=last.completed_at) | Q(id__gt=last.id)
    return rows.filter(later, completed_at__gte=last.completed_at)


@dataclass(frozen=True)
class Page:
    """Some contracts, the newest first, and whether there are others beside them."""

    rows: list[Contract]
    has_newer: bool
    has_older: bool


def page(rows: QuerySet[Contract], *, older_than: UUID | None = None, newer_than: UUID | None = None) -> Page:
    """A_PAGE of the rows: the newest, or those next to one of them, by its id. Raises NotFound where it is none."""
    anchor = older_than or newer_than
    if anchor is None:
        found, more = _first(rows.order_by("-completed_at", "-id"))
        return Page(found, has_newer=False, has_older=more)
    beside = rows.filter(id=anchor).first()
    if beside is None:
        raise NotFound
    if older_than is not None:
        earlier = Q(completed_at__lt=beside.completed_at) | Q(id__lt=beside.id)
        before = rows.filter(earlier, completed_at__lte=beside.completed_at)
        found, more = _first(before.order_by("-completed_at", "-id"))
        return Page(found, has_newer=True, has_older=more)
    found, more = _first(_after(rows, beside, by_room=False).order_by("completed_at", "id"))
    return Page(found[::-1], has_newer=more, has_older=True)


def _first(rows: QuerySet[Contract]) -> tuple[list[Contract], bool]:
    """(A_PAGE of them, whether there are more)."""
    found = list(rows[: A_PAGE + 1])
    return found[:A_PAGE], len(found) > A_PAGE


def exported(rows: QuerySet[Contract], *, by_room: bool = False) -> Iterator[list[dict[str, Any]]]:
    """`{"contract", "evidence": {"seller", "buyer"}}` of each, in batches."""
    return map(_with_evidence, batches(rows.prefetch_related("signatures"), by_room=by_room))


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


def outcomes_since(tenant: Tenant, since: datetime) -> dict[int, int]:
    """{outcome's byte: how many contracts of a tenant were complete with it from then on}."""
    rows = Contract.objects.filter(tenant=tenant, completed_at__gte=since)
    return dict(rows.values_list("outcome").annotate(Count("id")))


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


def told(contract: Contract) -> dict[str, Any]:
    """What columns.cells needs of a complete contract."""
    at = rfc3339(contract.completed_at) if contract.completed_at else ""
    return {"contract_id": str(contract.id), "completed_at": at, "statement": statement(contract)}


def document(contract: Contract) -> dict[str, Any]:
    """The contract as PROTOCOL section 7 writes it. Only for complete ones: it holds the signatures."""
    by_role = {one.role: one for one in contract.signatures.all()}
    signatures = [
        signing.JwsSignature(protected=by_role[role].protected, signature=by_role[role].signature)
        for role in ORDER
    ]
    return signing.assemble(statement(contract), signatures)
