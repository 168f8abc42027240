"""Draft a statement, take signatures, complete or discard."""

import json
from datetime import datetime
from uuid import UUID

from agents.errors import Conflict, Invalid
from contracts import queries
from contracts.domain import canonical, signing, verification
from contracts.domain.outcome import Outcome
from contracts.domain.statement import Statement, shape_faults
from contracts.models import Contract, Signature


def draft(
    statement: Statement,
    room_signature: signing.JwsSignature,
    *,
    tenant_id: UUID,
    seller_id: UUID,
    buyer_id: UUID,
    now: datetime,
) -> Contract:
    """The statement of a settled room with the room's own signature, which stays inside until all three stand."""
    said = statement.as_dict()
    faults = shape_faults(said)
    if faults:  # nobody should be asked to sign what a verifier refuses
        raise RuntimeError(f"the statement of room {statement.room_id} is unsound: {', '.join(faults)}")
    contract = Contract.objects.create(
        tenant_id=tenant_id,
        room=UUID(statement.room_id),
        listing_id=UUID(statement.listing_id),
        seller_id=seller_id,
        buyer_id=buyer_id,
        statement=canonical.canonical(said).decode(),
        outcome=int(statement.outcome.bits, 2),
        drafted_at=now,
    )
    _add(contract, Signature.Role.ROOM, room_signature, now)
    return contract


def _add(contract: Contract, role: Signature.Role, jws: signing.JwsSignature, now: datetime) -> None:
    Signature.objects.create(
        contract=contract, role=role, protected=jws.protected, signature=jws.signature, signed_at=now
    )


def sign(
    contract: Contract, role: Signature.Role, public_key: bytes, jws: signing.JwsSignature, now: datetime
) -> bool:
    """Store a party's signature over the statement. True when it was the last of the three.

    Raises Conflict (`already_signed`) and Invalid (`bad_signature`, `bad_protected`, `wrong_key`).
    Call with the contract's room locked.
    """
    signed = queries.signed_roles(contract)
    if role in signed:
        raise Conflict("already_signed", "You have signed this statement.")
    try:
        signing.check_signature(public_key, signing.payload(queries.statement(contract)), jws)
    except signing.SignatureRefused as refused:
        raise Invalid(refused.code, "The signature does not sign this statement with your key.") from None
    _add(contract, role, jws, now)
    return len(signed) + 1 == len(queries.ORDER)


def complete(contract: Contract, now: datetime) -> None:
    """All three stand: from now on it is a contract. It is verified once as a stranger would."""
    verdict = verification.verify(json.dumps(queries.document(contract)).encode())
    if not verdict.valid:  # never hand out what a verifier refuses
        failed = ", ".join(check.name for check in verdict.checks if not check.passed)
        raise RuntimeError(f"contract {contract.id} does not verify: {failed}")
    contract.completed_at = now
    contract.save(update_fields=["completed_at"])


def discard(room_ids: list[UUID]) -> None:
    """Delete the drafts of rooms that ended without a contract, and every signature on them."""
    Contract.objects.filter(room__in=room_ids, completed_at=None).delete()


def outcome_of(contract: Contract) -> Outcome:
    return Outcome.from_bits(f"{contract.outcome:08b}")
