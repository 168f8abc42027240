"""The market as an agent uses it, against a real server: from the manifest to the contract."""

import asyncio
import json
from typing import Any

import pytest

from client import errors
from client.async_market import AsyncMarket
from client.identity import Identity
from client.market import Market
from client.news import StatusFrame
from client.shapes import Room
from contracts.domain import verification
from contracts.domain.outcome import Outcome
from marketplace.domain.terms import Terms
from tests.unit.client.double import DEAL, MarketDouble
from tests.unit.client.faces import AwaitedClock
from tests.unit.client.serving import StoppedClock, problem


def test_two_agents_go_in_and_a_contract_comes_out(
    double: MarketDouble, seller: Market, buyer: Market, room: Room
) -> None:
    double.run(room.id, DEAL)
    assert not seller.sign(room.id).ended
    assert buyer.sign(room.id).status == "done"
    document = seller.contract_of(room.id)
    assert document == buyer.contract_of(room.id)
    verdict = verification.verify(
        document, seller=seller.identity.fingerprint, buyer=buyer.identity.fingerprint
    )
    assert verdict.valid
    assert verdict.statement is not None
    assert verdict.statement["outcome"]["price"] == "880.00"
    assert buyer.verify(document)["valid"] is True


def test_a_no_deal_is_signed_the_same_way(
    double: MarketDouble, seller: Market, buyer: Market, room: Room
) -> None:
    double.run(room.id, Outcome(False, None))
    seller.sign(room.id)
    assert buyer.sign(room.id).status == "done"
    assert verification.verify(buyer.contract_of(room.id)).valid


def test_a_floor_off_the_scale_is_told_before_it_is_sealed(
    double: MarketDouble, seller: Market, bike: dict[str, Any], floor: Terms
) -> None:
    for changes in ({"asking_price": "629.00"}, {"asking_price": "600.00"}):
        with pytest.raises(errors.LocalError) as refused:
            seller.publish(bike | changes, floor)
        assert refused.value.code == "floor_above_scale"
    listing = seller.publish(bike | {"asking_price": "630.00"}, floor)
    with pytest.raises(errors.LocalError):
        seller.edit(listing.id, {"asking_price": "629.00"}, floor)
    with pytest.raises(errors.LocalError):
        seller.edit(listing.id, {}, Terms(80_011, "USD"))
    assert all(request.method != "PATCH" for request in double.log)


def test_terms_travel_sealed_and_arrive_whole(
    double: MarketDouble, room: Room, floor: Terms, budget: Terms
) -> None:
    assert set(double.terms.values()) == {floor, budget}
    sent = b"".join(request.body for request in double.log)
    assert b"canary" not in sent
    assert b"950.00" not in sent


def test_plain_terms_travel_where_the_agent_chose_so(
    double: MarketDouble, seller: Market, bike: dict[str, Any], floor: Terms
) -> None:
    seller.publish(bike, floor, sealed=False)
    assert list(double.terms.values()) == [floor]
    assert not double.sealing_keys
    assert json.loads(double.log[-1].body)["terms"]["limit"] == "800.00"


def test_each_request_has_a_token_of_its_own(double: MarketDouble, room: Room) -> None:
    tokens = [
        request.headers["Authorization"] for request in double.log if "Authorization" in request.headers
    ]
    assert len(tokens) == len(set(tokens)) > 3


def test_what_is_public_is_asked_for_without_saying_who_asks(double: MarketDouble, url: str) -> None:
    with Market(url) as nobody:
        assert nobody.manifest().digest
        assert list(nobody.listings()) == []
    assert all("Authorization" not in request.headers for request in double.log)


def test_what_needs_an_agent_says_so_where_there_is_none(
    url: str, bike: dict[str, Any], floor: Terms
) -> None:
    with Market(url) as nobody, pytest.raises(errors.LocalError) as refused:
        nobody.publish(bike, floor)
    assert refused.value.code == "no_key"


def test_pages_are_read_to_the_end_at_the_markets_own_address(
    double: MarketDouble, seller: Market, bike: dict[str, Any], floor: Terms
) -> None:
    ids = [seller.publish(bike, floor).id for _ in range(5)]
    assert [listing.id for listing in seller.listings(q="bike")] == ids
    # `next` names another host; a client that followed it would not have reached this server three times.
    pages = [
        request for request in double.log if request.method == "GET" and request.path.endswith("listings")
    ]
    assert [page.query.get("cursor") for page in pages] == [None, "2", "4"]


