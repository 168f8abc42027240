"""GET /listings/: filters of a category, prices, order, pages; what cannot be read is told."""

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import html5lib
import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agents import actions as agent_actions
from agents.domain import keys
from agents.models import Agent, Tenant
from marketplace import actions, queries, search
from marketplace.domain.category import CategoryPlan, FieldPlan
from marketplace.models import Category, CategoryField, Listing
from tests.parties import Answer, Party, Workshop, answer, browser, member

pytestmark = pytest.mark.django_db

PLANS = (
    CategoryPlan(
        "Used cars",
        (
            FieldPlan("make"),
            FieldPlan("mileage", "number", unit="miles"),
            FieldPlan("fuel", "choice", choices=("petrol", "diesel")),
        ),
    ),
    CategoryPlan("Vans", (FieldPlan("beds", "number"),)),
)
STOCK: tuple[tuple[str, int, dict[str, Any]], ...] = (
    ("one", 10_000_00, {"make": "Alfa Romeo", "mileage": "90,000 miles", "fuel": "Diesel"}),
    ("two", 20_000_00, {"make": "Volvo", "mileage": "12000", "fuel": "petrol"}),
    ("three", 5_000_00, {"make": "Volvo", "mileage": "unknown", "fuel": ["petrol", "diesel"]}),
)
HTMX = {"HX-Request": "true"}
MOST_QUERIES = 12
MOST_BYTES = 150_000


def page(path: str, client: Client | None = None, *, headers: Mapping[str, str] | None = None) -> Answer:
    return answer((client or browser()).get(path, headers={"host": "cars.localhost", **(headers or {})}))


def queries_of(path: str, tenant: Tenant, *roles: str) -> int:
    """How many a signed-in member's request for a page takes."""
    client = browser()
    client.force_login(member(tenant, *roles).user)
    with CaptureQueriesContext(connection) as told:
        assert page(path, client).status == 200
    return len(told)


def listings(said: Mapping[str, str] | None = None, **headers: str) -> Answer:
    return page(f"/listings/?{urlencode(said or {})}", headers=headers)


def titles(shown: Answer) -> list[str]:
    assert shown.status == 200
    return re.findall(r'<a href="/listings/[0-9a-f-]{36}/"><bdi>(.*?)</bdi>', shown.raw.decode())


def goods(
    tenant: Tenant, seller: Agent, title: str, asking: int = 100_00, category: str = "used CARS", **more: Any
) -> Listing:
    return Listing(
        tenant=tenant,
        seller=seller,
        title=title,
        category=category,
        asking_minor=asking,
        currency="USD",
        published_at=timezone.now(),
        consent_manifest="sha256:" + "0" * 64,
        **more,
    )


@pytest.fixture
def seller(cars: Tenant) -> Agent:
    return agent_actions.enrol(keys.public_bytes(Party().private), timezone.now())


@pytest.fixture
def shop(cars: Tenant, seller: Agent) -> Tenant:
    """A market with two categories, and three used cars."""
    actions.ensure_categories(cars, PLANS)
    stock = [goods(cars, seller, title, asking, attributes=told) for title, asking, told in STOCK]
    search.enter_all(stock, 1)
    return cars


CATEGORY = {"category": "Used cars"}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, ["three", "two", "one"]),
        ({"a-mileage-max": "20000"}, ["two"]),
        ({"a-mileage-min": "12000", "a-mileage-max": "90000"}, ["two", "one"]),
        ({"a-mileage-min": "12000.01"}, ["one"]),
        ({"a-fuel": "diesel"}, ["three", "one"]),
        ({"a-fuel": "diesel", "a-mileage-min": "1"}, ["one"]),
        ({"a-make": "romeo"}, ["one"]),
        ({"a-make": "vol"}, []),
        ({"a-make": "%"}, []),
        ({"min_price": "5000.01", "sort": "price"}, ["one", "two"]),
        ({"max_price": "10000", "sort": "-price"}, ["one", "three"]),
        ({"q": "volvo", "a-fuel": "petrol", "max_price": "6000"}, ["three"]),
        ({"category": "Vans"}, []),
        ({"category": "Vans", "a-fuel": "diesel"}, []),
        ({"category": "no such"}, []),
    ],
)
def test_filters_of_the_category_prices_and_order_go_together(
    shop: Tenant, said: dict[str, str], found: list[str]
) -> None:
    assert titles(listings({**CATEGORY, **said})) == found


