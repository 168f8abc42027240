"""The figures in docs/negotiation.md's prose about what an observer of the offers infers, computed again."""

import random
from pathlib import Path

import pytest

from marketplace.domain.terms import Urgency
from rooms.domain.concession import plan
from tests.unit.rooms.test_concession import guesses

PAGE = " ".join((Path(__file__).resolve().parents[3] / "docs/negotiation.md").read_text().split())
SAMPLES = 20_000


def within_two_bands(lowest: int, highest: int) -> float:
    """How many of 100 buyers with limits in this range voice a last offer at most two bands below it."""
    drawn = random.Random(7)
    near = 0
    for _ in range(SAMPLES):
        limit = drawn.randint(lowest, highest)
        urgency: Urgency = drawn.choice(("low", "normal", "high"))
        voiced = plan("buyer", limit, urgency=urgency, rounds=5, secret=drawn.randbytes(32))
        near += limit - voiced[-1] <= 2
    return 100 * near / SAMPLES


def test_limits_spread_over_the_whole_scale_are_guessed_as_well_as_the_page_says() -> None:
    reading, knowing = guesses("buyer", (0, 127), SAMPLES)
    sellers, _ = guesses("seller", (0, 127), SAMPLES)
    told = f"guessed to {reading:.1f} bands ({knowing:.1f} without the offers), a seller's to {sellers:.1f}"
    assert told in PAGE


@pytest.mark.parametrize(("limits", "told"), [((0, 70), "in {} of 100 rooms"), ((70, 127), "in {} of 100.")])
def test_a_last_offer_is_near_its_limit_as_often_as_the_page_says(limits: tuple[int, int], told: str) -> None:
    assert f"between {limits[0]} and {limits[1]} {told.format(round(within_two_bands(*limits)))}" in PAGE
