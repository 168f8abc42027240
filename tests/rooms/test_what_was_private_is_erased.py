"""When nothing needs it any more: the key first, then the rows, then a receipt that says so, signed by the room."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from agents.domain import keys
from contracts.domain import signing
from marketplace.models import SealedTerms, SealingKey
from rooms import vault
from rooms.actions import erase, mint
from rooms.models import Receipt, Room, Turn
from rooms.vault import KeyGone, Keyring
from tests.parties import Party, Workshop, terms

pytestmark = pytest.mark.django_db
MakeRoom = Callable[..., str]


def receipt_of(party: Party, room: str) -> dict[str, Any]:
    """The receipt's content, verified against the room key that the manifest names."""
    token = party.get(f"rooms/{room}").body["receipt"]
    room_key = keys.from_jwk(party.get("manifest").body["manifest"]["room_key"])
    return signing.verify_compact(room_key, token, signing.RECEIPT_TYP)


def key_of(room: str, side: str) -> UUID:
    found: UUID = Room.objects.values_list(f"{side}_terms__key", flat=True).get(id=room)
    return found


@pytest.fixture
def no_deal(signing_room: MakeRoom, alice: Party, bob: Party) -> Callable[[], str]:
    """Makes a room that is ready to be signed as a no-deal: its listing stays open."""
    return lambda: signing_room("15000.00", "14000.00")


def finish(room: str, *parties: Party) -> None:
    for party in parties:
        assert party.sign(room).status == 200


def test_a_buyers_terms_go_when_the_room_ends_and_the_receipt_says_so(
    workshop: Workshop, no_deal: Callable[[], str], alice: Party, bob: Party, keyring: Keyring
) -> None:
    room = no_deal()
    bobs, alices = key_of(room, "buyer"), key_of(room, "seller")
    workshop.erase()
    assert bobs in keyring.key_ids(), "not before the end"
    finish(room, alice, bob)
    workshop.erase()
    with pytest.raises(KeyGone):
        keyring.private_half(bobs)
    assert not SealingKey.objects.filter(id=bobs).exists()
    assert [one.role for one in SealedTerms.objects.all()] == ["seller"]
    assert alices in keyring.key_ids(), "the listing is open"
    told = receipt_of(bob, room)
    assert told["type"] == "alien-bargain/receipt/1"
    assert told["room"] == {"id": room, "fingerprint": Room.objects.get().manifest.room_fingerprint}
    assert [(one["kind"], one["key_ids"], one["count"]) for one in told["erased"]] == [
        ("buyer_terms", [str(bobs)], 1)
    ]
    assert told["still_kept"] == [
        {"kind": "seller_terms", "why": "listing_open"},
        {"kind": "turns", "why": "grace"},
    ]
    assert receipt_of(alice, room) == told


def test_a_receipt_is_no_contract_signature_and_no_other_keys_word(
    workshop: Workshop, no_deal: Callable[[], str], alice: Party, bob: Party
) -> None:
    room = no_deal()
    finish(room, alice, bob)
    workshop.erase()
    token = bob.get(f"rooms/{room}").body["receipt"]
    room_key = keys.from_jwk(bob.get("manifest").body["manifest"]["room_key"])
    for key, typ, text in (
        (keys.public_bytes(alice.private), signing.RECEIPT_TYP, token),
        (room_key, signing.TYP, token),
        (room_key, signing.RECEIPT_TYP, token[:-8] + "AAAAAAAA"),
    ):
        with pytest.raises(signing.SignatureRefused):
            signing.verify_compact(key, text, typ)


def test_turns_go_after_the_grace(
    workshop: Workshop, no_deal: Callable[[], str], alice: Party, bob: Party
) -> None:
    room = no_deal()
    finish(room, alice, bob)
    workshop.later(minutes=55).erase()
    assert len(bob.get(f"rooms/{room}/transcript").body["turns"]) == 10
    workshop.later(minutes=65).erase()
    assert bob.get(f"rooms/{room}/transcript").body["turns"] == []
    assert not Turn.objects.exists()
    told = receipt_of(bob, room)
    assert [(one["kind"], one["count"]) for one in told["erased"]] == [("buyer_terms", 1), ("turns", 10)]
    assert told["still_kept"] == [{"kind": "seller_terms", "why": "listing_open"}]
    assert Room.objects.get().erase_at is None, "nothing is left to come back for"


