"""`manage.py revoke_agent FINGERPRINT`: from now on an agent's key and tokens open nothing."""

from typing import TYPE_CHECKING

from django.utils import timezone

from agents import actions
from agents.management.agent_command import AgentCommand

if TYPE_CHECKING:
    from agents.models import Agent


class Command(AgentCommand):
    help = "Shut an agent out of every market."

    def change(self, agent: "Agent") -> str:
        actions.revoke_agent(agent, timezone.now())
        return f"agent {agent.fingerprint} is revoked"