def test_a_category_brings_its_own_fields_and_no_others(shop: Tenant) -> None:
    plain, chosen, vans = (listings(said).raw.decode() for said in ({}, CATEGORY, {"category": "vans"}))
    assert 'name="a-' not in plain
    assert '<option value="diesel">' in chosen
    assert "Mileage from (miles)" in chosen
    assert set(re.findall(r'name="(a-[a-z-]+)"', vans)) == {"a-beds-min", "a-beds-max"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("min_price", "abc"),
        ("min_price", "-1"),
        ("max_price", "NaN"),
        ("max_price", "1e400"),
        ("max_price", "1.00001"),
        ("a-mileage-min", "1,000"),
        ("a-fuel", "coal"),
        ("a-make", "x" * 201),
        ("sort", "x"),
        ("q", "x" * 201),
        ("q", "a\0b"),
        ("category", "x" * 61),
    ],
)
def test_what_cannot_be_read_is_told_where_it_stands_and_nothing_is_found(
    shop: Tenant, name: str, value: str
) -> None:
    shown = listings({**CATEGORY, name: value})
    told = shown.raw.decode()
    assert shown.status == 400
    assert f'id="{name}_error"' in told
    assert re.search(rf'name="{name}"[^>]*aria-invalid="true"', told)
    assert "/listings/0" not in told


def test_a_range_that_ends_before_it_begins_is_told(shop: Tenant) -> None:
    shown = listings({**CATEGORY, "a-mileage-min": "5", "a-mileage-max": "4"})
    assert (shown.status, 'id="a-mileage-max_error"' in shown.raw.decode()) == (400, True)


@pytest.mark.parametrize("cursor", ["x", "n." + "0" * 32 + ".5", "\0"])
def test_a_cursor_that_leads_nowhere_is_told(shop: Tenant, cursor: str) -> None:
    shown = listings({"cursor": cursor})
    assert (shown.status, "leads to no page" in shown.raw.decode()) == (400, True)


@pytest.mark.parametrize(
    "said", [{}, {"sort": "price"}, {"sort": "-price"}, {"q": "thing"}, {"q": "thing", "sort": "price"}]
)
def test_pages_show_each_once_and_lead_back(cars: Tenant, seller: Agent, said: dict[str, str]) -> None:
    """Twenty at each price: no order is by the price alone."""
    search.enter_all([goods(cars, seller, f"thing {n}", 100 + n % 3) for n in range(60)], 1)
    shown, seen, steps = listings(said), [], 0
    while True:
        seen += titles(shown)
        following = re.search(r'rel="next" href="([^"]+)"', shown.raw.decode())
        if following is None:
            break
        before, shown, steps = shown, page(unescape(following[1])), steps + 1
    assert (len(seen), len(set(seen)), steps) == (60, 60, 2)
    back = re.search(r'rel="prev" href="([^"]+)"', shown.raw.decode())
    assert back is not None
    assert titles(page(unescape(back[1]))) == titles(before)


def test_htmx_gets_the_part_that_changes_and_caches_are_told(shop: Tenant) -> None:
    whole, part = listings(CATEGORY), listings(CATEGORY, **HTMX)
    assert all("HX-Request" in one.headers["Vary"] for one in (whole, part))
    assert part.raw.startswith(b'<div id="catalogue"')
    assert titles(whole) == titles(part)
    restored = listings(CATEGORY, **HTMX, **{"HX-History-Restore-Request": "true"})
    assert restored.raw.startswith(b"<!doctype html>")


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"q": "thing"},
        {"sort": "price", "q": "word"},
        {"min_price": "1", "max_price": "2"},
        {**CATEGORY, "a-mileage-min": "5", "a-fuel": "diesel", "q": "thing", "max_price": "900"},
    ],
)
def test_a_page_takes_as_many_queries_however_much_is_on_offer(
    shop: Tenant, seller: Agent, said: dict[str, str]
) -> None:
    told = {"mileage": "100 miles", "fuel": "diesel", "note": "word"}
    stock = [goods(shop, seller, f"thing {n}", 150 + n % 3, attributes=told) for n in range(700)]
    search.enter_all(stock[:30], 10)
    few = queries_of(f"/listings/?{urlencode(said)}", shop)
    search.enter_all(stock[30:], 40)
    assert len(titles(listings(said))) == 24
    assert queries_of(f"/listings/?{urlencode(said)}", shop) == few <= MOST_QUERIES


