"""Edit, reprice, withdraw, sell: what each does to the listing, to its rooms and to nobody else's."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

import pytest

from contracts.domain.canonical import digest
from contracts.models import Contract, Signature
from marketplace.models import Listing
from rooms.actions import run
from tests.parties import Answer, Party, Workshop, terms

pytestmark = pytest.mark.django_db
Watch = Callable[[], AbstractContextManager[None]]


def listing_id(listing: Answer) -> str:
    found: str = listing.body["listing"]["id"]
    return found


def status_of(party: Party, room: Answer) -> str:
    found: str = party.get(f"rooms/{room.body['id']}").body["status"]
    return found


def test_the_digest_is_that_of_the_listing_object_as_it_is_served(workshop: Workshop, alice: Party) -> None:
    listing = alice.offer()
    for shown in (listing, alice.get(f"listings/{listing_id(listing)}")):
        assert shown.body["digest"] == digest(shown.body["listing"])
    assert listing.body["listing"]["seller"] == alice.fingerprint
    assert listing.body["signing_hours"] == 72
    assert "72 hours" in listing.body["notice"]


def test_an_edit_changes_the_digest_and_rooms_keep_their_snapshot(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    listing = alice.offer()
    room = bob.join(listing)
    changes = {"title": "2016 Volvo V60 D4, washed", "description": "", "attributes": {"fuel": "diesel"}}
    edited = alice.patch(f"listings/{listing_id(listing)}", changes)
    assert edited.body["digest"] != listing.body["digest"]
    assert {name: edited.body["listing"][name] for name in changes} == changes
    assert edited.body["listing"]["asking_price"] == "20000.00", "what was not sent stands"
    workshop.work()
    shown = bob.get(f"rooms/{room.body['id']}").body
    assert (shown["listing"], shown["listing_digest"]) == (listing.body["listing"], listing.body["digest"])
    assert shown["statement"]["listing"]["title"] == "2016 Volvo V60 D4"


def test_an_edit_of_nothing_changes_nothing(workshop: Workshop, alice: Party, nothing_changes: Watch) -> None:
    listing = alice.offer()
    with nothing_changes():
        assert alice.patch(f"listings/{listing_id(listing)}", {}).body["digest"] == listing.body["digest"]


def test_new_terms_count_for_the_rooms_that_are_not_ready_yet(
    workshop: Workshop, alice: Party, bob: Party, charlie: Party
) -> None:
    listing = alice.offer("15000.00")
    before = bob.join(listing, "18000.00")
    new = {"terms": terms("17000.00"), "manifest_digest": alice.manifest_digest()}
    alice.patch(f"listings/{listing_id(listing)}", new)
    after = charlie.join(listing, "18000.00")
    workshop.work()
    bands = [
        party.get(f"rooms/{room.body['id']}").body["outcome"]["band"]
        for party, room in ((bob, before), (charlie, after))
    ]
    assert bands == [82, 87]


def test_a_repriced_listing_whose_floor_is_off_the_new_scale_is_found_out(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    listing = alice.offer("15000.00")
    repriced = alice.patch(f"listings/{listing_id(listing)}", {"asking_price": "10000.00"})
    assert repriced.body["terms_state"]["state"] == "checking"
    room = bob.join(repriced)
    assert room.body["waiting_for"] == ["seller_terms_check"]
    workshop.check()
    shown = alice.get(f"listings/{listing_id(listing)}").body
    assert shown["terms_state"] == {"state": "refused", "code": "floor_above_scale"}
    assert bob.get(f"rooms/{room.body['id']}").body["waiting_for"] == ["seller_terms"]


def test_a_repriced_listing_whose_floor_still_fits_goes_on(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    listing = alice.offer("15000.00")
    repriced = alice.patch(f"listings/{listing_id(listing)}", {"asking_price": "30000.00"})
    room = bob.join(repriced, "16000.00")
    workshop.work()
    # floor 15000 of 30000 -> band 50, budget 16000 -> band 53
    assert bob.get(f"rooms/{room.body['id']}").body["outcome"]["band"] == 51


def test_a_reprice_does_not_touch_the_rooms_that_bargain_already(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    """Their terms fit the price that their snapshot has, and stay readable until they have ended."""
    listing = alice.offer("15000.00")
    room = bob.join(listing, "18000.00")
    alice.patch(f"listings/{listing_id(listing)}", {"asking_price": "10000.00"})
    workshop.check()
    workshop.work()
    shown = bob.get(f"rooms/{room.body['id']}").body
    assert (shown["status"], shown["reason"]) == ("signing", None)
    assert shown["outcome"]["band"] == 82
    assert alice.get(f"listings/{listing_id(listing)}").body["terms_state"]["state"] == "refused"


def test_a_withdrawal_voids_every_room_but_those_that_await_signatures(
    workshop: Workshop, alice: Party, bob: Party, charlie: Party
) -> None:
    listing = alice.offer()
    signing = bob.join(listing)
    workshop.work()
    ready = charlie.join(listing)
    running, other = Party(), Party()
    runs = running.join(listing)
    assert run.claim(UUID(runs.body["id"]), workshop.worker) is not None
    sealed = other.seal(terms("1.00"), role="buyer", listing_id=listing_id(listing))
    waiting = other.join(listing, terms=None, sealed_terms=sealed)
    withdrawn = alice.post(f"listings/{listing_id(listing)}/withdraw")
    assert (withdrawn.status, withdrawn.body["status"]) == (200, "withdrawn")
    for party, room in ((charlie, ready), (running, runs), (other, waiting)):
        shown = party.get(f"rooms/{room.body['id']}").body
        assert (shown["status"], shown["reason"]) == ("void", "listing_withdrawn")
    assert status_of(bob, signing) == "signing"
    workshop.run(runs.body["id"])
    assert status_of(running, runs) == "void", "no worker takes a void room up"


def test_a_deal_that_is_signed_after_the_withdrawal_still_sells(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    listing = alice.offer()
    room = bob.join(listing).body["id"]
    workshop.work()
    alice.post(f"listings/{listing_id(listing)}/withdraw")
    alice.sign(room)
    assert bob.sign(room).body["status"] == "done"
    assert alice.get(f"listings/{listing_id(listing)}").body["status"] == "sold"


@pytest.mark.parametrize("how", ["withdrawn", "sold"])
def test_a_closed_listing_takes_nothing_more(
    workshop: Workshop, alice: Party, bob: Party, charlie: Party, nothing_changes: Watch, how: str
) -> None:
    listing = alice.offer()
    address = f"listings/{listing_id(listing)}"
    if how == "withdrawn":
        alice.post(f"{address}/withdraw")
    else:
        room = bob.join(listing).body["id"]
        workshop.work()
        alice.sign(room)
        bob.sign(room)
    with nothing_changes():
        found = [alice.post(f"{address}/withdraw"), alice.patch(address, {"title": "Again"})]
        assert [(one.status, one.code) for one in found] == [(409, "listing_closed")] * 2
        late = charlie.join(listing)
        assert (late.status, late.code) == (
            (404, "not_found") if how == "withdrawn" else (409, "listing_closed")
        )


def test_the_first_complete_deal_takes_the_listing_and_the_other_rooms_are_void(
    workshop: Workshop, alice: Party, bob: Party, charlie: Party
) -> None:
    listing = alice.offer()
    won, lost = bob.join(listing), charlie.join(listing)
    workshop.work()
    late = Party().join(listing)
    alice.sign(lost.body["id"])
    charlie_signs_too_late = charlie.signature(lost.body["id"])
    assert Signature.objects.filter(contract__room=lost.body["id"]).count() == 2
    alice.sign(won.body["id"])
    bob.sign(won.body["id"])
    assert status_of(bob, won) == "done"
    shown = charlie.get(f"rooms/{lost.body['id']}").body
    assert (shown["status"], shown["reason"]) == ("void", "listing_sold")
    assert (shown["statement"], shown["signing_input"]) == (None, None)
    assert not Signature.objects.filter(contract__room=lost.body["id"]).exists()
    assert Contract.objects.count() == 1
    found = charlie.post(f"rooms/{lost.body['id']}/signature", {"signature": charlie_signs_too_late})
    assert found.code == "signing_closed"
    assert late.status == 201
    assert Listing.objects.get().status == "sold"


def test_a_no_deal_sells_nothing_and_voids_nothing(
    workshop: Workshop, alice: Party, bob: Party, charlie: Party
) -> None:
    listing = alice.offer()
    none, other = bob.join(listing, "1000.00"), charlie.join(listing)
    workshop.work()
    alice.sign(none.body["id"])
    assert bob.sign(none.body["id"]).body["status"] == "done"
    assert status_of(charlie, other) == "signing"
    assert alice.get(f"listings/{listing_id(listing)}").body["status"] == "open"


def test_nobody_bargains_with_itself(workshop: Workshop, alice: Party, nothing_changes: Watch) -> None:
    listing = alice.offer()
    with nothing_changes():
        found = alice.join(listing)
    assert (found.status, found.code) == (409, "own_listing")


def test_a_listing_counts_its_open_rooms(
    workshop: Workshop, alice: Party, bob: Party, charlie: Party
) -> None:
    listing = alice.offer()
    bob.join(listing)
    charlie.join(listing, "1000.00")
    assert alice.get(f"listings/{listing_id(listing)}").body["rooms_open"] == 2
    workshop.work()
    workshop.later(hours=80).sweep()
    assert alice.get("listings").body["results"][0]["rooms_open"] == 0
