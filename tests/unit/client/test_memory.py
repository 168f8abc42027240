"""What an agent remembers, and what it notices by that: whatever the market may say, at whatever moment."""

import json
from typing import Any

import pytest

from agents.domain import keys
from client import errors
from client.market import Market
from client.records import Records
from client.shapes import Room
from contracts.domain.outcome import Outcome
from marketplace.domain.terms import Terms
from tests.unit.client.conftest import enter
from tests.unit.client.double import DEAL, MarketDouble
from tests.unit.client.serving import StoppedClock


def test_there_is_nothing_to_sign_before_the_outcome(seller: Market, room: Room) -> None:
    with pytest.raises(errors.LocalError) as refused:
        seller.sign(room.id)
    assert refused.value.code == "nothing_to_sign"


def test_there_is_no_contract_before_all_have_signed(
    double: MarketDouble, seller: Market, room: Room
) -> None:
    double.run(room.id, DEAL)
    with pytest.raises(errors.LocalError) as refused:
        seller.contract_of(room.id)
    assert refused.value.code == "no_contract"


@pytest.mark.parametrize(("band", "side"), [(79, "seller"), (96, "buyer")])
def test_a_price_outside_the_own_limit_is_not_signed(
    double: MarketDouble, seller: Market, buyer: Market, room: Room, band: int, side: str
) -> None:
    double.run(room.id, Outcome(True, band))
    agent, other = (seller, buyer) if side == "seller" else (buyer, seller)
    with pytest.raises(errors.SigningRefused) as refused:
        agent.sign(room.id)
    assert refused.value.code == "price_outside_limit"
    assert other.sign(room.id).has_signed
    assert not any(limit in str(refused.value) for limit in ("800", "950"))


def test_a_room_that_was_not_entered_from_here_is_not_signed(
    double: MarketDouble, url: str, buyer: Market, room: Room, clock: StoppedClock
) -> None:
    double.run(room.id, DEAL)
    with Market(url, buyer.identity, records=Records(), clock=clock) as forgetful:
        with pytest.raises(errors.SigningRefused) as refused:
            forgetful.sign(room.id)
        assert refused.value.code == "nothing_remembered"


def test_a_buyer_swapped_after_the_first_look_is_not_signed_with(
    double: MarketDouble, seller: Market, room: Room
) -> None:
    double.rooms[room.id]["parties"]["buyer"]["fingerprint"] = "ab" * 32
    double.run(room.id, DEAL)
    with pytest.raises(errors.SigningRefused) as refused:
        seller.sign(room.id)
    assert refused.value.code == "wrong_other_party"


def test_a_listing_edited_while_a_room_is_open_does_not_touch_the_room(
    double: MarketDouble, seller: Market, buyer: Market, room: Room
) -> None:
    double.rooms[room.id]["status"] = "running"
    seller.edit(str(room.listing["id"]), {"title": "Gravel bike, now cleaned"})
    double.run(room.id, DEAL)
    assert seller.sign(room.id).has_signed


def test_a_room_seen_first_after_an_edit_is_checked_by_the_version_it_was_opened_over(
    double: MarketDouble, seller: Market, buyer: Market, bike: dict[str, Any], floor: Terms, budget: Terms
) -> None:
    listing = seller.publish(bike, floor)
    opened = buyer.open_room(buyer.listing(listing.id), "I cycle daily.", budget)
    seller.edit(listing.id, {"asking_price": "1100.00"})
    double.run(opened.id, DEAL)
    assert seller.sign(opened.id).has_signed


def test_new_terms_reach_the_rooms_that_still_wait_and_no_others(
    double: MarketDouble, seller: Market, buyer: Market, room: Room, url: str, clock: StoppedClock
) -> None:
    seller.edit(str(room.listing["id"]), {}, Terms(70_000, "USD"))
    double.rooms[room.id]["status"] = "running"
    seller.edit(str(room.listing["id"]), {}, Terms(90_000, "USD"))
    double.run(room.id, Outcome(True, 75))
    assert seller.sign(room.id).has_signed


