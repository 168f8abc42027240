"""Who stands behind a key: what a token proves or claims, what its owner, signed in here, says of it, and its end.

An owner that the SSO named for a key stands until it is revoked: no later token puts another in its place. What its
owner refused or revoked is opened again by that owner here, and by no token.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from agents import actions, queries
from agents.domain import evidence
from agents.domain.times import rfc3339
from agents.errors import NotFound, Unauthenticated
from agents.models import Agent, AgentToken, Ownership

State = Ownership.State


class SomebodyElses(Exception):
    """The key has another verified owner, or another person keeps it."""


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


def confirm(person_id: int, ownership_id: UUID, now: datetime) -> Agent:
    """The owner, signed in here, says that a key which names them is theirs; also one that they turned down before.

    Returns its agent. Raises NotFound: no claim on this person, or one of a key that is revoked or somebody else's.
    """
    with transaction.atomic():
        row = _claim_on(person_id, ownership_id, State.CLAIMED, State.REFUSED, State.REVOKED)
        _confirm(row.agent, row.address, now)
    return row.agent


def refuse(person_id: int, ownership_id: UUID, now: datetime) -> None:
    """The owner says that a key which names them is not theirs. Raises NotFound as `confirm` does."""
    with transaction.atomic():
        row = _claim_on(person_id, ownership_id, State.CLAIMED)
        Ownership.objects.filter(id=row.id).update(state=State.REFUSED, ended_at=now)


def refuse_all(person_id: int, until: datetime, now: datetime) -> int:
    """`refuse` every claim on a person that was made until then: how many those were."""
    with transaction.atomic():
        claims = queries.claims_on(person_id, State.CLAIMED).filter(claimed_at__lte=until)
        queries.lock_agents(list(claims.values_list("agent_id", flat=True)))
        found = Ownership.objects.filter(id__in=claims.order_by().values("id"), state=State.CLAIMED)
        return found.update(state=State.REFUSED, ended_at=now)


def keep(agent: Agent, person_id: int, now: datetime) -> None:
    """A person, signed in here, has proved to hold the key: it is theirs, and of their AlienID where they have one.

    Raises SomebodyElses.
    """
    with transaction.atomic():
        queries.lock_agent(agent.id)
        owner, addresses = queries.owner_of(agent.id), queries.addresses_of(person_id)
        keeper = queries.agent(agent.id).kept_by_id
        if owner not in (None, *addresses) or (owner is None and keeper not in (None, person_id)):
            raise SomebodyElses
        if keeper != person_id:
            Agent.objects.filter(id=agent.id).update(kept_by=person_id, name="")
        if owner is None and addresses:
            _confirm(agent, addresses[0], now)


def own(person_id: int, agent_id: UUID, now: datetime) -> None:
    """A person's AlienID is the owner of an agent that they kept before they linked it. Raises NotFound."""
    with transaction.atomic():
        agent = _locked_agent_of(person_id, agent_id)
        addresses = queries.addresses_of(person_id)
        if queries.owner_of(agent.id) is None and addresses:
            _confirm(agent, addresses[0], now)


def name(person_id: int, agent_id: UUID, called: str) -> None:
    """A person calls their agent something, 80 characters at most. Raises NotFound."""
    with transaction.atomic():
        agent = _locked_agent_of(person_id, agent_id)
        Agent.objects.filter(id=agent.id).update(name=called)


def give_up(person_id: int, agent_id: UUID, now: datetime) -> None:
    """`end` by the agent's person. Raises NotFound."""
    with transaction.atomic():
        end(_locked_agent_of(person_id, agent_id), now)


def end(agent: Agent, now: datetime) -> str | None:
    """Nobody stands behind this key any more: its tokens end, what it holds open is closed, and no token of the SSO's
    makes it that owner's again. Returns whose it was, the AlienID address or else the name of the person who kept it;
    None where it was nobody's, and nothing has changed.
    """
    with transaction.atomic():
        queries.lock_agent(agent.id)
        keeper = queries.agent(agent.id).kept_by
        whose = queries.owner_of(agent.id) or (None if keeper is None else keeper.username)
        if whose is not None:
            actions.have_rights_asked_again(agent)  # while it is still known whose it was
            rows = Ownership.objects.filter(agent=agent, state=State.VERIFIED)
            rows.update(state=State.REVOKED, ended_at=now)
            Agent.objects.filter(id=agent.id).update(kept_by=None, name="")
            AgentToken.objects.filter(agent=agent, revoked_at=None).update(revoked_at=now)
    return whose


def _claim_on(person_id: int, ownership_id: UUID, *states: Ownership.State) -> Ownership:
    """A claim on a person by an agent, which is locked now."""
    claims = queries.claims_on(person_id, *states).filter(id=ownership_id)
    row = claims.first()
    if row is None:
        raise NotFound
    queries.lock_agent(row.agent_id)
    row = claims.first()
    if row is None:
        raise NotFound
    return row


def _locked_agent_of(person_id: int, agent_id: UUID) -> Agent:
    queries.lock_agent(queries.agent_of_person(person_id, agent_id).id)
    return queries.agent_of_person(person_id, agent_id)


def _confirm(agent: Agent, address: str, now: datetime) -> None:
    """What the SSO proved before the owner ended it stays the proof: it is more than the market's word."""
    row = queries.ownership(agent.id, address)
    if row is not None and row.evidence is not None:
        proof, document = Ownership.Proof(row.proof), row.evidence
    else:
        proof = Ownership.Proof.CONFIRMATION
        document = evidence.of_confirmation(
            public_key=bytes(agent.public_key), owner=address, at=rfc3339(now)
        )
    _verify(agent, address, proof, document, row, now)


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
    """The owner outranks a person of another account who kept the key; its tokens stand, as the key wanted them."""
    keeper = queries.agent(agent.id).kept_by_id
    if keeper is not None and address not in queries.addresses_of(keeper):
        actions.have_rights_asked_again(agent)
        Agent.objects.filter(id=agent.id).update(kept_by=None, name="")
    row = row or Ownership(agent=agent, address=address, claimed_at=now)
    row.state, row.proof, row.evidence = State.VERIFIED, proof, dict(document)
    row.verified_at, row.ended_at = now, None
    row.save()
