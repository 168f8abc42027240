"""`manage.py end_owner FINGERPRINT`: from now on nobody stands behind an agent's key."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agents import broadcasts, ownership, queries
from agents.management.commands.revoke_agent import BROADCAST_SECONDS


class Command(BaseCommand):
    help = "End a verified owner's link to a key, at every market. The key still acts, as nobody's."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fingerprint", help="64 hex digits")

    def handle(self, *_: Any, **options: Any) -> None:
        agent = queries.agent_by_fingerprint(options["fingerprint"].lower())
        if agent is None:
            raise CommandError("No agent has this fingerprint.")
        owner = ownership.end(agent, timezone.now())
        if owner is None:
            raise CommandError("This agent has no verified owner.")
        if not broadcasts.flush(BROADCAST_SECONDS):
            self.stderr.write("What the agent holds open may stay open for some seconds more.")
        self.stdout.write(f"{owner} stands behind agent {agent.fingerprint} no more")
