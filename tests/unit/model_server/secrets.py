"""Rooms' secrets to print and to look for."""

import random
from collections.abc import Iterator

from tests.model_server.secret import Secret

SELLER_NOTES = "The dealer offered me 16,400 in part exchange, and the new car arrives on the ninth."
BUYER_NOTES = "My lease ends this month; after that I pay for a rental car by the day."


def secret(
    floor_minor: int, budget_minor: int, asking_minor: int = 1_980_000, currency: str = "USD"
) -> Secret:
    return Secret(
        currency,
        asking_minor,
        floor_minor,
        budget_minor,
        SELLER_NOTES,
        BUYER_NOTES,
        ("rust", "second set of keys missing"),
        ("accident damage", "smoked in"),
    )


SECRET = secret(1_720_000, 1_861_500)
PUBLIC = (
    "2016 Volvo V60 D4",
    "Estate with a tow bar. New timing belt.",
    "car",
    "fuel: diesel",
    "$19,800",
    "We want an estate with a tow bar.",
    "$19,206",
    "I would offer $14,850.",
)
OFFER_MINOR = 1_485_000
"""The buyer's last offer, as PUBLIC says it."""


def many(count: int) -> Iterator[Secret]:
    """Limits of every sort: odd ones, round ones, simple parts of the asking price."""
    drawn = random.Random(20)
    sorts = (
        lambda: drawn.randrange(12_000, 19_000) * 100,
        lambda: drawn.randrange(120, 190) * 10_000,
        lambda: drawn.randrange(25, 38) * 50_000,
        lambda: 1_980_000 * drawn.choice((3, 4, 5, 7)) // 8,
    )
    for at in range(count):
        yield secret(sorts[at % len(sorts)](), drawn.randrange(12_000, 22_000) * 100)
