"""Who stands behind a key: what a token proves or claims, and what the owner, signed in here, says to it.

An owner that the SSO named for a key stands until it is revoked: no later token puts another in its place, and what the
owner refused or revoked is not opened again by a token.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from agents import actions, queries
from agents.domain import evidence
from agents.domain.times import rfc3339
from agents.errors import Conflict, NotFound, Unauthenticated
from agents.models import Agent, AgentToken, Ownership

State = Ownership.State


def prove(agent: Agent, address: str, proof: str, document: Mapping[str, Any], now: datetime) -> None:
    """The SSO named this key as one of the human's with this address. document: agents.domain.evidence.

    Raises Unauthenticated (`owner_mismatch`, `owner_revoked`).
    """
    with transaction.atomic():
        row = _standing(agent, address)
        if row is not None and row.state == State.VERIFIED:
            return
        _verify(agent, address, proof, document, row, now)


def claim(agent: Agent, address: str, now: datetime) -> None:
    """The key says that it is of the human with this address: noted, for that human to confirm or refuse.

    Raises Unauthenticated (`owner_mismatch`, `owner_revoked`).
    """
    if queries.ownership(agent.id, address) is None or queries.owner_of(agent.id) not in (None, address):
        with transaction.atomic():
            if _standing(agent, address) is None:
                Ownership.objects.create(agent=agent, address=address, state=State.CLAIMED, claimed_at=now)
    else:
        _refuse_ended(queries.ownership(agent.id, address))


def confirm(addresses: Collection[str], ownership_id: UUID, now: datetime) -> Agent:
    """The owner, signed in as one of these addresses, says that a key is theirs; also one refused or revoked before.

    Raises NotFound, and Conflict (`other_owner`) where somebody else is the key's verified owner.
    """
    with transaction.atomic():
        row = _own(addresses, ownership_id)
        queries.lock_agent(row.agent_id)
        if queries.owner_of(row.agent_id) not in (None, row.address):
            raise Conflict("other_owner", "This key has another verified owner.")
        if row.state != State.VERIFIED:
            document = evidence.of_confirmation(
                public_key=bytes(row.agent.public_key), owner=row.address, at=rfc3339(now)
            )
            _verify(row.agent, row.address, Ownership.Proof.CONFIRMATION, document, row, now)
    return row.agent


def keep(agent: Agent, person_id: int, addresses: Collection[str], now: datetime) -> None:
    """A signed-in person proved to hold the key: it is theirs, and of their AlienID where they have one.

    Raises Conflict (`other_owner`) where somebody else's it is.
    """
    with transaction.atomic():
        queries.lock_agent(agent.id)
        current = queries.agent(agent.id)
        owner = queries.owner_of(agent.id)
        if current.kept_by_id not in (None, person_id) or (owner is not None and owner not in addresses):
            raise Conflict("other_owner", "This key is somebody else's.")
        Agent.objects.filter(id=agent.id).update(kept_by=person_id)
        if owner is None and addresses:
            address = min(addresses)
            document = evidence.of_confirmation(
                public_key=bytes(agent.public_key), owner=address, at=rfc3339(now)
            )
            row = queries.ownership(agent.id, address)
            _verify(agent, address, Ownership.Proof.CONFIRMATION, document, row, now)


def refuse(addresses: Collection[str], ownership_id: UUID, now: datetime) -> None:
    """The owner says that a key which claims to be theirs is not. Raises NotFound."""
    with transaction.atomic():
        row = _own(addresses, ownership_id)
        queries.lock_agent(row.agent_id)
        Ownership.objects.filter(id=row.id, state=State.CLAIMED).update(
            state=State.REFUSED, ended_at=now, evidence=None
        )


def end(agent: Agent, person_id: int, addresses: Collection[str], now: datetime) -> None:
    """A person says that a key is theirs no more: its tokens end, what it holds open is closed, and no token of the
    SSO's makes it theirs again. The key itself still acts, as nobody's.
    """
    with transaction.atomic():
        queries.lock_agent(agent.id)
        Ownership.objects.filter(agent=agent, address__in=addresses, state=State.VERIFIED).update(
            state=State.REVOKED, ended_at=now
        )
        Agent.objects.filter(id=agent.id, kept_by_id=person_id).update(kept_by=None)
        AgentToken.objects.filter(agent=agent, revoked_at=None).update(revoked_at=now)
        actions.have_rights_asked_again(agent)


def _standing(agent: Agent, address: str) -> Ownership | None:
    """What is known of this owner of an agent, which is locked now. Raises Unauthenticated as `prove` does."""
    queries.lock_agent(agent.id)
    if queries.owner_of(agent.id) not in (None, address):
        raise Unauthenticated("owner_mismatch", "This key has another verified owner.")
    row = queries.ownership(agent.id, address)
    _refuse_ended(row)
    return row


def _refuse_ended(row: Ownership | None) -> None:
    if row is not None and row.state in (State.REFUSED, State.REVOKED):
        raise Unauthenticated(
            "owner_revoked", "The owner that this token names has refused or revoked this key."
        )


def _verify(
    agent: Agent,
    address: str,
    proof: str,
    document: Mapping[str, Any],
    row: Ownership | None,
    now: datetime,
) -> None:
    row = row or Ownership(agent=agent, address=address, claimed_at=now)
    row.state, row.proof, row.evidence = State.VERIFIED, proof, dict(document)
    row.verified_at, row.ended_at = now, None
    row.save()


def _own(addresses: Collection[str], ownership_id: UUID) -> Ownership:
    rows = Ownership.objects.filter(id=ownership_id, address__in=addresses)
    found = rows.select_related("agent").first()
    if found is None:
        raise NotFound
    return found
