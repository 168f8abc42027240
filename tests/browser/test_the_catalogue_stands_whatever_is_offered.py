"""Hostile listings are text, in every look; filters and pages work with a script and without."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from client.identity import Identity
from client.market import Market
from marketplace.domain.terms import Terms
from rooms.management.stack import Stack
from tests.browser.test_the_room_page_is_for_everybody import LOOKS, findings
from tests.browser.visits import Visitor, Wire, keep_screenshot

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]

HOSTILE = (
    '<script>document.title="run"</script><img src=x onerror="document.title=1"> [a](javascript:alert(1))'
)
TURNED = "\u202eegnaro\u202d \u2067 \u0000"[:-1]
LONG = "W" * 10_000
OFFERED: tuple[dict[str, Any], ...] = (
    {
        "title": f"{HOSTILE[:150]} \u202eturned",
        "description": f"{HOSTILE}\n\n{TURNED}\n\n{LONG[:9000]}",
        "category": f"{TURNED}<b>Vans</b>",
        "attributes": {f"<i>{TURNED}": [HOSTILE, "W" * 200], "W" * 60: '" onmouseover="document.title=1'},
    },
    {"title": "W" * 200, "description": LONG, "category": "W" * 60, "attributes": {}},
    *(
        {"title": f"Van {number}", "description": "plain", "category": "Vans", "attributes": {}}
        for number in range(30)
    ),
)


@pytest.fixture(scope="module")
def hostile(stack: Stack) -> Iterator[list[str]]:
    """The ids of the two hostile listings; thirty plain ones stand beside them."""
    with Market(stack.url("cars"), Identity.generate()) as seller:
        limit = Terms(limit_minor=1, currency="USD", urgency="normal", dealbreakers=(), notes="")
        public = ({**one, "asking_price": "100.00", "currency": "USD"} for one in OFFERED)
        yield [seller.publish(one, limit).id for one in public][:2]


def stands(visitor: Visitor, name: str) -> None:
    """Nothing ran, nothing serious is found, nothing runs over the edge."""
    page = visitor.page
    assert page.title() not in ("run", "1")
    assert findings(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    assert page.locator("main script, main img, main a[href^='javascript']").count() == 0
    keep_screenshot(page, name)


@pytest.mark.parametrize("look", LOOKS)
def test_hostile_listings_are_text_and_the_pages_stand(
    chromium: Browser, wire: Wire, hostile: list[str], look: str
) -> None:
    visitor = Visitor.enter(chromium, wire, **LOOKS[look])
    for number, listing in enumerate(hostile):
        visitor.page.goto(visitor.url(f"/listings/{listing}/"))
        stands(visitor, f"hostile-{number}-{look}")
    for name, path in {"catalogue-bad": "?min_price=x", "catalogue-hostile": "?q=wwww"}.items():
        visitor.page.goto(visitor.url(f"/listings/{path}"))
        if name == "catalogue-bad":
            visitor.forgive("400")
        stands(visitor, f"{name}-{look}")
    visitor.page.goto(visitor.url("/listings/?category=Used+cars"))
    stands(visitor, f"catalogue-filters-{look}")
    assert visitor.complaints() == []
    visitor.leave()


@pytest.mark.parametrize("scripted", [True, False])
def test_filters_and_pages_work_with_a_script_and_without(
    chromium: Browser, wire: Wire, hostile: list[str], scripted: bool
) -> None:
    visitor = Visitor.enter(chromium, wire, java_script_enabled=scripted)
    page = visitor.page
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    page.on("domcontentloaded", lambda _: loads.append("loaded"))
    page.goto(visitor.url("/listings/"))
    page.get_by_label("Category").select_option("Vans")
    if not scripted:
        page.get_by_role("button", name="Show").click()
    expect(page.get_by_label("Beds")).to_be_visible()
    page.get_by_label("Order").select_option("price")
    if not scripted:
        page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("sort=price"))
    expect(page.locator("#told")).to_contain_text("The first 24 listings")
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("#told")).to_contain_text("Further listings")
    expect(page.locator(".offers li")).to_have_count(6)
    assert "cursor=n." in page.url
    page.get_by_label("Price from").fill("abc")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_label("Price from")).to_have_attribute("aria-invalid", "true")
    visitor.forgive("400")
    assert loads.count("loaded") == (1 if scripted else 5)
    assert visitor.complaints() == []
    visitor.leave()


def test_going_back_shows_what_was_there(chromium: Browser, wire: Wire, hostile: list[str]) -> None:
    visitor = Visitor.enter(chromium, wire)
    page = visitor.page
    page.goto(visitor.url("/listings/?category=Vans"))
    page.get_by_role("link", name="Next page").click()
    expect(page.locator(".offers li")).to_have_count(6)
    page.go_back()
    expect(page.locator(".offers li")).to_have_count(24)
    kept = page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    assert "Van 7" not in kept  # no copy of a page is kept where it outlives the visit
    assert "<" not in kept
    assert visitor.complaints() == []
    visitor.leave()
