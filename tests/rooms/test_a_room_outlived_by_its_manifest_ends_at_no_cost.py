"""Nobody can join under a manifest that is no longer current: a room that waits for that is not left waiting."""

import pytest

from agents.models import Tenant
from marketplace.models import Policy
from rooms.models import Room
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
