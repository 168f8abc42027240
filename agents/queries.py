"""The doors to tenants, agents and their tokens."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from agents.domain.caller import MemberRole
from agents.domain.disclosure import disclosed
from agents.errors import NotFound
from agents.models import Agent, AgentToken, Membership, Ownership, Tenant, User


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


def _verified() -> QuerySet[Ownership]:
    return Ownership.objects.filter(state=Ownership.State.VERIFIED)


def acting(fingerprint: str) -> tuple[Agent, str | None] | None:
    """The agent of a key and its verified owner's address, in one query: this is asked at every request."""
    owner = Subquery(_verified().filter(agent=OuterRef("pk")).values("address")[:1])
    found = Agent.objects.filter(fingerprint=fingerprint).annotate(owner=owner).first()
    return None if found is None else (found, found.owner)


def owner_of(agent_id: UUID) -> str | None:
    """The AlienID address of an agent's verified owner."""
    return _verified().filter(agent_id=agent_id).values_list("address", flat=True).first()


def owner_and_proof(agent_id: UUID) -> tuple[str | None, str]:
    """(an agent's owner, how far that is proved): verified, else claimed, else (None, "none")."""
    states = [Ownership.State.VERIFIED, Ownership.State.CLAIMED]
    rows = dict(
        Ownership.objects.filter(agent_id=agent_id, state__in=states)
        .order_by("claimed_at")
        .values_list("state", "address")
    )
    for state in states:
        if state in rows:
            return rows[state], str(state)
    return None, "none"


def ownership(agent_id: UUID, address: str) -> Ownership | None:
    """What is known of an address as this agent's owner."""
    return Ownership.objects.filter(agent_id=agent_id, address=address).first()


def agents_ever_of(address: str) -> QuerySet[Ownership, UUID]:
    """The ids of the agents that an AlienID address ever stood behind, or was said to."""
    return Ownership.objects.filter(address=address).values_list("agent_id", flat=True)