@pytest.mark.parametrize("how", ["sold", "withdrawn"])
def test_a_sellers_terms_go_when_the_listing_closes(
    workshop: Workshop, signing_room: MakeRoom, alice: Party, bob: Party, keyring: Keyring, how: str
) -> None:
    room = signing_room("15000.00", "18000.00" if how == "sold" else "14000.00")
    finish(room, alice, bob)
    if how == "withdrawn":
        alice.post(f"listings/{Room.objects.get().listing_id}/withdraw")
    workshop.later(hours=2).erase()
    unclaimed = SealingKey.objects.filter(claimed_at=None).values_list("id", flat=True)
    assert keyring.key_ids() == frozenset(unclaimed), "no private half but those of the pool"
    assert not SealedTerms.objects.exists()
    assert not Turn.objects.exists()
    told = receipt_of(alice, room)
    assert sorted(one["kind"] for one in told["erased"]) == ["buyer_terms", "seller_terms", "turns"]
    assert told["still_kept"] == []


def test_a_closed_listings_terms_stay_while_a_room_that_needs_them_lives(
    workshop: Workshop, alice: Party, bob: Party, keyring: Keyring
) -> None:
    listing = alice.offer()
    room = bob.join(listing).body["id"]
    workshop.work()
    alices = key_of(room, "seller")
    alice.post(f"listings/{listing.body['listing']['id']}/withdraw")
    workshop.erase()
    assert alices in keyring.key_ids(), "the outcome awaits signatures"
    finish(room, alice, bob)
    workshop.erase()
    assert alices not in keyring.key_ids()


def test_the_terms_that_an_edit_replaced_go(
    workshop: Workshop, alice: Party, bob: Party, keyring: Keyring
) -> None:
    listing = alice.offer()
    room = bob.join(listing, "14000.00").body["id"]
    old = key_of(room, "seller")
    new = {"terms": terms("16000.00"), "manifest_digest": alice.manifest_digest()}
    alice.patch(f"listings/{listing.body['listing']['id']}", new)
    workshop.erase()
    assert old in keyring.key_ids(), "a room bargains with them"
    workshop.work()
    assert bob.get(f"rooms/{room}").body["status"] == "signing"
    finish(room, alice, bob)
    workshop.erase()
    assert old not in keyring.key_ids()
    standing = SealedTerms.objects.get()
    assert standing.key_id in keyring.key_ids(), "the new ones stand"


def test_a_key_that_was_destroyed_before_a_crash_leaves_the_rest_to_the_next_try(
    workshop: Workshop, no_deal: Callable[[], str], alice: Party, bob: Party, keyring: Keyring
) -> None:
    room = no_deal()
    finish(room, alice, bob)
    keyring.destroy([key_of(room, "buyer")])
    assert SealedTerms.objects.count() == 2
    workshop.erase()
    assert SealedTerms.objects.count() == 1
    assert [one["kind"] for one in receipt_of(bob, room)["erased"]] == ["buyer_terms"]


def test_erasing_again_changes_nothing(
    workshop: Workshop, no_deal: Callable[[], str], alice: Party, bob: Party, keyring: Keyring
) -> None:
    room = no_deal()
    finish(room, alice, bob)
    late = workshop.later(hours=2)
    late.erase()
    told, kept = receipt_of(bob, room), keyring.key_ids()
    count = Receipt.objects.count()
    for _ in range(2):
        late.erase()
        erase.erase_room(UUID(room), keyring, late.now)
    assert (receipt_of(bob, room), keyring.key_ids(), Receipt.objects.count()) == (told, kept, count)


def test_erasing_one_room_touches_no_other(
    workshop: Workshop, alice: Party, bob: Party, charlie: Party, keyring: Keyring
) -> None:
    listing = alice.offer()
    ends = bob.join(listing, "14000.00").body["id"]
    lives = charlie.join(listing, "18000.00").body["id"]
    workshop.run(ends)
    charlies, pool = key_of(lives, "buyer"), set(SealingKey.objects.filter(claimed_at=None))
    finish(ends, alice, bob)
    late = workshop.later(hours=2)
    late.erase()
    assert charlies in keyring.key_ids()
    assert set(SealingKey.objects.filter(claimed_at=None)) == pool
    late.run(lives)
    shown = charlie.get(f"rooms/{lives}").body
    assert (shown["status"], shown["turns"], shown["receipt"]) == ("signing", 10, None)


