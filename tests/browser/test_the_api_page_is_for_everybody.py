"""/api/v1/docs in a real browser: light and dark, wide and narrow, by keyboard, without a script."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_the_room_page_is_for_everybody import LOOKS, findings
from tests.browser.visits import Visitor, Wire, keep_screenshot

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious_and_nothing_runs_over_the_edge(
    chromium: Browser, wire: Wire, session_key: str, look: str
) -> None:
    visitor = Visitor.enter(chromium, wire, session_key, **LOOKS[look])
    visitor.page.goto(visitor.url("/api/v1/docs"))
    for summary in visitor.page.locator("summary").all()[:3]:
        summary.click()
    assert findings(visitor.page) == []
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    keep_screenshot(visitor.page, f"api-{look}")
    assert visitor.complaints() == []
    visitor.leave()


def test_a_call_is_reached_by_its_address_without_a_script(
    chromium: Browser, wire: Wire, session_key: str
) -> None:
    visitor = Visitor.enter(chromium, wire, session_key, java_script_enabled=False)
    visitor.page.goto(visitor.url("/api/v1/docs"))
    visitor.page.get_by_role("navigation").get_by_role("link", name="POST /api/v1/rooms", exact=True).press(
        "Enter"
    )
    expect(visitor.page.locator("#openRoom")).to_be_in_viewport()
    visitor.page.goto(visitor.url("/api/v1/docs#component-Listing"))
    expect(visitor.page.locator("#component-Listing")).to_be_in_viewport()
    visitor.leave()
