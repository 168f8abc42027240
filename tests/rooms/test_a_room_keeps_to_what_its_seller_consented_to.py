"""A seller's terms are used under the manifests that its consent covers; else the room waits and the seller is told."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest

from agents.models import Tenant
from contracts.domain.canonical import digest
from marketplace.domain.pool import Pool
from marketplace.models import Policy
from rooms.actions import mint
from rooms.vault import Keyring
from tests.parties import Answer, Party, Workshop, terms

pytestmark = pytest.mark.django_db
Watch = Callable[[], AbstractContextManager[None]]


def republished(workshop: Workshop, release: str = "next") -> Workshop:
    """The same code under the tenant's present policy: what `keep_house` does when a policy changes."""
    measured = mint.Measured(workshop.worker.source_digest, digest(["prompts", release]), release)
    mint.publish_manifests(workshop.worker.keyring, measured, workshop.now, at_start=True)
    return workshop


def waits(party: Party, room: Answer) -> tuple[str, list[str]]:
    shown = party.get(f"rooms/{room.body['id']}").body
    return shown["status"], shown["waiting_for"]


def test_a_room_waits_for_consent_where_the_manifest_changed_and_the_seller_is_told(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    listing = alice.offer()
    workshop.upgraded()
    room = bob.join(listing)
    assert room.status == 201
    for party in (alice, bob):
        assert waits(party, room) == ("waiting", ["seller_consent"])


def test_renewed_consent_lets_the_room_go_on_to_its_contract(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    listing = alice.offer()
    after = workshop.upgraded()
    room = bob.join(listing)
    renewal = {"manifest_digest": alice.manifest_digest(), "consent": "exact"}
    renewed = alice.post(f"listings/{listing.body['listing']['id']}/consent", renewal)
    assert renewed.body["consent"] == {"kind": "exact", "manifest_digest": alice.manifest_digest()}
    assert waits(alice, room) == ("ready", [])
    after.work()
    room_id = room.body["id"]
    alice.sign(room_id)
    assert bob.sign(room_id).body["status"] == "done"


def test_exact_consent_covers_nothing_but_the_same_manifest(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    listing = alice.offer(consent="exact")
    assert bob.join(listing).body["status"] == "ready"
    republished(workshop)
    other = alice.offer(title="Another car", manifest_digest=alice.manifest_digest(), consent="exact")
    assert Party().join(listing).body["waiting_for"] == ["seller_consent"]
    assert Party().join(other).body["status"] == "ready"


def test_consent_holds_again_when_the_operator_goes_back(
    workshop: Workshop, cars: Tenant, alice: Party, bob: Party
) -> None:
    Policy.objects.filter(tenant=cars).update(turns_hours=3)
    republished(workshop, "a")
    listing = alice.offer()
    Policy.objects.filter(tenant=cars).update(turns_hours=4)
    republished(workshop, "a")
    assert bob.join(listing).body["status"] == "waiting"
    Policy.objects.filter(tenant=cars).update(turns_hours=3)
    republished(workshop, "a")
    assert Party().join(listing).body["status"] == "ready"


def test_operator_consent_covers_other_software_and_prompts(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    listing = alice.offer(consent="operator")
    workshop.upgraded().upgraded("after next")
    assert bob.join(listing).body["status"] == "ready"


@pytest.mark.parametrize(
    ("policy", "status"),
    [
        ({"turns_hours": 1}, "ready"),
        ({"turns_hours": 0}, "ready"),
        ({"turns_hours": 2}, "waiting"),
        ({"privacy": "sealed"}, "waiting"),
        ({"privacy": "sealed", "turns_hours": 0}, "waiting"),
        ({"agents_see_turns": False, "signing_hours": 1}, "ready"),
    ],
)
def test_operator_consent_covers_no_longer_retention_and_no_other_privacy(
    workshop: Workshop, cars: Tenant, alice: Party, bob: Party, policy: dict[str, object], status: str
) -> None:
    listing = alice.offer(consent="operator")
    for name, value in policy.items():
        Policy.objects.filter(tenant=cars).update(**{name: value})
    republished(workshop)
    assert bob.join(listing).body["status"] == status


def test_operator_consent_covers_no_other_room_key(
    workshop: Workshop, alice: Party, bob: Party, keyring: Keyring
) -> None:
    listing = alice.offer(consent="operator")
    (keyring._room / "current").unlink()  # as an operator who retires the key
    replacement = Keyring(keyring._room.parent)
    after = Workshop(replace(workshop.worker, keyring=replacement), workshop.now)
    republished(after)
    mint.top_up(replacement, Pool(24, 8, 4), after.now)
    assert bob.join(listing).body["waiting_for"] == ["seller_consent"]


def test_the_seller_may_send_terms_for_a_room_that_waits_for_its_consent(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    listing = alice.offer("15000.00")
    after = workshop.upgraded()
    room = bob.join(listing, "18000.00")
    sent = {"terms": terms("17000.00"), "manifest_digest": alice.manifest_digest()}
    joined = alice.post(f"rooms/{room.body['id']}/terms", sent)
    assert (joined.status, joined.body["status"]) == (200, "ready")
    after.work()
    # its own floor (85) and not the listing's (75): midpoint with 90
    assert bob.get(f"rooms/{room.body['id']}").body["outcome"]["band"] == 87
    assert Party().join(listing).body["status"] == "waiting", "the terms were for one room"


def test_the_seller_may_join_with_sealed_terms(workshop: Workshop, alice: Party, bob: Party) -> None:
    listing = alice.offer()
    after = workshop.upgraded()
    room = bob.join(listing)
    listing_id = listing.body["listing"]["id"]
    sealed = alice.seal(terms("17000.00"), role="seller", listing_id=listing_id)
    sent = {"sealed_terms": sealed, "manifest_digest": alice.manifest_digest()}
    joined = alice.post(f"rooms/{room.body['id']}/terms", sent)
    assert (joined.body["status"], joined.body["waiting_for"]) == ("waiting", ["seller_terms_check"])
    after.check()
    assert waits(alice, room) == ("ready", [])


def test_sealed_terms_for_one_room_may_be_refused_and_sent_anew(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    listing = alice.offer()
    after = workshop.upgraded()
    room = bob.join(listing)
    sealed = alice.seal(terms("30000.00"), role="seller", listing_id=listing.body["listing"]["id"])
    sent = {"sealed_terms": sealed, "manifest_digest": alice.manifest_digest()}
    alice.post(f"rooms/{room.body['id']}/terms", sent)
    after.check()
    shown = alice.get(f"rooms/{room.body['id']}").body
    assert shown["terms_state"] == {"state": "refused", "code": "floor_above_scale"}
    assert shown["waiting_for"] == ["seller_terms"]
    again = {"terms": terms("15000.00"), "manifest_digest": alice.manifest_digest()}
    assert alice.post(f"rooms/{room.body['id']}/terms", again).body["status"] == "ready"


def test_terms_are_taken_only_where_they_are_waited_for(
    workshop: Workshop, alice: Party, bob: Party, nothing_changes: Watch
) -> None:
    ready = bob.join(alice.offer()).body["id"]
    outdated = bob.join(
        alice.offer(
            title="Another car",
            terms=None,
            sealed_terms=alice.seal({}, role="seller", listing_id=""),
        )
    ).body["id"]
    workshop.check()
    listing = alice.offer(title="A third")
    workshop.upgraded()
    waiting = bob.join(listing).body["id"]
    sent = {"terms": terms("15000.00"), "manifest_digest": alice.manifest_digest()}
    with nothing_changes():
        for party, room in ((alice, ready), (bob, waiting), (alice, outdated)):
            found = party.post(f"rooms/{room}/terms", sent)
            assert (found.status, found.code) == (409, "terms_not_wanted")


def test_consent_to_a_manifest_that_is_not_the_current_one_is_not_taken(
    workshop: Workshop, alice: Party, nothing_changes: Watch
) -> None:
    listing = alice.offer().body["listing"]["id"]
    old = alice.manifest_digest()
    workshop.upgraded()
    with nothing_changes():
        found = alice.post(f"listings/{listing}/consent", {"manifest_digest": old, "consent": "operator"})
    assert (found.status, found.code) == (409, "manifest_changed")


def test_consent_to_a_closed_listing_is_not_taken(
    workshop: Workshop, alice: Party, nothing_changes: Watch
) -> None:
    listing = alice.offer().body["listing"]["id"]
    alice.post(f"listings/{listing}/withdraw")
    renewal = {"manifest_digest": alice.manifest_digest(), "consent": "exact"}
    with nothing_changes():
        assert alice.post(f"listings/{listing}/consent", renewal).code == "listing_closed"