def test_a_room_is_entered_with_an_idempotency_key(double: MarketDouble, room: Room) -> None:
    opening = [request for request in double.log if request.path.endswith("/rooms")]
    assert len(opening[0].headers["Idempotency-Key"]) == 36


def test_a_retried_listing_is_the_same_request_with_the_same_key(
    double: MarketDouble, seller: Market, bike: dict[str, Any], floor: Terms
) -> None:
    seller.manifest()
    double.refuse_once = ("POST", problem(503, "starting"))
    seller.publish(bike, floor, sealed=False)
    first, second = (one for one in double.log if one.method == "POST" and one.path.endswith("/listings"))
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
    assert len(first.headers["Idempotency-Key"]) == 36
    assert first.body == second.body
    assert first.headers["Authorization"] != second.headers["Authorization"]


def test_an_agent_knows_itself_its_contracts_and_its_end(
    double: MarketDouble, seller: Market, buyer: Market, room: Room
) -> None:
    double.run(room.id, DEAL)
    seller.sign(room.id)
    buyer.sign(room.id)
    assert buyer.me().fingerprint == buyer.identity.fingerprint
    assert [one.room_id for one in buyer.contracts()] == [room.id]
    assert buyer.checked_contract(room.id) == buyer.contract_of(room.id)
    double.challenge_host = "bikes.localhost"
    with pytest.raises(errors.LocalError) as elsewhere:
        buyer.revoke()
    assert elsewhere.value.code == "bad_challenge", "what another market would take is not signed here"
    double.challenge_host = ""
    assert buyer.revoke().fingerprint == buyer.identity.fingerprint
    with pytest.raises(errors.NotAuthenticated):
        buyer.me()


def test_the_asynchronous_face_leads_the_same_life(
    double: MarketDouble, url: str, clock: StoppedClock, bike: dict[str, Any], floor: Terms, budget: Terms
) -> None:
    async def live() -> bytes:
        one, other = Identity.generate(), Identity.generate()
        double.known_keys += (one.public_key, other.public_key)
        awaited = AwaitedClock(clock)
        async with (
            AsyncMarket(url, one, clock=awaited) as seller,
            AsyncMarket(url, other, clock=awaited) as buyer,
        ):
            listing = await seller.publish(bike, floor)
            assert [found.id async for found in buyer.listings(q="bike")] == [listing.id]
            room = await buyer.open_room(await buyer.listing(listing.id), "I cycle daily.", budget)
            await seller.room(room.id)
            double.run(room.id, DEAL)
            async for news in buyer.follow(room.id):
                if isinstance(news, StatusFrame) and news.status == "signing" and not news.signed["buyer"]:
                    await asyncio.gather(buyer.sign(room.id), seller.sign(room.id))
            return await buyer.contract_of(room.id)

    assert verification.verify(asyncio.run(live())).valid


def test_both_faces_have_every_method() -> None:
    def methods(face: type) -> set[str]:
        return {name for name in vars(face) if not name.startswith("_")}

    assert methods(Market) == methods(AsyncMarket)


def test_signing_again_posts_nothing(double: MarketDouble, seller: Market, room: Room) -> None:
    double.run(room.id, DEAL)
    seller.sign(room.id)
    before = len(double.log)
    assert seller.sign(room.id).has_signed
    assert [request.method for request in double.log[before:]] == ["GET"]


def test_an_id_is_one_part_of_a_path_whatever_it_holds(double: MarketDouble, buyer: Market) -> None:
    with pytest.raises(errors.NotFound):
        buyer.room("../manifest?x=1")
    assert double.log[-1].path == "/api/v1/rooms/..%2Fmanifest%3Fx%3D1"


@pytest.mark.parametrize("deed", ["pause", "resume", "withdraw"])
def test_pausing_resuming_and_withdrawing_ask_for_it(
    double: MarketDouble, seller: Market, bike: dict[str, Any], floor: Terms, deed: str
) -> None:
    listing = seller.publish(bike, floor)
    assert getattr(seller, deed)(listing.id).id == listing.id
    assert double.log[-1].path.endswith(f"/{deed}")


def test_a_listing_published_elsewhere_cannot_be_edited_from_here(buyer: Market) -> None:
    with pytest.raises(errors.LocalError) as refused:
        buyer.edit("0199", {"title": "Mine"})
    assert refused.value.code == "unknown_listing"
