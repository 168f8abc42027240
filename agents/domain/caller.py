"""Who is calling, as values that every door can compare."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

MemberRole = Literal["seller", "operator", "auditor"]


@dataclass(frozen=True)
class AgentCaller:
    """An agent that proved its key at this tenant. `fingerprint` is 64 hex digits; `owner` the AlienID address of
    its verified owner (one that is merely claimed counts for nothing)."""

    agent_id: UUID
    fingerprint: str
    owner: str | None = None
    is_authenticated: bool = True


@dataclass(frozen=True)
class PersonCaller:
    """A signed-in person and the roles that the person has at this tenant."""

    person_id: int
    roles: frozenset[MemberRole]
    is_authenticated: bool = True

    @property
    def audits(self) -> bool:
        """Whether the person may read every contract and transcript of the tenant."""
        return "auditor" in self.roles


Caller = AgentCaller | PersonCaller
