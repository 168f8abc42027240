"""Every page of the URLconf, as each of the cast sees it: valid HTML of this house alone, in few queries."""

import pytest
from pytest_django import Settings

from agents.models import Tenant
from tests.markup import flaws
from tests.tenancy import routes
from tests.tenancy.cast import CAST, Seen, World, rows_of

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


def is_page(seen: Seen) -> bool:
    return bool(seen.answer.raw) and seen.answer.headers.get("Content-Type", "").startswith("text/html")


def wrong(seen: Seen) -> list[str]:
    found = flaws(seen.answer.raw)
    asked = [one for one in seen.statements if "SAVEPOINT" not in one]
    return found + [f"{len(asked)} queries"] * (len(asked) > MOST_QUERIES)


def written(told: dict[str, list[str]]) -> str:
    return "".join(f"\n{where}: {one}" for where, found in told.items() for one in found)


def test_every_page_is_sound_for_whoever_gets_it(world: World) -> None:
    """Refusals and pages of absent things are pages too."""
    told: dict[str, list[str]] = {}
    pages = 0
    for route in routes.pages_and_api():
        if route.method != "GET" or route.pattern.startswith("/api/"):
            continue
        for who in CAST:
            seen = world.send(route, who, world.parts)
            if is_page(seen):
                pages += 1
                told |= {f"{who}: {route}": found} if (found := wrong(seen)) else {}
    assert not told, written(told)
    assert pages > 150


def test_every_page_of_the_desk_is_sound(world: World, cars: Tenant, settings: Settings) -> None:
    settings.STAFF_MFA = False
    there, pages = rows_of(cars, world.people["operator"]), 0
    told: dict[str, list[str]] = {}
    for route in routes.admin():
        if route.method == "GET":
            seen = world.send(route, "operator", world.of(route, there))
            if is_page(seen) and seen.answer.status == 200:
                pages += 1
                told |= {str(route): found} if (found := wrong(seen)) else {}
    assert not told, written(told)
    assert pages > 15
