"""Enrol an agent, issue and revoke its tokens."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import Q

from agents import broadcasts, queries
from agents.domain import keys
from agents.domain.caller import AgentCaller
from agents.models import Agent, AgentToken, Membership, Tenant, User

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
    broadcasts.right_changed(_group_of(agent))
    return queries.agent(agent.id).revoked_at or now


def token_digest(key: str) -> str:
    """What is stored of a token. The key holds 256 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


def issue_token(
    agent: Agent, tenant: Tenant, *, now: datetime, label: str = "", lifetime: timedelta | None = None
) -> str:
    """A new token's key, to be shown once: only its digest is stored."""
    key = secrets.token_urlsafe(32)
    AgentToken.objects.create(
        agent=agent,
        tenant=tenant,
        digest=token_digest(key),
        label=label,
        created_at=now,
        expires_at=now + lifetime if lifetime else None,
    )
    return key


def revoke_token(token: AgentToken, now: datetime) -> None:
    """From now on the token opens nothing, and what it holds open is closed."""
    AgentToken.objects.filter(id=token.id, revoked_at=None).update(revoked_at=now)
    broadcasts.right_changed(_group_of(token.agent))


def _group_of(agent: Agent) -> str:
    return broadcasts.group_of(AgentCaller(agent.id, agent.fingerprint))


def note_use(token: AgentToken, now: datetime) -> None:
    """Keep when the token was last used, to within five minutes."""
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - LAST_USE_IS_KEPT_TO)
    AgentToken.objects.filter(stale, id=token.id).update(last_used_at=now)


def ensure_tenant(slug: str, name: str, host: str) -> Tenant:
    """The market with this slug, made where it is missing; one that stands keeps its name and host."""
    tenant, _ = Tenant.objects.get_or_create(slug=slug, defaults={"name": name, "host": host})
    return tenant


def demo_auditor(tenant: Tenant) -> User:
    """The person without a password who reads everything of a demo market; made where there is none."""
    person, is_new = User.objects.get_or_create(username=f"{tenant.slug}-demo-auditor")
    if is_new:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    Membership.objects.get_or_create(person=person, tenant=tenant, role=Membership.Role.AUDITOR)
    return person
