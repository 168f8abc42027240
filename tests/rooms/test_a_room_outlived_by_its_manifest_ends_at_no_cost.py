"""Nobody can join under a manifest that is no longer current: a room that waits for that is not left waiting."""

from dataclasses import replace
from uuid import UUID

import pytest

from agents.models import Tenant
from marketplace.models import Policy
from rooms.actions import run
from rooms.models import Room
from tests.doubles import Interrupted
from tests.parties import Party, Workshop

pytestmark = pytest.mark.django_db


def test_a_room_that_waits_under_an_older_manifest_ends_and_its_buyer_may_come_again(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    listing = alice.offer()
    workshop.upgraded("one more")
    room = bob.join(listing)
    assert room.body["waiting_for"] == ["seller_consent"]
    workshop.upgraded("and another").later(seconds=20).sweep()
    shown = bob.get(f"rooms/{room.body['id']}").body
    assert (shown["status"], shown["reason"]) == ("failed", "manifest_gone")
    assert bob.join(listing).status == 201


def test_turns_are_kept_no_longer_than_the_rooms_own_manifest_said(
    workshop: Workshop, alice: Party, bob: Party, cars: Tenant
) -> None:
    room = bob.join(alice.offer(), "14000.00").body["id"]
    workshop.work()
    alice.sign(room)
    bob.sign(room)
    Policy.objects.filter(tenant=cars).update(turns_hours=720)
    workshop.later(hours=3).erase()
    assert not Room.objects.get().turns.exists()


def test_a_room_key_that_goes_while_a_room_runs_ends_it_at_no_cost(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    listing = alice.offer()
    room = bob.join(listing).body["id"]
    key = workshop.worker.keyring._room / Room.objects.get().manifest.room_fingerprint
    persona = Interrupted(at=10, meanwhile=key.unlink)
    run.run(UUID(room), replace(workshop.worker, persona=persona))
    shown = bob.get(f"rooms/{room}").body
    assert (shown["status"], shown["reason"], shown["turns"]) == ("failed", "manifest_gone", 10)
    assert not Room.objects.get().counts
