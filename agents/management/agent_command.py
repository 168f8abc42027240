"""What the operator's commands about one agent share."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from agents import broadcasts, queries

if TYPE_CHECKING:
    from agents.models import Agent

BROADCAST_SECONDS = 5.0


class AgentCommand(BaseCommand):
    """Finds the agent, changes its rights, and waits until what it holds open has been told."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fingerprint", help="64 hex digits")

    def handle(self, *_: Any, **options: Any) -> None:
        agent = queries.agent_by_fingerprint(options["fingerprint"].lower())
        if agent is None:
            raise CommandError("No agent has this fingerprint.")
        said = self.change(agent)
        if not broadcasts.flush(BROADCAST_SECONDS):  # the right is asked for again and again all the same
            self.stderr.write("What the agent holds open may stay open for some seconds more.")
        self.stdout.write(said)

    def change(self, agent: "Agent") -> str:
        """Change the agent's rights; what to say of it. Raises CommandError."""
        raise NotImplementedError
