"""`manage.py revoke_agent FINGERPRINT`: from now on an agent's key and tokens open nothing."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agents import actions, broadcasts, queries

BROADCAST_SECONDS = 5.0


class Command(BaseCommand):
    help = "Shut an agent out of every market."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fingerprint", help="64 hex digits")

    def handle(self, *_: Any, **options: Any) -> None:
        agent = queries.agent_by_fingerprint(options["fingerprint"].lower())
        if agent is None:
            raise CommandError("No agent has this fingerprint.")
        actions.revoke_agent(agent, timezone.now())
        if not broadcasts.flush(BROADCAST_SECONDS):  # the right is asked for again and again all the same
            self.stderr.write("What the agent holds open may stay open for some seconds more.")
        self.stdout.write(f"agent {agent.fingerprint} is revoked")
