"""Who gets what at each address: the table. An address that is not in it fails here until it is classified."""

import pytest
from pytest_django import Settings

from agents.models import Membership, Tenant
from tests.follower import Follower
from tests.parties import Person
from tests.rooms.test_a_room_is_followed_live import of_agent, of_person
from tests.tenancy import routes
from tests.tenancy.cast import CAST, World, kind, rows_of
from tests.tenancy.table import ADMIN, PAGES_AND_API, WEBSOCKETS, line, rows

CLOSED = {4401: "unknown", 4404: "absent"}


@pytest.mark.django_db
def test_pages_and_the_api_answer_as_the_table_says(world: World) -> None:
    """Every route of the URLconf but the admin's is asked by everybody."""
    answered = {
        str(route): tuple(kind(world.send(route, who, world.parts)) for who in CAST)
        for route in routes.pages_and_api()
    }
    _agree(answered, PAGES_AND_API)


@pytest.mark.django_db(transaction=True)
def test_websockets_answer_as_the_table_says(world: World) -> None:
    headers = {"anonymous": {"host": "cars.localhost"}}
    headers |= {who: of_agent(party) for who, party in world.agents.items()}
    headers |= {who: of_person(Person(world.people[who])) for who in ("operator", "auditor")}
    answered = {
        f"/{address}": tuple(_opened(world, f"/{address}", headers[who]) for who in CAST)
        for address in routes.websockets()
    }
    _agree(answered, WEBSOCKETS)


def _opened(world: World, path: str, headers: dict[str, str]) -> str:
    with Follower(str(world.parts["room_id"]), headers, path=path) as follower:
        code = follower.refused()
    return "open" if code is None else CLOSED[code]


@pytest.mark.django_db
def test_charlie_would_see_all_of_it_at_home(world: World, cars: Tenant) -> None:
    """What keeps Charlie out is the market and nothing else: with the same roles here, the auditor's row is theirs."""
    Membership.objects.filter(person=world.people["charlie"]).update(tenant=cars)
    for route in routes.pages_and_api():
        if "room_id" in route.parameters and not route.pattern.startswith("/api/"):
            assert kind(world.send(route, "charlie", world.parts)) == "open", str(route)


@pytest.mark.django_db
def test_the_admin_answers_as_the_table_says(world: World, cars: Tenant, settings: Settings) -> None:
    """Every route of the admin, of each kind of rows that it has pages for."""
    settings.STAFF_MFA = False
    there = rows_of(cars, world.people["operator"])
    answered = {
        str(route): tuple(kind(world.send(route, who, world.of(route, there))) for who in CAST)
        for route in routes.admin()
    }
    _agree(answered, ADMIN)


def _agree(answered: dict[str, tuple[str, ...]], table: str) -> None:
    """Fails with the lines of the table as they would have to be."""
    asked, written = set(answered.items()), set(rows(table).items())
    found = [f"answered {line(*one)}" for one in sorted(asked - written)]
    missed = [f"written  {line(*one)}" for one in sorted(written - asked)]
    assert not found + missed, "\n" + "\n".join(found + missed)
