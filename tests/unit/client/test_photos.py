"""A seller's agent sends photos, waits for them, and signs for rooms that were opened over any version with them."""

from typing import Any

import pytest

from client import errors
from client.market import Market
from marketplace.domain.terms import Terms
from tests.unit.client.double import DEAL, MarketDouble
from tests.unit.client.serving import StoppedClock

JPEG, PNG, WEBP = b"\xff\xd8\xff one", b"\x89PNG\r\n\x1a\n two", b"RIFF....WEBP three"


@pytest.fixture
def listing_id(
    double: MarketDouble, clock: StoppedClock, seller: Market, bike: dict[str, Any], floor: Terms
) -> str:
    """A listing at a market that looks at photos while its sellers wait."""
    clock.each_sleep = double.look_at_photos
    return seller.publish(bike, floor).id


@pytest.mark.parametrize(("file", "kind"), [(JPEG, "image/jpeg"), (PNG, "image/png"), (WEBP, "image/webp")])
def test_a_photo_is_sent_as_what_it_is_and_waited_for(
    double: MarketDouble, clock: StoppedClock, seller: Market, listing_id: str, file: bytes, kind: str
) -> None:
    photo = seller.add_photo(listing_id, file)
    assert (photo.state, photo.code, bool(photo.name and photo.url)) == ("good", None, True)
    sent = next(request for request in double.log if request.path.endswith("/photos"))
    assert (sent.body, sent.headers["Content-Type"]) == (file, kind)
    assert len(clock.slept) == 1


def test_a_refused_photo_says_why(
    double: MarketDouble, clock: StoppedClock, seller: Market, listing_id: str
) -> None:
    clock.each_sleep = lambda: double.look_at_photos("photo_unreadable")
    photo = seller.add_photo(listing_id, JPEG)
    assert (photo.state, photo.code, photo.name) == ("refused", "photo_unreadable", None)


def test_a_photo_that_nobody_looks_at_is_waited_for_no_longer_than_was_said(
    clock: StoppedClock, seller: Market, listing_id: str
) -> None:
    clock.each_sleep = lambda: None
    assert seller.add_photo(listing_id, JPEG, within=3).state == "checking"
    assert sum(clock.slept) == 3


def test_what_is_no_photo_is_not_sent(double: MarketDouble, seller: Market, listing_id: str) -> None:
    before = len(double.log)
    with pytest.raises(errors.LocalError) as refused:
        seller.add_photo(listing_id, b"GIF89a")
    assert (refused.value.code, len(double.log)) == ("no_photo", before)


def test_photos_are_put_in_order_and_taken_off(seller: Market, listing_id: str) -> None:
    one, two = (seller.add_photo(listing_id, file) for file in (JPEG, PNG))
    assert [photo.id for photo in seller.arrange_photos(listing_id, [two.id, one.id])] == [two.id, one.id]
    assert [photo.id for photo in seller.remove_photo(listing_id, two.id)] == [one.id]
    assert [photo.id for photo in seller.photos(listing_id)] == [one.id]


@pytest.mark.parametrize("afterwards", ["nothing", "one more", "taken off"])
def test_a_room_over_photos_is_signed_whatever_became_of_them(
    double: MarketDouble, seller: Market, buyer: Market, budget: Terms, listing_id: str, afterwards: str
) -> None:
    photo = seller.add_photo(listing_id, JPEG)
    room = buyer.open_room(buyer.listing(listing_id), "A student who cycles daily.", budget)
    if afterwards == "one more":
        seller.add_photo(listing_id, PNG)
    if afterwards == "taken off":
        seller.remove_photo(listing_id, photo.id)
    double.run(room.id, DEAL)
    assert seller.sign(room.id).has_signed


def test_a_room_over_photos_of_somebody_elses_is_not_signed(
    double: MarketDouble, seller: Market, buyer: Market, budget: Terms, listing_id: str
) -> None:
    seller.add_photo(listing_id, JPEG)
    double.listings[listing_id]["photos"] = ["sha256:" + "0" * 64]
    room = buyer.open_room(buyer.listing(listing_id), "A student who cycles daily.", budget)
    double.run(room.id, DEAL)
    with pytest.raises(errors.SigningRefused):
        seller.sign(room.id)


def test_a_market_that_changes_more_than_the_photos_is_noticed(
    double: MarketDouble, seller: Market, listing_id: str
) -> None:
    double.listings[listing_id]["asking_price"] = "1.00"
    with pytest.raises(errors.Distrusted) as noticed:
        seller.add_photo(listing_id, JPEG)
    assert noticed.value.code == "listing_altered"
