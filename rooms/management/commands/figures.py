"""`manage.py figures`: what this installation's models were asked, and what became of it."""

import json
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agents import queries as agent_queries
from rooms import queries


class Command(BaseCommand):
    help = "Print, as JSON, the operator's figures of each language model (docs/operations.md names them)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=30, help="so many days back (default: 30)")
        parser.add_argument("--market", help="one market's alone, by its short name")

    def handle(self, *_: Any, days: int, market: str | None, **__: Any) -> None:
        tenants = {one.slug: one for one in agent_queries.tenants()}
        if market is not None and market not in tenants:
            raise CommandError(f"No market is called {market}.")
        since = timezone.now().date() - timedelta(days=days)
        self.stdout.write(json.dumps(queries.figures(since, tenants[market] if market else None), indent=1))
