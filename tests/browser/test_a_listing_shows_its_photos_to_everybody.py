"""Photos of a listing: the first large, the others small, named for those who do not see them, and nothing jumps."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from client.identity import Identity
from client.market import Market
from rooms.management.stack import Stack
from tests import pictures
from tests.browser.test_the_room_page_is_for_everybody import LOOKS, findings
from tests.browser.visits import Visitor, Wire, keep_screenshot
from tests.faults.bargains import PUBLIC, terms

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]
TITLE = 'A car with photos "><script>alert(1)</script>'
SIZES = {"teal": (2000, 1500), "navy": (600, 1400), "olive": (900, 600), "maroon": (300, 200)}
SHIFTS = """
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) { window.shifted = (window.shifted || 0) + one.value; }
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(scope="module")
def listing(stack: Stack) -> Iterator[str]:
    """A listing with four photos of different shapes."""
    with Market(stack.url("cars"), Identity.generate()) as seller:
        offered = seller.publish({**PUBLIC, "title": TITLE}, terms(1_500_000))
        for colour, size in SIZES.items():
            assert seller.add_photo(offered.id, pictures.jpeg(size, colour)).state == "good"
        yield offered.id


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_photos_are_shown_to_everybody(
    chromium: Browser, wire: Wire, listing: str, look: str, script: bool
) -> None:
    visitor = Visitor.enter(chromium, wire, java_script_enabled=script, **LOOKS[look])
    visitor.page.goto(visitor.url(f"/listings/{listing}/"))
    shown = visitor.page.locator(".photos img")
    assert shown.count() == len(SIZES)
    for number in range(len(SIZES)):
        photo = shown.nth(number)
        photo.scroll_into_view_if_needed()
        expect(photo).to_have_attribute("alt", f"Photo {number + 1} of {len(SIZES)} of {TITLE}")
        expect(photo).to_have_js_property("complete", True)
        assert photo.evaluate("one => one.naturalWidth") > 100
    if script:
        assert findings(visitor.page) == []
        assert visitor.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        keep_screenshot(visitor.page, f"listing-photos-{look}")
    visitor.page.goto(visitor.url("/listings/?q=photos"))
    small = visitor.page.locator(".offers img").first
    small.scroll_into_view_if_needed()
    assert small.evaluate("one => one.decode().then(() => one.naturalWidth)") == 400
    if script:
        assert findings(visitor.page) == []
        assert visitor.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        keep_screenshot(visitor.page, f"listings-photos-{look}")
    assert visitor.complaints() == []
    visitor.leave()


def test_nothing_jumps_when_photos_come(chromium: Browser, wire: Wire, listing: str) -> None:
    """Each has its size in the page before its bytes are there."""
    visitor = Visitor.enter(chromium, wire)
    visitor.page.add_init_script(SHIFTS)
    visitor.page.goto(visitor.url(f"/listings/{listing}/"), wait_until="networkidle")
    assert visitor.page.evaluate("window.shifted || 0") < 0.01
    for photo in visitor.page.locator(".photos img").all():
        told = photo.evaluate("one => [one.getAttribute('width'), one.getAttribute('height')].map(Number)")
        real = photo.evaluate("one => [one.naturalWidth, one.naturalHeight]")
        assert all(abs(one - other) <= 1 for one, other in zip(told, real, strict=True)), (told, real)
    visitor.leave()


def test_a_photo_is_opened_whole_by_keyboard(chromium: Browser, wire: Wire, listing: str) -> None:
    visitor = Visitor.enter(chromium, wire)
    visitor.page.goto(visitor.url(f"/listings/{listing}/"))
    visitor.page.locator(".photos a").nth(1).focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/photos/*")
    assert visitor.page.evaluate("document.contentType") == "image/webp"
    assert visitor.complaints() == []
    visitor.leave()
