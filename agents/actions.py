"""Enrol an agent, issue and revoke its tokens."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from agents import broadcasts, queries
from agents.domain import keys, look
from agents.domain.caller import AgentCaller, PersonCaller
from agents.errors import Conflict, Unauthenticated
from agents.models import Act, Agent, AgentToken, Membership, Tenant, User

MOST_TOKENS = 20
"""Of one agent at one market that still open it."""
LAST_USE_IS_KEPT_TO = timedelta(minutes=5)  # a write for each request would be a write on the hot path


def enrol(public_key: bytes, now: datetime) -> Agent:
    """The agent of an Ed25519 public key (32 raw bytes), made at first sight. Raises keys.KeyRefused."""
    keys.check(public_key)
    agent, _ = Agent.objects.get_or_create(
        fingerprint=keys.fingerprint(public_key), defaults={"public_key": public_key, "enrolled_at": now}
    )
    return agent


def revoke_agent(agent: Agent, now: datetime) -> datetime:
    """From now on, for good, the agent's key and tokens open nothing, and what they hold open is closed.

    Returns since when: an earlier revocation stands.
    """
    Agent.objects.filter(id=agent.id, revoked_at=None).update(revoked_at=now)
    have_rights_asked_again(agent)
    return queries.agent(agent.id).revoked_at or now


def token_digest(key: str) -> str:
    """What is stored of a token. The key holds 256 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


def issue_token(
    agent: Agent, tenant: Tenant, *, now: datetime, label: str = "", lifetime: timedelta | None = None
) -> tuple[str, AgentToken]:
    """A new token's key, to be shown once, and the token: only the key's digest is stored.

    Raises Conflict (`too_many_tokens`), Unauthenticated where the agent was revoked meanwhile.
    """
    key = secrets.token_urlsafe(32)
    with transaction.atomic():
        queries.lock_agent(agent.id)
        if not queries.agent_stands(agent.id):
            raise Unauthenticated("agent_revoked", "This agent has been revoked.")
        if queries.live_tokens_of(tenant, agent.id, now).count() >= MOST_TOKENS:
            raise Conflict("too_many_tokens", f"An agent has {MOST_TOKENS} tokens at most: revoke one.")
        token = AgentToken.objects.create(
            agent=agent,
            tenant=tenant,
            digest=token_digest(key),
            label=label,
            created_at=now,
            expires_at=now + lifetime if lifetime else None,
        )
    return key, token


def revoke_token(token: AgentToken, now: datetime) -> None:
    """From now on the token opens nothing, and what it holds open is closed."""
    AgentToken.objects.filter(id=token.id, revoked_at=None).update(revoked_at=now)
    have_rights_asked_again(token.agent)


def have_rights_asked_again(agent: Agent) -> None:
    """Whatever the agent holds open, and its person of this moment, is asked, on commit, whether it still may."""
    broadcasts.right_changed(broadcasts.group_of(AgentCaller(agent.id, agent.fingerprint)))
    for person_id in queries.people_behind([agent.id]).values():
        have_a_person_asked_again(person_id)


def have_a_person_asked_again(person_id: int) -> None:
    """Whatever a person holds open is asked, on commit, whether they still may."""
    broadcasts.right_changed(broadcasts.group_of(PersonCaller(person_id, frozenset())))


def note_use(token: AgentToken, now: datetime) -> None:
    """Keep when the token was last used, to within five minutes; nothing is written in between."""
    if token.last_used_at is None or token.last_used_at < now - LAST_USE_IS_KEPT_TO:
        AgentToken.objects.filter(id=token.id).update(last_used_at=now)


def ensure_tenant(slug: str, name: str, host: str) -> Tenant:
    """The market with this slug, made where it is missing; one that stands keeps its name and host."""
    tenant, _ = Tenant.objects.get_or_create(slug=slug, defaults={"name": name, "host": host})
    return tenant


def dress_once(tenant: Tenant, mark: str, accent: str, accent_dark: str) -> None:
    """How a market looks, where nobody has said so yet. Raises look.ColourRefused."""
    if tenant.mark or tenant.accent:
        return
    look.check(accent, "light")
    look.check(accent_dark, "dark")
    tenant.mark, tenant.accent, tenant.accent_dark = mark, accent, accent_dark
    tenant.save(update_fields=["mark", "accent", "accent_dark"])


def show_logo(tenant_id: UUID, sha256: str) -> None:
    """A market shows a published picture beside its name, or with "" none."""
    Tenant.objects.filter(id=tenant_id).update(logo=sha256)


def demo_auditor(tenant: Tenant) -> User:
    """The person without a password who reads everything of a demo market; made where there is none."""
    person, is_new = User.objects.get_or_create(username=f"{tenant.slug}-demo-auditor")
    if is_new:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    Membership.objects.get_or_create(person=person, tenant=tenant, role=Membership.Role.AUDITOR)
    return person


def note(
    by: int,
    tenant: Tenant | None,
    verb: str,
    kind: str,
    row: object,
    now: datetime,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Write in the trail that a person (their id) did something to a row. Call in the transaction that does it.

    tenant: the market that it was of. changes: {field: [before, after], or None where values are nobody's business}.
    """
    name = User.objects.values_list("username", flat=True).get(id=by)
    done = {"verb": verb, "kind": kind, "row": str(row), "changes": dict(changes or {})}
    Act.objects.create(tenant=tenant, at=now, person=by, name=name, **done)


def end_tokens(by: int, tenant: Tenant, agent: Agent, now: datetime) -> None:
    """An operator ends an agent's tokens at their market; those at other markets, and its key, are left alone."""
    with transaction.atomic():
        queries.lock_agent(agent.id)
        AgentToken.objects.filter(agent=agent, tenant=tenant, revoked_at=None).update(revoked_at=now)
        have_rights_asked_again(agent)
        note(by, tenant, "ended tokens of", "agents.agent", agent.id, now)


def end_agent(by: int, agent: Agent, now: datetime) -> None:
    """A superuser revokes an agent, at every market and for good."""
    with transaction.atomic():
        revoke_agent(agent, now)
        note(by, None, "revoked", "agents.agent", agent.id, now)


def end_membership(by: int, membership: Membership, now: datetime) -> None:
    """A person has a role at a market no more, and what they hold open there is asked whether it still may."""
    with transaction.atomic():
        role, person = {"role": [membership.role, None]}, membership.person
        note(by, membership.tenant, "removed", "agents.membership", membership.pk, now, role)
        membership.delete()
        have_a_person_asked_again(person.pk)
