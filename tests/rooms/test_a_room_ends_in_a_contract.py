"""From two submissions to a contract that a stranger can verify, in process."""

import json
from collections.abc import Callable

import pytest

from contracts.domain.verification import verify
from rooms.models import Turn
from tests.parties import Party, Workshop

pytestmark = pytest.mark.django_db


def test_two_submissions_become_a_contract_that_verifies_offline(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    listing = alice.offer("15000.00")
    room = bob.join(listing, "18000.00")
    assert (room.status, room.body["status"]) == (201, "ready")
    workshop.work()
    shown = bob.get(f"rooms/{room.body['id']}").body
    assert (shown["status"], shown["round"], shown["turns"]) == ("signing", 5, 10)
    # floor 15000 -> band 75, budget 18000 -> band 90, midpoint 82
    assert shown["outcome"] == {"bits": "11010010", "deal": True, "band": 82, "price": "16400.00"}
    assert alice.sign(room.body["id"]).status == 200
    done = bob.sign(room.body["id"]).body
    assert (done["status"], done["signed"]) == ("done", {"seller": True, "buyer": True, "room": True})
    contract = alice.get(done["contract"].removeprefix("/api/v1/"))
    verdict = verify(contract.raw, seller=alice.fingerprint, buyer=bob.fingerprint)
    assert verdict.valid, verdict
    assert alice.get(f"listings/{listing.body['listing']['id']}").body["status"] == "sold"


def test_limits_that_do_not_meet_end_in_a_signed_no_deal(
    signing_room: Callable[..., str], alice: Party, bob: Party
) -> None:
    room = signing_room("15000.00", "14000.00")
    alice.sign(room)
    done = bob.sign(room).body
    assert done["outcome"] == {"bits": "00000000", "deal": False, "band": None, "price": None}
    contract = bob.get(done["contract"].removeprefix("/api/v1/"))
    assert verify(contract.raw).valid
    assert alice.get(f"listings/{done['listing']['id']}").body["status"] == "open"


def test_the_talk_has_ten_turns_the_seller_first_in_each_round(
    signing_room: Callable[..., str], alice: Party
) -> None:
    turns = alice.get(f"rooms/{signing_room()}/transcript").body["turns"]
    assert [(turn["round"], turn["persona"]) for turn in turns] == [
        (number, persona) for number in range(1, 6) for persona in ("seller", "buyer")
    ]
    assert [turn["seq"] for turn in turns] == list(range(4, 14))
    assert Turn.objects.count() == 10


def test_no_signature_leaves_the_room_before_all_three_are_there(
    signing_room: Callable[..., str], alice: Party, bob: Party
) -> None:
    room = signing_room()
    for party in (alice, bob):
        assert b'"signatures"' not in party.get(f"rooms/{room}").raw
        assert party.get("contracts").body["results"] == []
    alice.sign(room)
    shown = bob.get(f"rooms/{room}")
    assert shown.body["signed"] == {"seller": True, "buyer": False, "room": True}
    assert shown.body["contract"] is None
    assert b'"signature"' not in shown.raw
    bob.sign(room)
    assert len(bob.get("contracts").body["results"]) == 1


def test_the_contract_the_api_serves_is_the_one_its_verify_call_accepts(
    signing_room: Callable[..., str], alice: Party, bob: Party
) -> None:
    room = signing_room()
    alice.sign(room)
    contract = bob.get(bob.sign(room).body["contract"].removeprefix("/api/v1/"))
    assert bob.call("POST", "verify", contract.raw, anonymous=True).body["valid"] is True
    changed = json.loads(contract.raw)
    changed["statement"]["outcome"]["price"] = "1.00"
    verdict = bob.call("POST", "verify", changed, anonymous=True).body
    assert verdict["valid"] is False
    assert [check["name"] for check in verdict["checks"] if not check["passed"]]
