"""GET listings: search, filters, order, pages; open listings of this market and no others."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.parties import Party, Workshop

pytestmark = pytest.mark.django_db

GOODS = [
    {"title": "2016 Volvo V60", "category": "car", "asking_price": "20000.00", "currency": "USD"},
    {"title": "Gravel bike", "category": "Bike", "asking_price": "1500.00", "currency": "USD"},
    {"title": "Old piano", "category": "music", "asking_price": "300000", "currency": "JPY"},
    {"title": "Tent", "category": "", "asking_price": "99.99", "currency": "USD"},
]


@pytest.fixture
def shop(workshop: Workshop, alice: Party) -> Party:
    """Alice, who offers four things; the tent came last."""
    for goods in GOODS:
        price, currency = goods["asking_price"], goods["currency"]
        described = f"Sold with papers. {goods['title'][::-1]}"
        changes: dict[str, Any] = {"description": described, "terms": {"limit": price, "currency": currency}}
        posted = alice.offer(**(goods | changes))
        assert posted.status == 201
    return alice


def titles(party: Party, query: str = "") -> list[str]:
    found = party.call("GET", f"listings{query}", anonymous=True)
    assert found.status == 200, found.body
    return [one["listing"]["title"] for one in found.body["results"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Tent", "Old piano", "Gravel bike", "2016 Volvo V60"]),
        ("?q=", ["Tent", "Old piano", "Gravel bike", "2016 Volvo V60"]),
        ("?q=volvo", ["2016 Volvo V60"]),
        ("?q=GRAVEL", ["Gravel bike"]),
        ("?q=ekib", ["Gravel bike"]),  # in its description
        ("?q=papers&sort=price", ["Tent", "Gravel bike", "Old piano", "2016 Volvo V60"]),
        ("?q=%25", []),
        ("?q=_", []),
        ("?q=%27%20OR%201=1", []),
        ("?category=bike", ["Gravel bike"]),
        ("?category=bik", []),
        ("?category=car&q=bike", []),
        ("?min_price=1500", ["Old piano", "Gravel bike", "2016 Volvo V60"]),
        ("?min_price=1500.01", ["Old piano", "2016 Volvo V60"]),
        ("?max_price=99.99", ["Tent"]),
        ("?max_price=99.989", []),
        ("?min_price=99.99&max_price=20000", ["Tent", "Gravel bike", "2016 Volvo V60"]),
        ("?min_price=300000", ["Old piano"]),
        ("?min_price=5&max_price=1", []),
        ("?sort=newest", ["Tent", "Old piano", "Gravel bike", "2016 Volvo V60"]),
        ("?sort=-price", ["2016 Volvo V60", "Old piano", "Gravel bike", "Tent"]),
    ],
)
def test_a_search_finds_exactly_what_it_asks_for(shop: Party, query: str, found: list[str]) -> None:
    assert titles(shop, query) == found


@pytest.mark.parametrize("sort", ["newest", "price", "-price"])
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_show_each_listing_once_and_lead_back(shop: Party, sort: str, limit: int) -> None:
    whole = titles(shop, f"?sort={sort}")
    seen: list[str] = []
    query = f"?sort={sort}&limit={limit}"
    pages: list[dict[str, Any]] = []
    while query:
        pages.append(shop.call("GET", f"listings{query}", anonymous=True).body)
        seen += [one["listing"]["title"] for one in pages[-1]["results"]]
        query = f"?{urlsplit(pages[-1]['next']).query}" if pages[-1]["next"] else ""
    assert seen == whole
    assert pages[0]["previous"] is None
    back = shop.call("GET", f"listings?{urlsplit(pages[1]['previous']).query}", anonymous=True).body
    assert [one["digest"] for one in back["results"]] == [one["digest"] for one in pages[0]["results"]]


@pytest.mark.parametrize("limit", ["0", "-1", "abc", "201", "1000000", "٣", ""])
def test_a_page_size_that_is_none_is_refused(shop: Party, limit: str) -> None:
    for path in ("listings", "rooms", "contracts"):
        found = shop.get(f"{path}?limit={limit}")
        assert (found.status, found.body["errors"][0]["field"]) == (422, "limit")


def test_what_is_withdrawn_or_of_another_market_is_not_on_offer(shop: Party) -> None:
    tent = shop.get("listings?q=tent").body["results"][0]["listing"]["id"]
    shop.post(f"listings/{tent}/withdraw")
    assert titles(shop) == ["Old piano", "Gravel bike", "2016 Volvo V60"]
    assert titles(shop.at("bikes.localhost")) == []
    assert titles(shop.at("bikes.localhost"), "?q=volvo") == []


def test_visitors_and_other_agents_see_nothing_of_the_sellers_own(shop: Party, bob: Party) -> None:
    own = {"terms_state", "consent", "refused_joins", "signing_hours", "notice"}
    listing_id = shop.get("listings").body["results"][0]["listing"]["id"]
    public = {"listing", "digest", "status", "rooms_open"}
    for shown in (
        bob.get(f"listings/{listing_id}"),
        shop.call("GET", f"listings/{listing_id}", anonymous=True),
    ):
        assert shown.body.keys() == public
    assert all(one.keys() == public for one in bob.get("listings").body["results"])
    assert shop.get(f"listings/{listing_id}").body.keys() == public | own
