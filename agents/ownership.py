"""Who stands behind a key: what a token proves or claims, and its end.

An owner that the SSO named for a key stands until it is revoked: no later token puts another in its place, and what
was refused or revoked is not opened again by a token.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from agents import actions, queries
from agents.errors import Unauthenticated
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


def end(agent: Agent, now: datetime) -> str | None:
    """Nobody stands behind this key any more: its tokens end, what it holds open is closed, and no token of the SSO's
    makes it that owner's again. Returns whose it was; None where it had no verified owner, and nothing has changed.
    """
    with transaction.atomic():
        queries.lock_agent(agent.id)
        address = queries.owner_of(agent.id)
        if address is not None:
            Ownership.objects.filter(agent=agent, state=State.VERIFIED).update(
                state=State.REVOKED, ended_at=now
            )
            AgentToken.objects.filter(agent=agent, revoked_at=None).update(revoked_at=now)
            actions.have_rights_asked_again(agent)
    return address


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
