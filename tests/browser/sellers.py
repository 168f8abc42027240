"""People who sell from the form, in a browser."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.people import Market, sign_in, visit
from tests.browser.test_the_room_page_is_for_everybody import findings
from tests.browser.visits import PATIENCE, Visitor, keep_screenshot

FLOOR = "15,731.47"
TITLE = "2016 Volvo V60 D4"
LAST_STEP = re.compile(r"^http://[^?]+/terms/$")


def enter(chromium: Browser, market: Market, look: str = "light") -> Visitor:
    visitor = visit(chromium, market, look)
    sign_in(visitor, "Ada", "/sell/")
    return visitor


def look_at(page: Page, name: str) -> None:
    """Nothing serious, nothing over the edge, kept as a picture."""
    assert findings(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    keep_screenshot(page, f"sell-{name}")


def unfold(page: Page) -> None:
    while (folded := page.locator("details:not([open]) > summary").first).count():
        folded.click()


def tell_what(page: Page, title: str = TITLE) -> None:
    page.get_by_role("button", name="Used cars").click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Description").fill(
        "Estate with a tow bar. New timing belt. Small scratch on the bumper."
    )
    page.get_by_label("More facts").fill("colour: blue")
    page.get_by_role("button", name="Save, and on to photos").click()
    page.wait_for_url("**/photos/")


def send(page: Page, files: list[Path]) -> None:
    page.get_by_label("Add photos").set_input_files(files)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".thumbs li.good, .thumbs li.refused")).to_have_count(len(files), timeout=PATIENCE)


def tell_price(page: Page, price: str = "18,500") -> None:
    page.get_by_label("Asking price").fill(price)
    page.get_by_role("button", name="Save, and on to private terms").click()
    page.wait_for_url("**/terms/")


def make_agent(page: Page) -> None:
    page.get_by_role("link", name="Make it your agent").click()
    page.locator("#make-key").click()
    page.wait_for_url(LAST_STEP)


def post(page: Page, floor: str = FLOOR) -> str:
    """The id of the listing that the last step posts."""
    page.get_by_label("The least that you would take").fill(floor)
    page.get_by_text("More for your persona").click()
    page.get_by_label("What would end it").fill("canarybreaker")
    page.get_by_label("Notes").fill("canarynote: the gearbox whines")
    page.get_by_role("button", name="Seal and post it").click()
    page.wait_for_url("**/sell/listings/*/")
    return page.url.rstrip("/").rpartition("/")[2]
