"""Deadlines: waiting, running and signing each end when their time is over, and say why."""

from collections.abc import Callable

import pytest

from agents.models import Tenant
from contracts.models import Contract, Signature
from marketplace.models import Policy
from rooms.actions import run
from rooms.models import Room
from tests.parties import Party, Workshop

pytestmark = pytest.mark.django_db
MakeRoom = Callable[..., str]


def ending(party: Party, room: str) -> tuple[str, str | None, str | None]:
    shown = party.get(f"rooms/{room}").body
    return shown["status"], shown["reason"], shown["deadline"]


def test_a_room_that_waits_too_long_expires(workshop: Workshop, alice: Party, bob: Party) -> None:
    listing = alice.offer()
    workshop.upgraded()
    room = bob.join(listing).body
    assert room["deadline"] is not None
    workshop.later(hours=71).sweep()
    assert ending(bob, room["id"])[0] == "waiting"
    workshop.later(hours=73).sweep()
    assert ending(bob, room["id"]) == ("expired", "waiting_too_long", None)


def test_a_room_that_runs_too_long_fails(workshop: Workshop, alice: Party, bob: Party) -> None:
    room = bob.join(alice.offer()).body["id"]
    assert run.claim(Room.objects.get().id, workshop.worker) is not None
    workshop.later(seconds=179).sweep()
    assert ending(bob, room)[0] == "running"
    workshop.later(seconds=181).sweep()
    assert ending(bob, room) == ("failed", "running_too_long", None)


def test_a_room_in_a_long_queue_is_not_late(workshop: Workshop, alice: Party, bob: Party) -> None:
    room = bob.join(alice.offer()).body["id"]
    for hours in (1, 2, 3):
        workshop.later(hours=hours).sweep()
        assert ending(bob, room)[0] == "ready"
    workshop.later(hours=4).work()
    assert ending(bob, room)[0] == "signing"


@pytest.mark.parametrize(
    ("signers", "left"), [("", ["seller", "buyer"]), ("alice", ["buyer"]), ("bob", ["seller"])]
)
def test_an_outcome_that_is_not_signed_in_time_names_who_did_not(
    workshop: Workshop, signing_room: MakeRoom, alice: Party, bob: Party, signers: str, left: list[str]
) -> None:
    room = signing_room()
    for name, party in (("alice", alice), ("bob", bob)):
        if name == signers:
            party.sign(room)
    workshop.later(hours=71).sweep()
    assert ending(bob, room)[0] == "signing"
    workshop.later(hours=73).sweep()
    for party in (alice, bob):
        shown = party.get(f"rooms/{room}").body
        assert (shown["status"], shown["reason"]) == ("expired", "signing_too_long")
        assert shown["left_unsigned_by"] == left
        assert (shown["statement"], shown["signing_input"], shown["contract"]) == (None, None, None)
    assert not Signature.objects.exists()
    assert not Contract.objects.exists()
    assert alice.get(f"listings/{Room.objects.get().listing_id}").body["status"] == "open"


def test_a_contract_does_not_expire(
    workshop: Workshop, signing_room: MakeRoom, alice: Party, bob: Party
) -> None:
    room = signing_room()
    alice.sign(room)
    bob.sign(room)
    workshop.later(days=400).sweep()
    assert ending(bob, room) == ("done", None, None)
    assert Contract.objects.get().completed_at is not None


def test_deadlines_are_the_markets_own(workshop: Workshop, cars: Tenant, alice: Party, bob: Party) -> None:
    Policy.objects.filter(tenant=cars).update(signing_hours=1)
    listing = alice.offer()
    assert listing.body["signing_hours"] == 1
    room = bob.join(listing).body["id"]
    workshop.work()
    workshop.later(minutes=61).sweep()
    assert ending(bob, room)[0] == "expired"


def test_a_sweep_that_comes_twice_changes_nothing_more(
    workshop: Workshop, signing_room: MakeRoom, nothing_changes: Callable[..., None]
) -> None:
    signing_room()
    late = workshop.later(hours=73)
    late.sweep()
    before = Room.objects.values().get()
    late.sweep()
    assert Room.objects.values().get() == before


def test_a_room_whose_manifest_nobody_honours_any_more_fails_and_costs_nothing(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    listing = alice.offer(consent="operator")
    room = bob.join(listing).body["id"]
    after = workshop.upgraded()
    after.work()
    assert ending(bob, room)[0] == "ready", "a worker with other code leaves it alone"
    after.later(seconds=60).sweep()
    assert ending(bob, room)[0] == "ready", "an older worker may live on"
    after.later(seconds=181).sweep()
    assert ending(bob, room) == ("failed", "manifest_gone", None)
    assert bob.join(listing).status == 201


def test_a_manifest_that_goes_while_a_room_runs_costs_nothing_though_turns_were_read(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    listing = alice.offer(consent="operator")
    room = bob.join(listing).body["id"]
    workshop.run_turns(room, 4)
    workshop.upgraded().later(seconds=181).sweep()
    assert ending(bob, room) == ("failed", "manifest_gone", None)
    assert bob.join(listing).status == 201
