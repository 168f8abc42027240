"""What is no signature of this party over this statement, now, is refused and stored nowhere."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from agents.domain import keys
from contracts.domain import signing
from contracts.domain.canonical import canonical, strict_loads
from contracts.models import Signature
from rooms.actions import run
from rooms.models import Room
from tests.parties import Party, Workshop

pytestmark = pytest.mark.django_db
Watch = Callable[[], AbstractContextManager[None]]
MakeRoom = Callable[..., str]


def signed(private: Ed25519PrivateKey, text: str) -> str:
    return keys.to_base64url(private.sign(text.encode()))


def respelled(protected: str, **members: Any) -> str:
    """The header with members changed or, by None, left out."""
    header = strict_loads(keys.from_base64url(protected))
    assert isinstance(header, dict)
    kept = {name: value for name, value in (header | members).items() if value is not None}
    return keys.to_base64url(canonical(kept))


def test_a_signature_by_another_key_is_refused(
    signing_room: MakeRoom, alice: Party, bob: Party, charlie: Party, nothing_changes: Watch
) -> None:
    room = signing_room()
    shown = alice.get(f"rooms/{room}").body
    payload = shown["signing_input"].partition(".")[2]
    with nothing_changes():
        for signature in (
            signed(charlie.private, shown["signing_input"]),
            signed(charlie.private, f"{charlie.header()}.{payload}"),
            bob.signature(room),
        ):
            found = alice.post(f"rooms/{room}/signature", {"signature": signature})
            assert (found.status, found.code) == (422, "bad_signature")


def test_the_header_of_another_key_is_refused(
    signing_room: MakeRoom, alice: Party, bob: Party, charlie: Party, nothing_changes: Watch
) -> None:
    room = signing_room()
    payload = alice.get(f"rooms/{room}").body["signing_input"].partition(".")[2]
    with nothing_changes():
        for party in (bob, charlie):
            sent = {
                "protected": party.header(),
                "signature": signed(party.private, f"{party.header()}.{payload}"),
            }
            found = alice.post(f"rooms/{room}/signature", sent)
            assert (found.status, found.code) == (422, "wrong_key")


def test_a_signature_over_something_else_is_refused(
    signing_room: MakeRoom, alice: Party, nothing_changes: Watch
) -> None:
    room = signing_room()
    shown = alice.get(f"rooms/{room}").body
    header, _, payload = shown["signing_input"].partition(".")
    cheaper = shown["statement"] | {"outcome": shown["outcome"] | {"price": "1.00"}}
    texts = ["", payload, header, f"{payload}.{header}", f"{header}.{signing.payload(cheaper)}"]
    with nothing_changes():
        for text in texts:
            found = alice.post(f"rooms/{room}/signature", {"signature": signed(alice.private, text)})
            assert (found.status, found.code) == (422, "bad_signature")


def test_a_second_spelling_of_a_signature_is_refused(
    signing_room: MakeRoom, alice: Party, nothing_changes: Watch
) -> None:
    room = signing_room()
    right = alice.signature(room)
    raw = keys.from_base64url(right)
    larger = (int.from_bytes(raw[32:], "little") + keys.L).to_bytes(32, "little")
    with nothing_changes():
        for wrong in (
            keys.to_base64url(raw[:32] + larger),
            right[:-1] + chr(ord(right[-1]) + 1),
            right[:-2],
            "A" * 86,
            "é" * 80,
            "!",
        ):
            found = alice.post(f"rooms/{room}/signature", {"signature": wrong})
            assert (found.status, found.code) == (422, "bad_signature"), wrong
        padded = alice.post(f"rooms/{room}/signature", {"signature": right + "=="})
        assert (padded.status, padded.code) == (422, "invalid"), "longer than any signature"


@pytest.mark.parametrize(
    "members",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"typ": "JWT"},
        {"typ": signing.RECEIPT_TYP},
        {"typ": None},
        {"kid": "0" * 64},
        {"kid": None},
        {"jwk": None},
        {"b64": False},
        {"crit": []},
        {"jku": "https://example.org"},
    ],
)
def test_a_header_that_is_not_ours_is_refused_however_well_it_is_signed(
    signing_room: MakeRoom, alice: Party, nothing_changes: Watch, members: dict[str, Any]
) -> None:
    room = signing_room()
    header, _, payload = alice.get(f"rooms/{room}").body["signing_input"].partition(".")
    other = respelled(header, **members)
    with nothing_changes():
        found = alice.post(
            f"rooms/{room}/signature",
            {"protected": other, "signature": signed(alice.private, f"{other}.{payload}")},
        )
    assert (found.status, found.code) == (422, "bad_protected")


@pytest.mark.parametrize("protected", ["x", "e30", "bnVsbA", "é", "e30=", "W10", "A" * 1000])
def test_what_is_no_header_is_refused(
    signing_room: MakeRoom, alice: Party, nothing_changes: Watch, protected: str
) -> None:
    room = signing_room()
    with nothing_changes():
        found = alice.sign(room, protected=protected)
    assert (found.status, found.code) == (422, "bad_protected")


def test_the_older_name_of_the_algorithm_is_taken_and_the_contract_holds(
    signing_room: MakeRoom, alice: Party, bob: Party
) -> None:
    room = signing_room()
    header, _, payload = alice.get(f"rooms/{room}").body["signing_input"].partition(".")
    older = respelled(header, alg="EdDSA")
    signature = signed(alice.private, f"{older}.{payload}")
    assert alice.post(f"rooms/{room}/signature", {"protected": older, "signature": signature}).status == 200
    contract = bob.get(bob.sign(room).body["contract"].removeprefix("/api/v1/"))
    assert bob.call("POST", "verify", contract.raw, anonymous=True).body["valid"] is True


def test_nobody_signs_twice(signing_room: MakeRoom, alice: Party, nothing_changes: Watch) -> None:
    room = signing_room()
    assert alice.sign(room).status == 200
    with nothing_changes():
        found = alice.sign(room)
    assert (found.status, found.code) == (409, "already_signed")


def test_there_is_nothing_to_sign_before_the_outcome(
    workshop: Workshop, alice: Party, bob: Party, nothing_changes: Watch
) -> None:
    ready = bob.join(alice.offer()).body
    running = bob.join(alice.offer(title="Another car")).body
    assert run.claim(running["id"], workshop.worker) is not None
    listing = alice.offer(title="A third")
    sealed = bob.seal(
        {"limit": "1.00", "currency": "USD"}, role="buyer", listing_id=listing.body["listing"]["id"]
    )
    waiting = bob.join(listing, terms=None, sealed_terms=sealed).body
    assert [one["status"] for one in (ready, waiting)] == ["ready", "waiting"]
    with nothing_changes():
        for room in (ready, running, waiting):
            shown = bob.get(f"rooms/{room['id']}").body
            assert (shown["signing_input"], shown["statement"], shown["outcome"]) == (None, None, None)
            found = bob.post(f"rooms/{room['id']}/signature", {"signature": "A" * 86})
            assert (found.status, found.code) == (409, "signing_not_open"), room["status"]


def test_nothing_is_signed_after_the_end(
    workshop: Workshop, signing_room: MakeRoom, alice: Party, bob: Party, nothing_changes: Watch
) -> None:
    room = signing_room()
    signatures = [(party, party.signature(room)) for party in (alice, bob)]
    assert alice.sign(room).status == 200
    workshop.later(hours=73).sweep()
    assert bob.get(f"rooms/{room}").body["status"] == "expired"
    with nothing_changes():
        for party, signature in signatures:
            found = party.post(f"rooms/{room}/signature", {"signature": signature})
            assert (found.status, found.code) == (409, "signing_closed")


def test_nothing_is_signed_in_a_room_that_is_void_or_done(
    signing_room: MakeRoom,
    workshop: Workshop,
    alice: Party,
    bob: Party,
    charlie: Party,
    nothing_changes: Watch,
) -> None:
    listing = alice.offer()
    lost = charlie.join(listing).body["id"]
    won = bob.join(listing).body["id"]
    workshop.work()
    late = charlie.signature(lost)
    alice.sign(won)
    assert bob.sign(won).body["status"] == "done"
    with nothing_changes():
        assert charlie.post(f"rooms/{lost}/signature", {"signature": late}).code == "signing_closed"
        assert bob.sign(won).code == "signing_closed"


def test_a_signature_after_the_deadline_is_late_even_before_a_sweep_comes_by(
    signing_room: MakeRoom, alice: Party, nothing_changes: Watch
) -> None:
    room = signing_room()
    Room.objects.filter(id=room).update(deadline=timezone.now() - timedelta(seconds=1))
    with nothing_changes():
        found = alice.sign(room)
    assert (found.status, found.code) == (409, "signing_closed")


def test_a_stranger_signs_nothing(
    signing_room: MakeRoom, alice: Party, charlie: Party, nothing_changes: Watch
) -> None:
    room = signing_room()
    with nothing_changes():
        found = charlie.post(f"rooms/{room}/signature", {"signature": alice.signature(room)})
    assert (found.status, found.code) == (404, "not_found")
    assert Signature.objects.count() == 1, "the room's own"