def test_nothing_of_a_room_that_lives_is_erased(
    workshop: Workshop, signing_room: MakeRoom, keyring: Keyring
) -> None:
    room = signing_room()
    before = keyring.key_ids()
    late = workshop.later(days=30)
    erase.erase_room(UUID(room), keyring, late.now)
    late.erase()
    assert keyring.key_ids() == before
    assert (SealedTerms.objects.count(), Turn.objects.count()) == (2, 10)


def test_the_private_half_is_overwritten_before_its_file_goes(workshop: Workshop, keyring: Keyring) -> None:
    key_id = next(iter(keyring.key_ids()))
    with (keyring._sealing / str(key_id)).open("rb") as held:
        assert held.read() != bytes(32)
        keyring.destroy([key_id])
        held.seek(0)
        assert held.read() == bytes(32)
    keyring.destroy([key_id])


def test_erasing_does_not_wait_for_a_room_key_that_is_gone(
    workshop: Workshop, no_deal: Callable[[], str], alice: Party, bob: Party, keyring: Keyring
) -> None:
    room = no_deal()
    bobs = key_of(room, "buyer")
    finish(room, alice, bob)
    (keyring._room / Room.objects.get().manifest.room_fingerprint).unlink()
    workshop.erase()
    assert bobs not in keyring.key_ids()
    assert bob.get(f"rooms/{room}").body["receipt"] is None


def test_a_worker_with_another_keyring_leaves_terms_to_the_one_that_can_open_them(
    workshop: Workshop, no_deal: Callable[[], str], alice: Party, bob: Party, keyring: Keyring, tmp_path: Path
) -> None:
    room = no_deal()
    bobs = key_of(room, "buyer")
    finish(room, alice, bob)
    stranger = Workshop(replace(workshop.worker, keyring=Keyring(tmp_path / "another")), workshop.now)
    stranger.erase()
    assert SealedTerms.objects.filter(key_id=bobs).exists()
    sealed = alice.seal(terms("15000.00"), role="seller", listing_id="")
    listing = alice.offer(title="Another", terms=None, sealed_terms=sealed).body
    stranger.check()
    assert SealedTerms.objects.get(standing_behind=listing["listing"]["id"]).state == "checking"
    workshop.check()
    assert SealedTerms.objects.get(standing_behind=listing["listing"]["id"]).state == "good"
    erase.erase_unneeded(keyring, workshop.now)
    assert not SealedTerms.objects.filter(key_id=bobs).exists()


@pytest.mark.parametrize("url", ["redis://127.0.0.1:6379/0", "dir:var/keyring", "/var/keyring", ""])
def test_only_an_absolute_directory_is_taken_for_a_keyring(settings: Settings, url: str) -> None:
    settings.VAULT_URL = url
    with pytest.raises(ImproperlyConfigured, match="VAULT_URL"):
        vault.keyring()


def test_a_keyring_that_others_can_read_is_refused(settings: Settings, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    settings.VAULT_URL = f"dir:{tmp_path}"
    with pytest.raises(ImproperlyConfigured, match="owner alone"):
        vault.keyring()


def test_keys_that_nobody_can_submit_to_any_more_are_destroyed(
    workshop: Workshop, alice: Party, keyring: Keyring
) -> None:
    """Unclaimed or claimed and unused; what terms were sealed to stays with its terms."""
    alice.offer()
    claimed = UUID(alice.post("sealing-keys").body["key_id"])
    used = SealedTerms.objects.get().key_id
    mint.retire(keyring, workshop.later(hours=24).now)
    assert claimed in keyring.key_ids()
    mint.retire(keyring, workshop.later(hours=26).now)
    assert keyring.key_ids() == {used} == set(SealingKey.objects.values_list("id", flat=True))


def test_the_receipt_outlives_a_change_of_software(
    workshop: Workshop, no_deal: Callable[[], str], alice: Party, bob: Party
) -> None:
    room = no_deal()
    finish(room, alice, bob)
    after = replace(workshop.upgraded(), now=workshop.later(hours=2).now)
    after.erase()
    assert receipt_of(bob, room)["still_kept"] == [{"kind": "seller_terms", "why": "listing_open"}]
