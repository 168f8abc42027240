"""Who may watch and read which room. Every door takes the tenant and the caller: hidden and absent are alike."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from agents import queries as agents
from agents.domain.caller import AgentCaller, Caller
from agents.errors import NotFound, Unauthenticated
from agents.models import Tenant
from marketplace import queries as market
from marketplace.domain.terms import Role
from rooms import queries
from rooms.domain import events
from rooms.models import Room, Turn


def rooms_of_person(tenant: Tenant, person_id: int) -> QuerySet[Room]:
    """Every room that one of a person's agents is a party of, the newest first, with what `waits_for` reads."""
    rows = Room.objects.filter(_with_agents_of(person_id), tenant=tenant)
    related = rows.select_related(
        "manifest", "tenant", "listing__terms", "seller_terms", "buyer_terms", "seller", "buyer"
    )
    return related.order_by("-id")


def _with_agents_of(person_id: int) -> Q:
    """Rooms with an agent of the person's on either side: read anew each time, so that it ends with what made it so."""
    theirs = agents.agents_of(person_id).order_by().values("id")
    return Q(seller__in=theirs) | Q(buyer__in=theirs)


def agents_in(room: Room, person_id: int) -> dict[Role, str]:
    """Which sides of a room are agents of a person's, with their fingerprints."""
    sides: dict[Role, UUID] = {"seller": room.seller_id, "buyer": room.buyer_id}
    rows = agents.agents_of(person_id).filter(id__in=sides.values())
    found = dict(rows.values_list("id", "fingerprint"))
    return {side: found[agent_id] for side, agent_id in sides.items() if agent_id in found}


def transcript(tenant: Tenant, caller: Caller, room_id: UUID, after: int) -> list[Turn]:
    """The turns that the caller may read, from the one after `after`. Raises NotFound.

    Auditors of the tenant read every room's, people those of their agents'; a party's agent where the policy lets
    agents see turns.
    """
    if isinstance(caller, AgentCaller):
        allowed, rooms = market.policy(tenant).agents_see_turns, queries.rooms_of(tenant, caller.agent_id)
    else:
        allowed, rooms = True, Room.objects.filter(tenant=tenant)
        rooms = rooms if caller.audits else rooms.filter(_with_agents_of(caller.person_id))
    if not (allowed and rooms.filter(id=room_id).exists()):
        raise NotFound
    return list(Turn.objects.filter(room_id=room_id, seq__gt=after))


@dataclass(frozen=True)
class Watched:
    """A room and how much of what it publishes the caller gets."""

    room: Room
    audience: events.Audience


def watch(tenant: Tenant, caller: Caller | None, room_id: UUID) -> Watched:
    """A room that the caller may follow.

    Raises NotFound for hidden and absent alike; Unauthenticated, for both, where nobody is calling and the
    tenant's transcripts are not public.
    """
    policy = market.policy(tenant)
    if caller is None and not policy.transcripts_public:
        raise Unauthenticated("not_authenticated", "Say who you are: see WWW-Authenticate.")
    rooms = Room.objects.filter(tenant=tenant, id=room_id)
    sees_all = _sees_all(
        rooms, caller
    )  # asked before it is known whether there is a room: absent costs as much
    found = rooms.select_related("manifest", "tenant").first()
    if found is None:
        raise NotFound
    if isinstance(caller, AgentCaller):
        if caller.agent_id in (found.seller_id, found.buyer_id):
            return Watched(found, "all" if policy.agents_see_turns else "no_turns")
    elif sees_all:
        return Watched(found, "all")
    if policy.transcripts_public:
        return Watched(found, "public")
    raise NotFound


def _sees_all(rooms: QuerySet[Room], caller: Caller | None) -> bool:
    """Whether a person audits, or has an agent in one of the rooms."""
    if caller is None or isinstance(caller, AgentCaller):
        return False
    return caller.audits or rooms.filter(_with_agents_of(caller.person_id)).exists()


def watchable(tenant: Tenant, caller: Caller | None) -> QuerySet[Room]:
    """Every room that the caller may watch, an agent those beside its own, the newest first."""
    rows = Room.objects.filter(tenant=tenant).order_by("-id")
    person = None if isinstance(caller, AgentCaller) else caller
    if market.policy(tenant).transcripts_public or (person is not None and person.audits):
        return rows
    return rows.none() if person is None else rows.filter(_with_agents_of(person.person_id))
