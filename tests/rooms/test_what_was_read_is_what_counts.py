"""Who submits says what it read. Where that is no longer so, it is told what is, and nothing has changed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest

from rooms.models import Manifest
from tests.parties import OFFER, Party, Workshop, terms

pytestmark = pytest.mark.django_db
Watch = Callable[[], AbstractContextManager[None]]


def test_an_unknown_listing_is_absent(workshop: Workshop, bob: Party, nothing_changes: Watch) -> None:
    nowhere = {"listing": {"id": str(uuid4())}, "digest": "sha256:" + "0" * 64}
    with nothing_changes():
        found = bob.join(nowhere)
    assert (found.status, found.code) == (404, "not_found")


def test_a_listing_that_changed_is_shown_by_its_digest(
    workshop: Workshop, alice: Party, bob: Party, nothing_changes: Watch
) -> None:
    read = alice.offer()
    changed = alice.patch(f"listings/{read.body['listing']['id']}", {"title": "2016 Volvo V60 D4, washed"})
    with nothing_changes():
        found = bob.join(read)
        never = bob.join(read, listing_digest="sha256:" + "0" * 64)
        nonsense = bob.join(read, listing_digest="x")
    for one in (found, never, nonsense):
        assert (one.status, one.code) == (409, "listing_changed")
        assert one.body["digest"] == changed.body["digest"]
    assert bob.join(changed).status == 201


def test_a_manifest_that_changed_is_shown_whole(
    workshop: Workshop, alice: Party, bob: Party, nothing_changes: Watch
) -> None:
    listing = alice.offer()
    waiting = bob.join(alice.offer(title="Another car"), manifest_digest=bob.manifest_digest()).body["id"]
    old = bob.manifest_digest()
    workshop.upgraded()
    listing_id = listing.body["listing"]["id"]
    current = bob.get("manifest").body
    assert current["digest"] != old
    with nothing_changes():
        answers = [
            bob.join(listing, manifest_digest=old),
            alice.offer(manifest_digest=old),
            alice.patch(f"listings/{listing_id}", {"terms": terms("1.00"), "manifest_digest": old}),
            alice.post(f"listings/{listing_id}/consent", {"manifest_digest": old, "consent": "exact"}),
            bob.join(listing, manifest_digest="sha256:" + "0" * 64),
        ]
    for found in answers:
        assert (found.status, found.code) == (409, "manifest_changed")
        assert (found.body["manifest"], found.body["digest"]) == (current["manifest"], current["digest"])
    assert bob.get(f"rooms/{waiting}").body["manifest_digest"] == old, "a room keeps its manifest"


def test_before_a_worker_has_measured_itself_nobody_can_submit(
    workshop: Workshop, alice: Party, nothing_changes: Watch
) -> None:
    current = alice.manifest_digest()
    at_bikes = alice.at("bikes.localhost")
    Manifest.objects.filter(tenant__slug="bikes").update(current=False)
    with nothing_changes():
        for found in (at_bikes.get("manifest"), at_bikes.offer(manifest_digest=current)):
            assert (found.status, found.code) == (503, "manifest_unavailable")
            assert int(found.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"asking_price": "0.00"}, "asking_price", "zero_amount"),
        ({"asking_price": "-1.00"}, "asking_price", "negative_amount"),
        ({"asking_price": "20000"}, "asking_price", "bad_amount"),
        ({"asking_price": "20000.000"}, "asking_price", "bad_amount"),
        ({"asking_price": "2e4"}, "asking_price", "bad_amount"),
        ({"asking_price": "99999999999999.00"}, "asking_price", "amount_too_large"),
        ({"currency": "DOGE"}, "currency", "max_length"),
        ({"currency": "usd"}, "currency", "bad_currency"),
        ({"currency": "JPY"}, "asking_price", "bad_amount"),
        ({"title": ""}, "title", "blank"),
        ({"title": " \t\n "}, "title", "blank"),
        ({"title": "x" * 201}, "title", "max_length"),
        ({"description": "x" * 10_001}, "description", "max_length"),
        ({"category": "x" * 61}, "category", "max_length"),
        ({"attributes": {f"name {n}": "x" for n in range(41)}}, "attributes", "too_many"),
        ({"attributes": {"name": ["x"] * 41}}, "attributes", "too_many"),
        ({"attributes": {"x" * 61: "x"}}, "attributes", "too_long"),
        ({"attributes": {"name": "x" * 201}}, "attributes", "too_long"),
        ({"attributes": {"": "x"}}, "attributes", "invalid"),
        ({"consent": "yes"}, "consent", "invalid_choice"),
    ],
)
def test_an_unsound_listing_is_refused_by_member(
    workshop: Workshop,
    alice: Party,
    nothing_changes: Watch,
    change: dict[str, Any],
    field: str,
    code: str,
) -> None:
    with nothing_changes():
        found = alice.offer(**change)
    assert (found.status, found.code) == (422, "invalid")
    assert [(one["field"], one["code"]) for one in found.body["errors"]] == [(field, code)]


@pytest.mark.parametrize("profile", ["", " \n", "x" * 4001])
def test_an_unsound_profile_is_refused(
    workshop: Workshop, alice: Party, bob: Party, nothing_changes: Watch, profile: str
) -> None:
    listing = alice.offer()
    with nothing_changes():
        found = bob.join(listing, profile=profile)
    assert (found.status, found.body["errors"][0]["field"]) == (422, "profile")


def test_the_largest_listing_there_can_be_is_taken_and_bargained_over(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    large: dict[str, Any] = {
        "title": "😀" * 200,
        "description": "ö" * 10_000,
        "category": "c" * 60,
        "attributes": {f"{n:060}": ["v" * 100] * 3 for n in range(40)},
    }
    too_large = alice.offer(**{**large, "attributes": {f"{n:060}": ["v" * 200] * 3 for n in range(40)}})
    assert (too_large.status, too_large.body["errors"][0]["code"]) == (422, "too_large")
    listing = alice.offer(**large)
    assert listing.status == 201
    room = bob.join(listing, profile="p" * 4000)
    workshop.work()
    room_id = room.body["id"]
    alice.sign(room_id)
    assert bob.sign(room_id).body["status"] == "done"


def test_a_listing_keeps_its_currency(workshop: Workshop, alice: Party, nothing_changes: Watch) -> None:
    listing = alice.offer().body["listing"]["id"]
    with nothing_changes():
        found = alice.patch(f"listings/{listing}", {**OFFER, "currency": "EUR"})
    assert (found.status, found.code) == (422, "other_currency")
