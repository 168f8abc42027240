"""The doors to tenants, agents and their tokens."""

from datetime import datetime
from typing import cast
from uuid import UUID

from django.db.models import Q

from agents.domain.caller import MemberRole
from agents.models import Agent, AgentToken, Membership, Tenant


def tenant_at(host: str) -> Tenant | None:
    """The tenant of a host name, lower case and without the port."""
    return Tenant.objects.filter(host=host).first()


def tenant(tenant_id: UUID) -> Tenant:
    return Tenant.objects.get(id=tenant_id)


def tenant_by_slug(slug: str) -> Tenant | None:
    return Tenant.objects.filter(slug=slug).first()


def tenants() -> list[Tenant]:
    return list(Tenant.objects.order_by("slug"))


def agent_by_fingerprint(fingerprint: str) -> Agent | None:
    return Agent.objects.filter(fingerprint=fingerprint).first()


def agent(agent_id: UUID) -> Agent:
    return Agent.objects.get(id=agent_id)


def lock_agent(agent_id: UUID) -> None:
    """Whatever else takes this lock of the agent waits until the transaction ends."""
    Agent.objects.select_for_update(no_key=True).get(id=agent_id)


def token_by_digest(tenant: Tenant, digest: str) -> AgentToken | None:
    """The token with this SHA-256 at this tenant, its agent with it, whether or not it still counts."""
    return AgentToken.objects.filter(tenant=tenant, digest=digest).select_related("agent").first()


def live_tokens(tenant: Tenant, now: datetime) -> list[AgentToken]:
    alive = Q(expires_at=None) | Q(expires_at__gt=now)
    return list(AgentToken.objects.filter(alive, tenant=tenant, revoked_at=None).select_related("agent"))


def agent_stands(agent_id: UUID) -> bool:
    """Whether the agent is there and not revoked."""
    return Agent.objects.filter(id=agent_id, revoked_at=None).exists()


def token_stands(token_id: UUID, now: datetime) -> bool:
    """Whether the token is neither revoked nor past its end."""
    alive = Q(expires_at=None) | Q(expires_at__gt=now)
    return AgentToken.objects.filter(alive, id=token_id, revoked_at=None).exists()


def token_end(token_id: UUID) -> datetime | None:
    """When the token ends by itself; None: never."""
    return AgentToken.objects.values_list("expires_at", flat=True).get(id=token_id)


def roles(person_id: int, tenant: Tenant) -> frozenset[MemberRole]:
    """The roles of a person at a tenant."""
    rows = Membership.objects.filter(person_id=person_id, tenant=tenant).values_list("role", flat=True)
    return frozenset(cast("MemberRole", role) for role in rows)