def test_the_front_and_a_listing_take_few_queries(shop: Tenant) -> None:
    for path in ("/", f"/listings/{Listing.objects.get(title='one').id}/"):
        assert queries_of(path, shop, "auditor") <= MOST_QUERIES


def test_the_first_load_is_small(cars: Tenant, seller: Agent) -> None:
    """Page, stylesheets and scripts of a full page of long titles, as they are before compression."""
    agent_actions.dress_once(cars, "◐", "#3d4fc4", "#a9b4ff")
    search.enter_all([goods(cars, seller, "x" * 200) for _ in range(30)], 1)
    shown = listings()
    total = len(shown.raw)
    for address in re.findall(r'<(?:link rel="stylesheet" href|script src)="([^"]+)"', shown.raw.decode()):
        if address.startswith("/look.css"):
            total += len(page(address).raw)
        else:
            total += len(Path(str(finders.find(address.removeprefix("/static/")))).read_bytes())
    assert 40_000 < total < MOST_BYTES


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/listings/",
        "/listings/?category=used+cars&a-fuel=coal&q=%22%3E",
        "/listings/?cursor=x",
        "listing",
    ],
)
def test_pages_are_valid_html(shop: Tenant, path: str) -> None:
    if path == "listing":
        path = f"/listings/{Listing.objects.get(title='one').id}/"
    html5lib.HTMLParser(strict=True).parse(page(path).raw.decode())


def test_a_listing_shows_its_facts_in_the_categorys_order_and_units(shop: Tenant) -> None:
    told = page(f"/listings/{Listing.objects.get(title='two').id}/").raw.decode()
    assert [name.lower() for name in re.findall(r"<dt><bdi>(.*?)</bdi></dt>", told)] == [
        "make",
        "mileage",
        "fuel",
    ]
    assert "<bdi>12000 miles</bdi>" in told
    assert "<td>$19,000</td>" in told  # band 95
    assert "One band is $200." in told
    assert 'href="/instructions"' in told


def test_a_market_serves_its_colours_and_nothing_unreadable(cars: Tenant) -> None:
    assert page("/look.css").raw == b""
    assert "look.css" not in page("/").raw.decode()
    agent_actions.dress_once(cars, "◐", "#0b6b53", "#6fdcbd")
    shown = page("/look.css")
    assert shown.headers["Content-Type"].startswith("text/css")
    assert b"--accent:#0b6b53" in shown.raw
    assert answer(browser().get("/look.css", headers={"host": "bikes.localhost"})).raw != shown.raw
    assert '<link rel="stylesheet" href="/look.css?0b6b53-6fdcbd">' in page("/").raw.decode()
    cars.accent = "#ffff00"
    with pytest.raises(ValidationError, match="least contrast"):
        cars.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Tenant.objects.filter(id=cars.id).update(accent="red;}")


def test_wrong_categories_cannot_be(shop: Tenant) -> None:
    vans = Category.objects.get(name="Vans")
    wrong: tuple[tuple[Any, dict[str, Any]], ...] = (
        (Category, {"tenant": shop, "name": "VANS", "slug": "other"}),
        (Category, {"tenant": shop, "name": "other", "slug": "vans"}),
        (Category, {"tenant": shop, "name": "", "slug": "none"}),
        (CategoryField, {"category": vans, "name": "Beds", "slug": "other"}),
        (CategoryField, {"category": vans, "name": "x", "slug": "x", "kind": "date"}),
        (CategoryField, {"category": vans, "name": "x", "slug": "x", "kind": "choice"}),
        (CategoryField, {"category": vans, "name": "x", "slug": "x", "choices": "a"}),
    )
    for model, told in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(**told)


def test_categories_are_made_once(shop: Tenant) -> None:
    actions.ensure_categories(shop, (CategoryPlan("More", ()),))
    assert [one.name for one in queries.categories(shop)] == ["Used cars", "Vans"]


def test_a_market_without_categories_offers_those_of_its_sellers(workshop: Workshop, alice: Party) -> None:
    alice.offer(category="Odd things")
    assert '<option value="Odd things">Odd things</option>' in listings().raw.decode()
