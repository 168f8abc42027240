"""`manage.py prepare`: what comes before the first start, in one process, since each costs a second to begin."""

from argparse import ArgumentParser

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Bring the tables up to date and make the demo markets. Run again, it changes nothing."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--turns-hours", type=int, default=1, help="as for seed_demo")
        parser.add_argument("--privacy", default="guarded", help="as for seed_demo")
        parser.add_argument("--running-seconds", type=int, help="as for seed_demo")

    def handle(self, *, turns_hours: int, privacy: str, running_seconds: int | None, **_: object) -> None:
        call_command("migrate", verbosity=0)
        call_command("seed_demo", turns_hours=turns_hours, privacy=privacy, running_seconds=running_seconds)
