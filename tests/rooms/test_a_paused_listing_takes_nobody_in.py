"""A paused listing takes no new room, and loses nothing else: its rooms, its terms, its place and its photos stay."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from agents.models import Tenant
from marketplace.models import Listing, SealedTerms, SearchEntry
from tests import pictures
from tests.parties import Answer, Party, Workshop

pytestmark = pytest.mark.django_db(transaction=True)


def act(seller: Party, offered: Answer, deed: str) -> Answer:
    return seller.post(f"listings/{offered.body['listing']['id']}/{deed}")


def titles(party: Party) -> list[str]:
    return [one["listing"]["title"] for one in party.get("listings").body["results"]]


@pytest.fixture
def offered(workshop: Workshop, alice: Party) -> Answer:
    return alice.offer()


def test_nobody_joins_it_and_the_code_says_why(offered: Answer, alice: Party, bob: Party) -> None:
    paused = act(alice, offered, "pause")
    assert (paused.status, paused.body["status"]) == (200, "paused")
    refused = bob.join(offered)
    assert (refused.status, refused.code) == (409, "listing_paused")
    assert bob.get(f"listings/{offered.body['listing']['id']}").body["status"] == "paused"
    assert act(alice, offered, "resume").body["status"] == "open"
    assert bob.join(offered).status == 201


def test_it_is_in_no_list_until_it_goes_on_and_then_where_it_was(workshop: Workshop, alice: Party) -> None:
    older, newer = (alice.offer(title=title) for title in ("older", "newer"))
    act(alice, older, "pause")
    assert titles(alice) == ["newer"]
    listing_id = older.body["listing"]["id"]
    assert alice.patch(f"listings/{listing_id}", {"description": "Edited while it was paused."}).status == 200
    assert titles(alice) == ["newer"]
    assert SearchEntry.objects.count() == 1, "what cannot be found is not looked through"
    act(alice, older, "resume")
    assert titles(alice) == ["newer", "older"], "pausing is no way to the top"
    assert alice.get("listings?q=paused").body["results"][0]["listing"]["id"] == listing_id
    assert newer.status == 201


def test_its_rooms_go_on_and_a_deal_in_one_of_them_sells_it(
    offered: Answer, workshop: Workshop, alice: Party, bob: Party
) -> None:
    room_id = bob.join(offered).body["id"]
    act(alice, offered, "pause")
    workshop.sweep()
    workshop.erase()
    workshop.work()
    for party in (alice, bob):
        party.sign(room_id)
    assert bob.get(f"rooms/{room_id}").body["status"] == "done"
    assert Listing.objects.get().status == "sold"


def test_its_terms_are_kept(offered: Answer, workshop: Workshop, alice: Party, bob: Party) -> None:
    act(alice, offered, "pause")
    workshop.erase()
    assert SealedTerms.objects.filter(state="good").count() == 1
    act(alice, offered, "resume")
    room_id = bob.join(offered).body["id"]
    workshop.work()
    assert bob.get(f"rooms/{room_id}").body["status"] == "signing"


def test_its_photos_are_looked_at(
    offered: Answer, workshop: Workshop, alice: Party, photos_dir: object
) -> None:
    listing_id = offered.body["listing"]["id"]
    act(alice, offered, "pause")
    assert alice.send_photo(listing_id, pictures.jpeg()).status == 201
    workshop.process_photos()
    assert [one["state"] for one in alice.get(f"listings/{listing_id}/photos").body["photos"]] == ["good"]


def test_doing_it_twice_changes_nothing(
    offered: Answer, alice: Party, nothing_changes: Callable[[], AbstractContextManager[None]]
) -> None:
    with nothing_changes():
        assert act(alice, offered, "resume").body["status"] == "open"
    act(alice, offered, "pause")
    with nothing_changes():
        assert act(alice, offered, "pause").body["status"] == "paused"


@pytest.mark.parametrize("deed", ["pause", "resume"])
def test_only_its_seller_does_it_and_only_while_it_is_on_the_market(
    offered: Answer,
    alice: Party,
    bob: Party,
    deed: str,
    nothing_changes: Callable[[], AbstractContextManager[None]],
) -> None:
    with nothing_changes():
        assert act(bob, offered, deed).status == 404
        assert act(alice.at("bikes.localhost"), offered, deed).status == 404
        path = f"listings/{offered.body['listing']['id']}/{deed}"
        assert alice.call("POST", path, anonymous=True).status == 401
        assert alice.post(path, {"a": 1}).code == "invalid"
    act(alice, offered, "withdraw")
    with nothing_changes():
        refused = act(alice, offered, deed)
    assert (refused.status, refused.code) == (409, "listing_closed")


def test_who_may_not_list_may_not_go_on_either(
    offered: Answer, cars: Tenant, alice: Party, policy: Any
) -> None:
    act(alice, offered, "pause")
    policy.require_verified_owner = True
    policy.save()
    refused = act(alice, offered, "resume")
    assert (refused.status, refused.code) == (403, "verified_owner_required")
    assert Listing.objects.get().status == "paused"


@pytest.fixture
def policy(cars: Tenant) -> Any:
    return cars.policy


def test_a_paused_listing_can_be_withdrawn(offered: Answer, alice: Party, bob: Party) -> None:
    act(alice, offered, "pause")
    assert act(alice, offered, "withdraw").body["status"] == "withdrawn"
    assert bob.get(f"listings/{offered.body['listing']['id']}").status == 404


def test_what_a_revoked_seller_paused_is_withdrawn(offered: Answer, workshop: Workshop, alice: Party) -> None:
    act(alice, offered, "pause")
    alice.revoke()
    workshop.later(minutes=1).sweep()
    assert Listing.objects.get().status == "withdrawn"
