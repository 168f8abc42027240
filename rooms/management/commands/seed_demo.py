"""`manage.py seed_demo`: two markets to try things at. Run again, it changes nothing."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from agents import actions as agent_actions
from marketplace import actions as market_actions
from rooms.management.markets import DEMO_MARKETS

PRIVACY = ("guarded", "sealed")


class Command(BaseCommand):
    help = "Make the demo markets cars.localhost and bikes.localhost."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--turns-hours", type=int, default=1, help="how long turns outlive their room")
        parser.add_argument(
            "--privacy", choices=PRIVACY, default="guarded", help="the privacy level of markets made now"
        )
        parser.add_argument(
            "--running-seconds", type=int, help="the least that a room's talk may take; a longer one stays"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        for one in DEMO_MARKETS:
            tenant = agent_actions.ensure_tenant(one.slug, one.name, one.host)
            agent_actions.dress_once(tenant, one.mark, one.accent, one.accent_dark)
            market_actions.ensure_categories(tenant, one.categories)
            market_actions.ensure_policy(
                tenant,
                agents_see_turns=True,
                transcripts_public=True,
                require_verified_owner=settings.REQUIRE_VERIFIED_OWNER,
                turns_hours=options["turns_hours"],
                privacy=options["privacy"],
            )
            if options["running_seconds"] is not None:
                market_actions.grant_running_seconds(tenant, options["running_seconds"])
