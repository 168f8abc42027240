"""`manage.py enrol_agent TENANT KEY.pem`: the operator issues a token to an agent whose key is at hand."""

import sys
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agents import actions, queries
from agents.domain import keys


class Command(BaseCommand):
    help = "Enrol an agent by its Ed25519 public key and print a token for one market. It is shown once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("tenant", help="the market's slug, e.g. cars")
        parser.add_argument("key", help="a file with the public key as PEM, or - for standard input")
        parser.add_argument("--label", default="", help="what the token is for")
        parser.add_argument("--days", type=float, help="how long the token is good; for ever if left out")

    def handle(self, *_: Any, **options: Any) -> None:
        tenant = queries.tenant_by_slug(options["tenant"])
        if tenant is None:
            raise CommandError(f"There is no market with the slug {options['tenant']!r}.")
        now = timezone.now()
        try:
            agent = actions.enrol(keys.from_pem(_read(options["key"])), now)
        except keys.KeyRefused as refused:
            raise CommandError(f"The key is refused: {refused.code}.") from None
        lifetime = timedelta(days=options["days"]) if options["days"] else None
        token, _row = actions.issue_token(agent, tenant, now=now, label=options["label"], lifetime=lifetime)
        self.stderr.write(f"agent {agent.fingerprint} at {tenant.host}")
        self.stdout.write(token)


def _read(path: str) -> str:
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
