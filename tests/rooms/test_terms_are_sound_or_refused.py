"""Private terms that cannot be used are refused with a code: at once where they come plain, by the worker where
they come sealed. Nothing of them stays, and nobody learns what they said."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from marketplace.models import SealedTerms
from tests.parties import Answer, Party, Workshop
from tests.requests import PRIVATE, TERMS

pytestmark = pytest.mark.django_db
Watch = Callable[[], AbstractContextManager[None]]

LIMITS = {
    "-16161.61": "negative_limit",
    "0.00": "bad_limit",
    "-0.00": "negative_limit",
    "+16161.61": "bad_limit",
    "16161": "bad_limit",
    "16161.6": "bad_limit",
    "16161.610": "bad_limit",
    "016161.61": "bad_limit",
    "16,161.61": "bad_limit",
    "1.6161e4": "bad_limit",
    "16161.61 ": "bad_limit",
    "١٦١٦١.٦١": "bad_limit",
    "NaN": "bad_limit",
    "a clutch": "bad_limit",
    "": "bad_limit",
    "16161" * 4 + ".61": "bad_limit",
    "9" * 5000 + ".00": "bad_limit",
}
WRONG: list[tuple[dict[str, Any], str]] = [
    *(({"limit": limit}, code) for limit, code in LIMITS.items()),
    ({"limit": 16161.61}, "bad_limit"),
    ({"limit": 1616161}, "bad_limit"),
    ({"currency": "EUR"}, "other_currency"),
    ({"currency": "usd"}, "bad_currency"),
    ({"currency": "XAU"}, "bad_currency"),
    ({"urgency": "urgent"}, "bad_urgency"),
    ({"dealbreakers": ["smoked in"] * 11}, "too_many_dealbreakers"),
    ({"dealbreakers": ["smoked in" * 9]}, "bad_dealbreaker"),
    ({"dealbreakers": ["  "]}, "bad_dealbreaker"),
    ({"dealbreakers": ["smoked\nin"]}, "bad_dealbreaker"),
    ({"notes": "clutch" * 834}, "notes_too_long"),
    ({"notes": "clutch\x1b[2J"}, "bad_notes"),
    ({"clutch": "16161.61"}, "unknown_member"),
]
FLOOR_ABOVE = "25400.01"  # band 127 of 20000.00 is 25400.00


def keeps_private(found: Answer) -> Answer:
    assert not any(private in found.raw for private in PRIVATE), found.raw
    return found


def test_unsound_plain_terms_of_a_seller_are_refused(
    workshop: Workshop, alice: Party, nothing_changes: Watch
) -> None:
    listing = f"listings/{alice.offer().body['listing']['id']}"
    manifest = alice.manifest_digest()
    with nothing_changes():
        for change, code in [*WRONG, ({"limit": FLOOR_ABOVE}, "floor_above_scale")]:
            sent: dict[str, Any] = {"terms": TERMS | change, "manifest_digest": manifest}
            for found in (alice.offer(**sent), alice.patch(listing, {**sent, "title": "Another"})):
                assert (found.status, found.code) == (422, code), change
                assert keeps_private(found).body["errors"][0]["field"].startswith("terms")


def test_unsound_plain_terms_of_a_buyer_are_refused(
    workshop: Workshop, alice: Party, bob: Party, nothing_changes: Watch
) -> None:
    listing = alice.offer()
    with nothing_changes():
        for change, code in WRONG:
            found = keeps_private(bob.join(listing, terms=TERMS | change))
            assert (found.status, found.code) == (422, code), change


@pytest.mark.parametrize(("change", "code"), [*WRONG, ({"limit": FLOOR_ABOVE}, "floor_above_scale")])
def test_unsound_sealed_terms_of_a_seller_are_refused_by_the_worker(
    workshop: Workshop, alice: Party, change: dict[str, Any], code: str
) -> None:
    sealed = alice.seal(TERMS | change, role="seller", listing_id="")
    posted = alice.offer(terms=None, sealed_terms=sealed)
    assert posted.body["terms_state"] == {"state": "checking", "code": None}
    workshop.check()
    shown = keeps_private(alice.get(f"listings/{posted.body['listing']['id']}"))
    assert shown.body["terms_state"] == {"state": "refused", "code": code}
    assert bytes(SealedTerms.objects.get().ciphertext) == b""
    assert sealed["key_id"] not in map(str, workshop.worker.keyring.key_ids())


@pytest.mark.parametrize(("change", "code"), WRONG)
def test_refused_sealed_terms_of_a_buyer_end_the_room_and_cost_nothing(
    workshop: Workshop, alice: Party, bob: Party, change: dict[str, Any], code: str
) -> None:
    listing = alice.offer()
    sealed = bob.seal(TERMS | change, role="buyer", listing_id=listing.body["listing"]["id"])
    room = bob.join(listing, terms=None, sealed_terms=sealed)
    assert (room.body["status"], room.body["terms_state"]["state"]) == ("waiting", "checking")
    workshop.check()
    workshop.erase()
    shown = keeps_private(bob.get(f"rooms/{room.body['id']}")).body
    assert (shown["status"], shown["reason"]) == ("failed", "buyer_terms_refused")
    assert shown["terms_state"] == {"state": "refused", "code": code}
    assert sealed["key_id"] not in map(str, workshop.worker.keyring.key_ids())
    assert bob.join(listing).status == 201, "it cost no allowance"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"clutch",
        b"[]",
        b"null",
        b'{"limit":"16161.61","currency":"USD","limit":"1.00"}',
        b'{"limit":NaN,"currency":"USD"}',
        b"\xff",
        b"[" * 30_000,
        json.dumps({**TERMS, "notes": "\ud800"}).encode(),
        json.dumps({**TERMS, "notes": "\x00"}).encode(),
    ],
)
def test_what_is_sealed_and_is_no_terms_is_refused(workshop: Workshop, alice: Party, content: bytes) -> None:
    sealed = alice.seal(content, role="seller", listing_id="")
    listing = alice.offer(terms=None, sealed_terms=sealed).body["listing"]["id"]
    workshop.check()
    state = alice.get(f"listings/{listing}").body["terms_state"]
    assert state["state"] == "refused"
    assert state["code"] in ("bad_terms", "bad_notes")


def test_terms_sealed_for_something_else_do_not_open(workshop: Workshop, alice: Party, bob: Party) -> None:
    listing = alice.offer()
    other = alice.offer(title="Another car").body["listing"]["id"]
    for wrong in ({"role": "seller"}, {"listing_id": ""}, {"listing_id": other}):
        right = {"role": "buyer", "listing_id": listing.body["listing"]["id"]}
        room = bob.join(listing, terms=None, sealed_terms=bob.seal(TERMS, **(right | wrong)))
        workshop.check()
        shown = bob.get(f"rooms/{room.body['id']}").body
        assert shown["terms_state"] == {"state": "refused", "code": "terms_unreadable"}


def test_a_ciphertext_that_was_touched_does_not_open(workshop: Workshop, alice: Party) -> None:
    sealed = alice.seal(TERMS, role="seller", listing_id="")
    touched = sealed["ciphertext"][:-6] + "AAAAAA"
    posted = alice.offer(terms=None, sealed_terms={**sealed, "ciphertext": touched})
    workshop.check()
    shown = alice.get(f"listings/{posted.body['listing']['id']}").body
    assert shown["terms_state"] == {"state": "refused", "code": "terms_unreadable"}


def test_a_ciphertext_that_is_no_base64url_is_refused(
    workshop: Workshop, alice: Party, nothing_changes: Watch
) -> None:
    sealed = alice.seal(TERMS, role="seller", listing_id="")
    with nothing_changes():
        for wrong in ("=", "a b", "é", sealed["ciphertext"] + "=", "x" * 70_000):
            found = alice.offer(terms=None, sealed_terms={**sealed, "ciphertext": wrong})
            assert (found.status, found.code) == (422, "invalid")
            assert found.body["errors"][0]["field"] == "sealed_terms.ciphertext"


def test_a_room_waits_while_the_sellers_terms_are_refused_and_goes_on_with_new_ones(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    sealed = alice.seal({**TERMS, "limit": FLOOR_ABOVE}, role="seller", listing_id="")
    listing = alice.offer(terms=None, sealed_terms=sealed)
    workshop.check()
    room = bob.join(listing)
    assert (room.body["status"], room.body["waiting_for"]) == ("waiting", ["seller_terms"])
    new = {"terms": TERMS, "manifest_digest": alice.manifest_digest()}
    assert alice.patch(f"listings/{listing.body['listing']['id']}", new).status == 200
    assert bob.get(f"rooms/{room.body['id']}").body["status"] == "ready"


def test_a_floor_of_just_the_top_band_and_a_budget_above_it_are_taken(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    room = bob.join(alice.offer("25400.00"), "9999999.00")
    workshop.work()
    assert bob.get(f"rooms/{room.body['id']}").body["outcome"]["band"] == 127
