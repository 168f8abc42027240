"""`manage.py end_owner FINGERPRINT`: from now on nobody stands behind an agent's key."""

from typing import TYPE_CHECKING

from django.core.management.base import CommandError
from django.utils import timezone

from agents import ownership
from agents.management.agent_command import AgentCommand

if TYPE_CHECKING:
    from agents.models import Agent


class Command(AgentCommand):
    help = (
        "End an owner's link to a key, at every market. The key still acts, as nobody's; "
        "its owner can confirm it again."
    )

    def change(self, agent: "Agent") -> str:
        owner = ownership.end(agent, timezone.now())
        if owner is None:
            raise CommandError("This agent has no owner.")
        return f"{owner} stands behind agent {agent.fingerprint} no more"
