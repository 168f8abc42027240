"""One room a listing for each buyer, whatever its seller does to the listing; what cost nothing does not count."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from agents.models import Tenant
from marketplace.models import Policy
from rooms.actions import run
from rooms.models import Room
from tests.doubles import LoudlyFailingPersona, LoudlyFailingSpeaker
from tests.parties import Answer, Party, Workshop, terms

pytestmark = pytest.mark.django_db
Watch = Callable[[], AbstractContextManager[None]]


def refused(found: Answer) -> bool:
    return (found.status, found.code) == (409, "already_negotiated")


def test_a_second_room_on_a_listing_is_refused_while_the_first_lives(
    workshop: Workshop, alice: Party, bob: Party, nothing_changes: Watch
) -> None:
    listing = alice.offer()
    assert bob.join(listing).status == 201
    with nothing_changes():
        assert refused(bob.join(listing, "19000.00"))
    assert Party().join(listing).status == 201, "others may"
    assert bob.join(alice.offer(title="Another car")).status == 201, "another thing may be had"


def test_a_second_room_is_refused_after_the_first_has_ended(
    workshop: Workshop, alice: Party, bob: Party, nothing_changes: Watch
) -> None:
    listing = alice.offer()
    room = bob.join(listing, "1000.00").body["id"]
    workshop.work()
    alice.sign(room)
    bob.sign(room)
    with nothing_changes():
        assert refused(bob.join(listing, "19000.00"))


def test_neither_an_edit_nor_a_relisting_gives_another_room(
    workshop: Workshop, alice: Party, bob: Party, nothing_changes: Watch
) -> None:
    listing = alice.offer()
    bob.join(listing)
    workshop.work()
    address = f"listings/{listing.body['listing']['id']}"
    edited = alice.patch(address, {"title": "A Volvo", "asking_price": "19000.00"})
    workshop.check()
    with nothing_changes():
        assert refused(bob.join(edited))
    alice.post(f"{address}/withdraw")
    for title in ("2016  VOLVO v60 d4", "a volvo"):  # whatever it was called before
        again = alice.offer(title=title)
        with nothing_changes():
            assert refused(bob.join(again))


def test_the_same_title_of_another_seller_is_another_thing(
    workshop: Workshop, alice: Party, bob: Party, charlie: Party
) -> None:
    assert bob.join(alice.offer()).status == 201
    assert bob.join(charlie.offer()).status == 201


def test_a_room_that_ended_before_any_turn_costs_nothing(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    listing = alice.offer()
    room = bob.join(listing).body["id"]
    failing = Workshop(run.Worker(**{**vars(workshop.worker), "persona": LoudlyFailingSpeaker()}))
    failing.run(room)
    shown = bob.get(f"rooms/{room}").body
    assert (shown["status"], shown["turns"]) == ("failed", 0)
    assert bob.join(listing).status == 201


def test_a_room_that_failed_after_a_turn_was_read_does_count(
    workshop: Workshop, alice: Party, bob: Party, nothing_changes: Watch
) -> None:
    listing = alice.offer()
    room = bob.join(listing).body["id"]
    failing = Workshop(run.Worker(**{**vars(workshop.worker), "persona": LoudlyFailingPersona()}))
    failing.run(room)
    shown = bob.get(f"rooms/{room}").body
    assert (shown["status"], shown["turns"]) == ("failed", 10)
    with nothing_changes():
        assert refused(bob.join(listing))


def test_a_room_that_waited_in_vain_costs_nothing(workshop: Workshop, alice: Party, bob: Party) -> None:
    listing = alice.offer()
    workshop.upgraded()
    room = bob.join(listing).body["id"]
    workshop.later(hours=73).sweep()
    assert bob.get(f"rooms/{room}").body["status"] == "expired"
    assert bob.join(listing).status == 201


@pytest.mark.parametrize(("days", "status"), [(29, 409), (31, 201)])
def test_the_allowance_returns_after_the_window(
    workshop: Workshop, alice: Party, bob: Party, days: int, status: int
) -> None:
    listing = alice.offer()
    bob.join(listing, "1000.00")
    workshop.work()
    workshop.later(hours=73).sweep()
    Room.objects.update(opened_at=workshop.now - timedelta(days=days))
    assert bob.join(listing).status == status


def test_a_room_that_still_lives_counts_however_old_it_is(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    listing = alice.offer()
    bob.join(listing)
    Room.objects.update(opened_at=workshop.now - timedelta(days=400))
    assert refused(bob.join(listing))


def leave_unsigned(workshop: Workshop, alice: Party, bob: Party, count: int, *, who: Party) -> None:
    """Deals that `who` does not sign and the other side does."""
    for number in range(count):
        room = bob.join(alice.offer(title=f"Car {number}")).body["id"]
        workshop.work()
        (alice if who is bob else bob).sign(room)
    workshop.later(hours=73).sweep()


@pytest.mark.parametrize("side", ["buyer", "seller"])
def test_who_leaves_deals_unsigned_may_neither_list_nor_join(
    workshop: Workshop, alice: Party, bob: Party, charlie: Party, nothing_changes: Watch, side: str
) -> None:
    others = charlie.offer()
    who = bob if side == "buyer" else alice
    leave_unsigned(workshop, alice, bob, 2, who=who)
    with nothing_changes():
        for found in (who.offer(title="Mine"), who.join(others)):
            assert (found.status, found.code) == (403, "too_many_unsigned_deals")
    reliable = alice if who is bob else bob
    assert reliable.join(others).status == 201
    assert who.at("bikes.localhost").offer().status == 201, "each market counts for itself"


def test_one_unsigned_deal_bars_nobody_and_old_ones_are_forgotten(
    workshop: Workshop, alice: Party, bob: Party, charlie: Party
) -> None:
    leave_unsigned(workshop, alice, bob, 1, who=bob)
    assert bob.offer(title="Mine").status == 201
    leave_unsigned(workshop, charlie, bob, 2, who=bob)
    assert bob.offer(title="Mine").code == "too_many_unsigned_deals"
    Room.objects.filter(status="expired").update(ended_at=workshop.now - timedelta(days=31))
    assert bob.offer(title="Mine").status == 201


def test_a_no_deal_may_be_left_unsigned(workshop: Workshop, alice: Party, bob: Party) -> None:
    for number in range(3):
        bob.join(alice.offer(title=f"Car {number}"), "1000.00")
    workshop.work()
    workshop.later(hours=73).sweep()
    assert bob.offer(title="Mine").status == 201


def test_a_market_that_asks_for_verified_owners_lets_no_agent_without_one_in(
    workshop: Workshop, cars: Tenant, alice: Party, bob: Party, nothing_changes: Watch
) -> None:
    listing = alice.offer()
    Policy.objects.filter(tenant=cars).update(require_verified_owner=True)
    with nothing_changes():
        for found in (alice.offer(title="Another car"), bob.join(listing)):
            assert (found.status, found.code) == (403, "verified_owner_required")


def test_a_market_without_a_policy_is_strict(workshop: Workshop, cars: Tenant, alice: Party) -> None:
    Policy.objects.filter(tenant=cars).delete()
    assert alice.offer(terms=terms("1.00")).code == "verified_owner_required"