def test_a_room_that_runs_unseen_goes_by_the_terms_it_began_with(
    double: MarketDouble, seller: Market, buyer: Market, bike: dict[str, Any], floor: Terms, budget: Terms
) -> None:
    listing = seller.publish(bike, floor)
    opened = buyer.open_room(buyer.listing(listing.id), "I cycle daily.", budget)
    double.rooms[opened.id]["status"] = "running"
    seller.edit(listing.id, {}, Terms(90_000, "USD"))
    double.run(opened.id, Outcome(True, 85))
    assert seller.sign(opened.id).has_signed


def test_a_room_that_runs_unseen_goes_by_the_manifest_it_began_with(
    double: MarketDouble, seller: Market, buyer: Market, bike: dict[str, Any], floor: Terms, budget: Terms
) -> None:
    listing = seller.publish(bike, floor)
    opened = buyer.open_room(buyer.listing(listing.id), "I cycle daily.", budget)
    double.rooms[opened.id]["status"] = "running"
    double.software = "sha256:" + "11" * 32
    seller.consent(listing.id, seller.manifest())
    double.run(opened.id, DEAL)
    assert seller.sign(opened.id).has_signed


def test_terms_for_a_room_under_a_new_manifest_are_remembered_with_it(
    double: MarketDouble, seller: Market, buyer: Market, bike: dict[str, Any], floor: Terms, budget: Terms
) -> None:
    listing = seller.publish(bike, floor)
    double.software = "sha256:" + "11" * 32
    opened = buyer.open_room(buyer.listing(listing.id), "I cycle daily.", budget)
    seller.submit_terms(opened.id, Terms(70_000, "USD"))
    double.run(opened.id, Outcome(True, 75))
    assert seller.sign(opened.id).has_signed


def test_terms_for_one_waiting_room_count_for_that_room(
    double: MarketDouble, seller: Market, room: Room
) -> None:
    seller.submit_terms(room.id, Terms(70_000, "USD"))
    double.run(room.id, Outcome(True, 75))
    assert seller.sign(room.id).has_signed


def test_an_exact_consent_does_not_reach_another_manifest(
    double: MarketDouble, seller: Market, buyer: Market, bike: dict[str, Any], floor: Terms, budget: Terms
) -> None:
    listing = seller.publish(bike, floor)
    double.software = "sha256:" + "11" * 32
    opened = buyer.open_room(buyer.listing(listing.id), "I cycle daily.", budget)
    double.run(opened.id, DEAL)
    with pytest.raises(errors.SigningRefused) as refused:
        seller.sign(opened.id)
    assert refused.value.code == "wrong_manifest"
    seller.consent(listing.id, seller.manifest())
    assert seller.sign(opened.id).has_signed


def test_an_operators_consent_reaches_a_manifest_with_other_software(
    double: MarketDouble, seller: Market, buyer: Market, bike: dict[str, Any], floor: Terms, budget: Terms
) -> None:
    listing = seller.publish(bike, floor, consent="operator")
    double.software = "sha256:" + "11" * 32
    opened = buyer.open_room(buyer.listing(listing.id), "I cycle daily.", budget)
    double.run(opened.id, DEAL)
    assert seller.sign(opened.id).has_signed


def test_terms_are_not_sealed_to_a_key_that_the_room_did_not_sign(
    double: MarketDouble, seller: Market, bike: dict[str, Any], floor: Terms
) -> None:
    own = keys.to_base64url(bytes(range(32)))
    double.twist = lambda path, body: body | {"public_key": own} if path.endswith("sealing-keys") else body
    with pytest.raises(errors.Distrusted) as refused:
        seller.publish(bike, floor)
    assert refused.value.code == "bad_sealing_key"
    assert not double.listings


