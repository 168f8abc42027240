"""What operators count: their market's rooms and contracts, by a constant number of queries, from nothing private."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agents.models import Tenant, User
from contracts.models import Contract
from rooms.models import Room
from rooms.numbers import numbers
from tests.admin.conftest import at_desk
from tests.agents.people import Browser, told
from tests.parties import Party, Workshop, terms

pytestmark = pytest.mark.django_db
DAYS = 14


def test_rooms_and_contracts_are_counted_as_they_stand(
    signing_room: Callable[..., str],
    workshop: Workshop,
    alice: Party,
    bob: Party,
    charlie: Party,
    cars: Tenant,
    bikes: Tenant,
) -> None:
    room = signing_room()
    for party in (alice, bob):
        assert party.sign(room).status == 200
    assert charlie.join(alice.offer(title="Another car")).status == 201
    assert bob.at("bikes.localhost").join(charlie.at("bikes.localhost").offer()).status == 201
    now = timezone.now()
    found = numbers(cars, now, days=DAYS)
    assert {state: count for state, count in found.states.items() if count} == {"done": 1, "ready": 1}
    assert (sum(found.opened.values()), found.opened[now.date()], len(found.opened)) == (2, 2, DAYS)
    assert (found.deals, found.no_deals, found.deal_rate, found.ended) == (1, 0, 100, 1)
    band = Contract.objects.get().outcome - 128
    assert {first: count for first, count in found.bands.items() if count} == {band - band % 8: 1}
    assert sum(found.waits.values()) == 1
    there = numbers(bikes, now, days=DAYS)
    assert (sum(there.states.values()), there.deals, there.deal_rate) == (1, 0, None)


@pytest.mark.parametrize(
    ("took", "named"),
    [
        (timedelta(), "10 seconds"),
        (timedelta(seconds=10), "10 seconds"),
        (timedelta(seconds=11), "a minute"),
        (timedelta(hours=23), "a day"),
        (timedelta(days=2), "longer"),
    ],
)
def test_each_outcome_is_counted_in_the_time_that_it_took(
    signing_room: Callable[..., str], cars: Tenant, took: timedelta, named: str
) -> None:
    signing_room()
    now = timezone.now()
    Room.objects.update(opened_at=now - timedelta(days=3), decided_at=now - timedelta(days=3) + took)
    found = numbers(cars, now, days=DAYS)
    assert {name: count for name, count in found.waits.items() if count} == {named: 1}


def test_what_is_older_is_not_counted(signing_room: Callable[..., str], cars: Tenant) -> None:
    signing_room()
    for days, count in ((DAYS - 1, 1), (DAYS, 0)):
        Room.objects.update(opened_at=timezone.now() - timedelta(days=days))
        assert sum(numbers(cars, timezone.now(), days=DAYS).states.values()) == count


def test_the_queries_are_as_many_for_many_rooms_and_read_no_terms(
    workshop: Workshop, operator: Browser, alice: Party, bob: Party
) -> None:
    def asked() -> list[str]:
        with CaptureQueriesContext(
            connection,
        ) as ran:
            assert operator.get("/admin/numbers/").status_code == 200
        return [one["sql"] for one in ran]

    before = asked()
    for nth in range(5):
        bob.join(alice.offer(title=f"Another {nth}"))
    workshop.work()
    after = asked()
    assert len(before) == len(after) <= 12
    assert not [sql for sql in after if "sealed" in sql or "rooms_turn" in sql or "snapshot" in sql]


def test_nothing_private_is_on_the_page(
    workshop: Workshop, operator: Browser, alice: Party, bob: Party
) -> None:
    private = {"notes": "canarynote"}
    room = bob.join(alice.offer(terms=terms("15731.47", **private)), terms=terms("18317.11", **private))
    workshop.work()
    for party in (alice, bob):
        party.sign(room.body["id"])
    shown = told(operator.get("/admin/numbers/"))
    assert not [one for one in ("canary", "15731", "18317", "15,731", room.body["id"]) if one in shown]
    assert "style=" not in shown
    assert "<style" not in shown


def test_they_are_of_the_market_at_this_address_for_its_operators_and_superusers(
    operator: Browser, superuser: Browser, cars: Tenant
) -> None:
    assert "Rooms opened" in told(superuser.get("/admin/numbers/"))
    other = at_desk(User.objects.create_user("paul"))
    answers: list[Any] = [other.get(path) for path in ("/admin/numbers/", "/admin/nothing/here/")]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert Browser().get("/admin/numbers/").headers["Location"].startswith("/admin/login/")
