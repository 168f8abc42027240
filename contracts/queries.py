"""The doors to contracts. A draft is reached through its room; a contract by its parties and auditors."""

import json
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from agents.domain.caller import AgentCaller, Caller
from agents.errors import NotFound
from agents.models import Tenant
from contracts.domain import signing
from contracts.models import Contract, Signature

ORDER: tuple[Signature.Role, ...] = (Signature.Role.SELLER, Signature.Role.BUYER, Signature.Role.ROOM)


def complete_contracts(tenant: Tenant, caller: Caller) -> QuerySet[Contract]:
    """Every complete contract that the caller may read: a party's own, an auditor's tenant's."""
    rows = Contract.objects.filter(tenant=tenant, completed_at__isnull=False)
    if isinstance(caller, AgentCaller):
        return rows.filter(Q(seller_id=caller.agent_id) | Q(buyer_id=caller.agent_id))
    return rows if caller.audits else rows.none()


def contract(tenant: Tenant, caller: Caller, contract_id: UUID) -> Contract:
    """One complete contract. Raises NotFound for hidden, incomplete and absent alike."""
    found = complete_contracts(tenant, caller).filter(id=contract_id).first()
    if found is None:
        raise NotFound
    return found


def contract_of_room(room_id: UUID) -> Contract | None:
    """The draft or contract of a room that the caller already proved to be a party of."""
    return Contract.objects.filter(room=room_id).first()


def address(contract: Contract) -> str:
    """Where the API answers the contract, once it is complete."""
    return f"/api/v1/contracts/{contract.id}"


def signed_roles(contract: Contract) -> frozenset[str]:
    return frozenset(contract.signatures.values_list("role", flat=True))


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