def test_a_listing_published_otherwise_than_submitted_is_noticed(
    double: MarketDouble, seller: Market, bike: dict[str, Any], floor: Terms
) -> None:
    def cheaper(path: str, body: Any) -> Any:
        if path.endswith("/listings") and "listing" in body:
            double.listings[body["listing"]["id"]]["asking_price"] = "10.00"
            return double.listing_answer(body["listing"]["id"])
        return body

    double.twist = cheaper
    with pytest.raises(errors.Distrusted) as refused:
        seller.publish(bike, floor)
    assert refused.value.code == "listing_altered"


def test_a_listing_whose_digest_is_not_its_own_is_not_believed(
    double: MarketDouble, seller: Market, buyer: Market, bike: dict[str, Any], floor: Terms
) -> None:
    listing = seller.publish(bike, floor)
    double.twist = lambda _path, body: body | {"digest": "sha256:" + "ee" * 32}
    with pytest.raises(errors.Distrusted) as refused:
        buyer.listing(listing.id)
    assert refused.value.code == "wrong_listing_digest"


@pytest.mark.parametrize(
    ("member", "value", "named"),
    [
        ("profile", "I will pay anything.", "profile"),
        ("manifest_digest", "sha256:" + "ee" * 32, "manifest"),
        ("listing_digest", "sha256:" + "ee" * 32, "listing"),
        ("role", "seller", "role"),
    ],
)
def test_a_room_over_something_else_than_submitted_is_noticed_at_once(
    double: MarketDouble,
    seller: Market,
    buyer: Market,
    bike: dict[str, Any],
    floor: Terms,
    budget: Terms,
    member: str,
    value: str,
    named: str,
) -> None:
    listing = buyer.listing(seller.publish(bike, floor).id)
    double.twist = lambda path, body: body | {member: value} if path.endswith("/rooms") else body
    with pytest.raises(errors.Distrusted, match=named) as refused:
        buyer.open_room(listing, "I cycle daily.", budget)
    assert refused.value.code == "room_altered"


@pytest.mark.parametrize("side", ["seller", "buyer"])
def test_a_party_swapped_while_the_room_is_opened_is_noticed_at_once(
    double: MarketDouble,
    seller: Market,
    buyer: Market,
    bike: dict[str, Any],
    floor: Terms,
    budget: Terms,
    side: str,
) -> None:
    listing = buyer.listing(seller.publish(bike, floor).id)

    def swap(path: str, body: Any) -> Any:
        if not path.endswith("/rooms"):
            return body
        return body | {
            "parties": body["parties"] | {side: {"fingerprint": "ab" * 32, "owner": None}},
            "role": "buyer",
        }

    double.twist = swap
    with pytest.raises(errors.Distrusted, match=side):
        buyer.open_room(listing, "I cycle daily.", budget)


def test_a_contract_that_does_not_verify_is_not_taken(
    double: MarketDouble, seller: Market, buyer: Market, room: Room
) -> None:
    double.run(room.id, DEAL)
    seller.sign(room.id)
    buyer.sign(room.id)
    document = json.loads(double.contracts[room.id])
    document["signatures"][0], document["signatures"][1] = (
        document["signatures"][1],
        document["signatures"][0],
    )
    double.contracts[room.id] = json.dumps(document).encode()
    with pytest.raises(errors.Distrusted) as refused:
        seller.contract_of(room.id)
    assert refused.value.code == "bad_contract"
    double.contracts[room.id] = b"{"
    with pytest.raises(errors.Distrusted):
        seller.contract_of(room.id)


def test_a_sound_contract_among_others_is_not_taken_for_ones_own(
    double: MarketDouble, url: str, seller: Market, buyer: Market, room: Room, clock: StoppedClock
) -> None:
    """A market could answer any contract that verifies, made among keys of its own."""
    double.run(room.id, DEAL)
    seller.sign(room.id)
    buyer.sign(room.id)
    with enter(double, url, clock) as stranger:
        with pytest.raises(errors.SigningRefused) as refused:
            stranger.checked_contract(room.id)
        assert refused.value.code == "not_a_party"
    assert buyer.checked_contract(room.id) == double.contracts[room.id]
