"""What is hidden and what is not there: the same answer, by the same statements, in the same time; at every address.

The statements are the exact half of the promise, time the honest one: what differs in neither is hard to tell apart.
"""

from collections.abc import Iterator
from statistics import median
from uuid import uuid4

import pytest
from pytest_django import Settings

from agents.models import Tenant
from tests.rooms.test_hidden_looks_like_absent import alike
from tests.tenancy import routes
from tests.tenancy.cast import CAST, World, rows_of
from tests.tenancy.routes import Route
from tests.tenancy.table import PAGES_AND_API, rows

pytestmark = pytest.mark.django_db
TABLE = rows(PAGES_AND_API)
IDS = ("_id", "sha256")
PAIRS = 20
ROUNDS = 4
SMALLEST = 0.002
"""Seconds that a busy machine may be off between two medians."""
SHARE = 0.25
"""Of the time of one answer."""


def refused() -> Iterator[tuple[Route, str]]:
    """Every address of something by its id, with each of those who may not have it."""
    for route in routes.pages_and_api():
        named = [name for name in route.parameters if name.endswith(IDS)]
        for who, gets in zip(CAST, TABLE.get(str(route), ()), strict=False):
            if named and gets in ("absent", "unknown", "never", "sign-in", "method"):
                yield route, who


def test_answers_are_the_same_and_so_are_the_statements_behind_them(world: World) -> None:
    absent, asked = world.absent(), list(refused())
    for route, who in asked:
        hidden, missing = (world.send(route, who, parts) for parts in (world.parts, absent))
        alike(hidden.answer, missing.answer)
        assert hidden.statements == missing.statements, f"{who}: {route}"
    assert len(asked) > 60


def test_so_they_are_for_an_operator_who_asks_for_rows_of_another_market(
    world: World, bikes: Tenant, settings: Settings
) -> None:
    settings.STAFF_MFA = False
    foreign = rows_of(bikes, world.people["charlie"])
    absent = {name: 10**9 if isinstance(row, int) else uuid4() for name, row in foreign.items()}
    asked = [route for route in routes.admin() if {"object_id", "id"} & set(route.parameters)]
    assert len(asked) > 50
    for route in asked:
        hidden, missing = (world.send(route, "operator", world.of(route, rows)) for rows in (foreign, absent))
        assert hidden.answer.status in (302, 404), str(route)
        alike(hidden.answer, missing.answer)
        assert hidden.statements == missing.statements, str(route)


def test_who_may_have_it_is_told_more_than_who_may_not(world: World) -> None:
    """What is compared above is there: its owner gets another answer than for what is absent."""
    absent = world.absent()
    for route in {route for route, _ in refused()}:
        gets = dict(zip(CAST, TABLE[str(route)], strict=True))
        for who in (one for one in CAST if gets[one] in ("open", "led", "unsound")):
            found, missing = (world.send(route, who, parts) for parts in (world.parts, absent))
            assert (found.answer.status, found.place) != (missing.answer.status, missing.place), str(route)


def test_no_time_tells_them_apart(world: World) -> None:
    """Charlie asks for either in turn, many times. A gap that is there shows in every round."""
    left = {route for route, who in refused() if who == "charlie"}
    assert len(left) > 8
    for _ in range(ROUNDS):
        left = {route for route in left if _differ(*_medians(world, route))}
    assert left == set()


def _differ(hidden: float, missing: float) -> bool:
    return abs(hidden - missing) >= max(SMALLEST, SHARE * missing)


def _medians(world: World, route: Route) -> tuple[float, float]:
    """Seconds of (hidden, absent). Which goes first alternates, so that neither is favoured."""
    absent = world.absent()
    took: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(2 * PAIRS):
        is_hidden = turn % 4 in (0, 3)
        parts = world.parts if is_hidden else absent
        took[is_hidden].append(world.send(route, "charlie", parts).seconds)
    return median(took[True]), median(took[False])
