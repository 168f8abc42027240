"""Idempotency-Key: the same request has the same answer; the terms are neither compared nor kept."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from rooms.models import Room
from tests.parties import Party, Workshop, terms

pytestmark = pytest.mark.django_db
Watch = Callable[[], AbstractContextManager[None]]
KEY = {"idempotency-key": "first try"}


def test_the_same_request_has_the_same_room(
    workshop: Workshop, alice: Party, bob: Party, nothing_changes: Watch
) -> None:
    listing = alice.offer()
    room = bob.join(listing, headers=KEY)
    with nothing_changes():
        again = bob.join(listing, headers=KEY)
    assert (again.status, again.body) == (room.status, room.body) == (201, room.body)


def test_the_answer_shows_the_room_as_it_stands_now(workshop: Workshop, alice: Party, bob: Party) -> None:
    listing = alice.offer()
    bob.join(listing, headers=KEY)
    workshop.work()
    alice.post(f"listings/{listing.body['listing']['id']}/withdraw")
    again = bob.join(listing, headers=KEY)
    assert (again.status, again.body["status"]) == (201, "signing")


def test_other_terms_under_the_same_key_change_nothing(
    workshop: Workshop, alice: Party, bob: Party, nothing_changes: Watch
) -> None:
    listing = alice.offer()
    room = bob.join(listing, "18000.00", headers=KEY)
    with nothing_changes():
        again = bob.join(listing, "16161.61", headers=KEY)
        unsound = bob.join(listing, terms={"clutch": 16161}, headers=KEY)
    assert again.body["id"] == unsound.body["id"] == room.body["id"]
    workshop.work()
    assert bob.get(f"rooms/{room.body['id']}").body["outcome"]["band"] == 82, "the first terms count"


def test_nothing_of_the_terms_is_kept_beside_the_key(workshop: Workshop, alice: Party, bob: Party) -> None:
    listing = alice.offer()
    rows = []
    for party in (bob, Party()):
        room = party.join(listing, "18000.00" if party is bob else "17000.00", headers=KEY).body["id"]
        row = Room.objects.filter(id=room).values().get()
        own = ("id", "buyer_id", "buyer_terms_id", "opened_at", "ready_at", "deadline", "notice_at")
        rows.append({name: value for name, value in row.items() if name not in own})
    assert rows[0] == rows[1]


@pytest.mark.parametrize("other", ["profile", "listing", "listing_digest", "manifest_digest"])
def test_another_request_under_the_same_key_is_refused(
    workshop: Workshop, alice: Party, bob: Party, nothing_changes: Watch, other: str
) -> None:
    listing, another = alice.offer(), alice.offer(title="Another car")
    bob.join(listing, headers=KEY)
    changes = {
        "profile": "Something else.",
        "listing": another.body["listing"]["id"],
        "listing_digest": another.body["digest"],
        "manifest_digest": "sha256:" + "0" * 64,
    }
    with nothing_changes():
        found = bob.join(listing, headers=KEY, **{other: changes[other]})
    assert (found.status, found.code) == (422, "idempotency_key_reused")


def test_a_key_is_its_agents_own(workshop: Workshop, alice: Party, bob: Party, charlie: Party) -> None:
    listing = alice.offer()
    rooms = {party.join(listing, headers=KEY).body["id"] for party in (bob, charlie)}
    assert len(rooms) == 2


def test_a_key_is_of_one_market(workshop: Workshop, alice: Party, bob: Party) -> None:
    there = bob.at("bikes.localhost")
    rooms = {
        bob.join(alice.offer(), headers=KEY).body["id"],
        there.join(alice.at("bikes.localhost").offer(), headers=KEY).body["id"],
    }
    assert len(rooms) == 2


def test_a_request_that_was_refused_leaves_its_key_free(workshop: Workshop, alice: Party, bob: Party) -> None:
    listing = alice.offer()
    assert bob.join(listing, terms=terms("x"), headers=KEY).status == 422
    assert bob.join(listing, headers=KEY).status == 201


@pytest.mark.parametrize("key", ["", "x" * 201, "two\twords", "é"])
def test_what_is_no_key_is_refused(
    workshop: Workshop, alice: Party, bob: Party, nothing_changes: Watch, key: str
) -> None:
    listing = alice.offer()
    with nothing_changes():
        found = bob.join(listing, headers={"idempotency-key": key})
    assert (found.status, found.body["errors"][0]["field"]) == (422, "Idempotency-Key")