def evidence_of(agent_ids: Collection[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """{agent: what proves or proved its verified owners, the newest first}, as agents.domain.disclosure lets it out."""
    states = [Ownership.State.VERIFIED, Ownership.State.REVOKED]
    rows = Ownership.objects.filter(agent_id__in=agent_ids, state__in=states).select_related("agent")
    found: dict[UUID, list[dict[str, Any]]] = {agent_id: [] for agent_id in agent_ids}
    for row in rows.order_by("-verified_at", "-id"):
        shown = disclosed(row.evidence, fingerprint=row.agent.fingerprint, owner=row.address)
        if shown is not None:
            found[row.agent_id].append(shown)
    return found


def agent(agent_id: UUID) -> Agent:
    return Agent.objects.get(id=agent_id)


def lock_agent(agent_id: UUID) -> None:
    """Whatever else takes this lock of the agent waits until the transaction ends."""
    Agent.objects.select_for_update(no_key=True).get(id=agent_id)


def lock_agents(agent_ids: Collection[UUID]) -> None:
    """`lock_agent` of each, always in one order: of two that lock several neither waits for ever."""
    list(Agent.objects.select_for_update(no_key=True).filter(id__in=agent_ids).order_by("id").values("id"))


def lock_tenant(tenant_id: UUID) -> None:
    """Whatever else takes this lock of the market waits until the transaction ends."""
    Tenant.objects.select_for_update(no_key=True).get(id=tenant_id)


def token_by_digest(tenant: Tenant, digest: str) -> AgentToken | None:
    """The token with this SHA-256 at this tenant, its agent with it and that one's verified owner as `owner`,
    whether or not it still counts."""
    owner = Subquery(_verified().filter(agent=OuterRef("agent_id")).values("address")[:1])
    rows = AgentToken.objects.filter(tenant=tenant, digest=digest).annotate(owner=owner)
    return rows.select_related("agent").first()


def tokens_of(tenant: Tenant, agent_id: UUID) -> QuerySet[AgentToken]:
    """An agent's tokens at a tenant, the newest first."""
    return AgentToken.objects.filter(tenant=tenant, agent_id=agent_id).order_by("-created_at", "-id")


def live_tokens_of(tenant: Tenant, agent_id: UUID, now: datetime) -> QuerySet[AgentToken]:
    """An agent's tokens that still open a tenant, the newest first."""
    alive = Q(expires_at=None) | Q(expires_at__gt=now)
    return tokens_of(tenant, agent_id).filter(alive, revoked_at=None)


def token(tenant: Tenant, agent_id: UUID, token_id: UUID) -> AgentToken:
    """An agent's own token at a tenant. Raises NotFound."""
    found = tokens_of(tenant, agent_id).filter(id=token_id).select_related("agent").first()
    if found is None:
        raise NotFound
    return found


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


def agents_of(person_id: int) -> QuerySet[Agent]:
    """The agents of a person, the newest first: with one of their AlienID addresses as verified owner, or kept by them
    while nobody else is that. Each has its verified owner's address as `owner`, and as `proof` what proved it."""
    owner, addresses = _verified().filter(agent=OuterRef("pk")), _addresses(person_id).values("uid")
    # First by what has an index: else the owner of every agent of the installation is looked up.
    near = Q(kept_by_id=person_id) | Q(id__in=_verified().filter(address__in=addresses).values("agent"))
    rows = Agent.objects.filter(near).annotate(
        owner=Subquery(owner.values("address")[:1]), proof=Subquery(owner.values("proof")[:1])
    )
    theirs = Q(owner__in=addresses) | Q(owner=None, kept_by_id=person_id)
    return rows.filter(theirs).order_by("-enrolled_at", "-id")


def acting_for(person_id: int) -> list[str]:
    """The fingerprints of a person's agents that are not revoked."""
    return list(agents_of(person_id).filter(revoked_at=None).values_list("fingerprint", flat=True))


def agent_of_person(person_id: int, agent_id: UUID) -> Agent:
    """One of a person's agents, as `agents_of` has it. Raises NotFound."""
    found = agents_of(person_id).filter(id=agent_id).first()
    if found is None:
        raise NotFound
    return found


def claims_on(person_id: int, *states: str) -> QuerySet[Ownership]:
    """Keys that said that they are this person's, and where that got them, with their agents: the newest first.

    Without those that act no more, and those that are somebody else's now: verified or kept.
    """
    verified = _verified().filter(agent=OuterRef("agent_id"))
    free = Q(agent__kept_by=None) | Q(agent__kept_by_id=person_id)
    rows = Ownership.objects.filter(
        free, ~Exists(verified), address__in=addresses_of(person_id), state__in=states, agent__revoked_at=None
    )
    return rows.select_related("agent").order_by("-claimed_at", "-id")


ALIEN_ID = "alien"
"""What links a person to an AlienID is kept by this name of a provider."""


def addresses_of(person_id: int) -> tuple[str, ...]:
    """A person's AlienID addresses, the one that was linked first before the others."""
    return tuple(_addresses(person_id).order_by("pk").values_list("uid", flat=True))


def _addresses(person_id: int) -> QuerySet[SocialAccount]:
    rows: QuerySet[SocialAccount] = SocialAccount.objects.filter(user_id=person_id, provider=ALIEN_ID)
    return rows


def person_at(address: str) -> int | None:
    """The id of the person to whom an AlienID address is linked."""
    rows = SocialAccount.objects.filter(provider=ALIEN_ID, uid=address)
    found: int | None = rows.values_list("user_id", flat=True).first()
    return found


def people_behind(agent_ids: Collection[UUID]) -> dict[UUID, int]:
    """{agent: the id of its person}, of those that have one, as `agents_of` has it from the other side: whoever its
    verified owner's address is linked to; of an agent without an owner, who keeps it. Nobody who may not sign in."""
    owner = Subquery(_verified().filter(agent=OuterRef("pk")).values("address")[:1])
    rows = Agent.objects.filter(id__in=agent_ids).annotate(owner=owner)
    told = list(rows.values_list("id", "owner", "kept_by_id"))
    linked = SocialAccount.objects.filter(
        provider=ALIEN_ID, uid__in=[address for _, address, _ in told if address]
    )
    people = dict(linked.values_list("uid", "user_id"))
    found = {one: keeper if address is None else people.get(address) for one, address, keeper in told}
    named = {person for person in found.values() if person is not None}
    active = set(User.objects.filter(id__in=named, is_active=True).values_list("id", flat=True))
    return {one: person for one, person in found.items() if person in active and person is not None}


def mail_address_of(person_id: int) -> str | None:
    """Where mail reaches a person. Where people have to show that an address is theirs, only one that they did."""
    if settings.ACCOUNT_EMAIL_VERIFICATION == "none":
        return User.objects.values_list("email", flat=True).get(id=person_id) or None
    shown = EmailAddress.objects.filter(user_id=person_id, verified=True).order_by("-primary", "pk")
    found: str | None = shown.values_list("email", flat=True).first()
    return found
