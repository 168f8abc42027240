"""python -m benchmarks.stock COUNT: so many listings at the first demo market, by twenty sellers."""

import random
import sys
from datetime import UTC, datetime

import django

django.setup()

from agents import actions as agent_actions  # noqa: E402 - models need Django's set-up first
from agents.models import Agent, Tenant  # noqa: E402
from client.identity import Identity  # noqa: E402
from marketplace import search  # noqa: E402
from marketplace.models import Listing  # noqa: E402

SELLERS = 20
AT_ONCE = 2000
CATEGORIES = ("Used cars", "Vans", "Classic cars")
MAKES = ("Volvo", "Toyota", "Ford", "Saab", "Skoda", "Fiat", "Mazda", "Opel", "Seat", "Lancia")
FUELS = ("petrol", "diesel", "electric", "hybrid")


def one(number: int, tenant: Tenant, seller: Agent, chance: random.Random, now: datetime) -> Listing:
    """A listing of its own: about one in ten has any make, one in a hundred any of the odd words."""
    make = chance.choice(MAKES)
    words = " ".join(f"word{chance.randrange(5000)}" for _ in range(25))
    return Listing(
        tenant=tenant,
        seller=seller,
        title=f"{make} with an odd{chance.randrange(100)}, number{number}",
        description=f"Sold with its papers and a service history. {words}",
        category=chance.choice(CATEGORIES),
        attributes={
            "make": make,
            "fuel": chance.choice(FUELS),
            "mileage": f"{chance.randrange(300_000):,} miles",
        },
        asking_minor=chance.randrange(500_00, 60_000_00),
        currency="USD",
        published_at=now,
        consent_manifest="sha256:" + "0" * 64,
    )


def fill(count: int) -> None:
    tenant = Tenant.objects.get(slug="cars")
    now = datetime.now(UTC)
    chance = random.Random(count)  # noqa: S311 - nothing is secret here
    sellers = [agent_actions.enrol(Identity.generate().public_key, now) for _ in range(SELLERS)]
    for first in range(1, count + 1, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, count + 1))
        search.enter_all(
            [one(number, tenant, sellers[number % SELLERS], chance, now) for number in numbers], first
        )


if __name__ == "__main__":
    fill(int(sys.argv[1]))
