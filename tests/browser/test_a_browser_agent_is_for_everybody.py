"""Light and dark, wide and narrow, by keyboard alone; and without a script the pages say what takes one."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.agents import ENROL, enrol, join, offer
from tests.browser.people import Market, sign_in, visit
from tests.browser.test_the_room_page_is_for_everybody import LOOKS, findings
from tests.browser.visits import Visitor, keep_screenshot
from tests.faults.bargains import PROFILE

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]


def press_until(page: Page, name: str, key: str = "Tab") -> None:
    """Goes on by keyboard until the focus is on what has this id, and shows."""
    for _ in range(60):
        page.keyboard.press(key)
        found, outline = page.evaluate(
            "[document.activeElement.id, getComputedStyle(document.activeElement).outlineStyle]"
        )
        if found == name:
            assert outline != "none"
            return
    raise AssertionError(f"{name} is not reached by {key}")


def test_the_keyboard_alone_is_enough(
    chromium: Browser, market: Market, people: tuple[Visitor, Visitor]
) -> None:
    ada, _ = people
    listing = offer(ada.page, "By keyboard")
    visitor = visit(chromium, market)
    page = sign_in(visitor, "Alan", f"{ENROL}?next=/listings/{listing}/join/")
    expect(page.locator("#make-key")).to_be_enabled()
    press_until(page, "make-key")
    page.keyboard.press("Enter")
    page.wait_for_url(visitor.url(f"/listings/{listing}/join/"))
    expect(page.locator("#send")).to_be_enabled()
    for name, typed in (
        ("profile", PROFILE),
        ("limit", "18500"),
        ("urgency", "very"),
        ("dealbreakers", "rust"),
        ("notes", "x"),
    ):
        press_until(page, name)
        page.keyboard.type(typed)
    press_until(page, "accepted")
    page.keyboard.press("Space")
    press_until(page, "send")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rooms/*/")
    expect(page.locator("#own-told")).to_contain_text("It is your turn to sign")
    press_until(page, "own-button")
    page.keyboard.press("Enter")
    expect(page.locator("#own-told")).to_contain_text("You have signed")
    assert visitor.complaints() == []
    visitor.leave()


def test_pages_without_a_script_say_what_takes_one(
    chromium: Browser, market: Market, people: tuple[Visitor, Visitor]
) -> None:
    ada, grace = people
    listing = offer(ada.page, "Without a script")
    room = join(grace, listing)
    cookies = grace.context.cookies()
    visitor = Visitor.enter(chromium, market.wire, None, java_script_enabled=False)
    visitor.context.add_cookies(cookies)  # type: ignore[arg-type]  # what it gave it takes
    page = visitor.page
    for path, words, button in (
        (ENROL, "This takes JavaScript: the key is made by a script", "#make-key"),
        (
            f"/listings/{listing}/join/",
            "This takes JavaScript: what is private is sealed by a script",
            "#send",
        ),
        (f"/rooms/{room}/", "To sign from this browser takes JavaScript", "#own-button"),
    ):
        page.goto(visitor.url(path))
        assert words in page.content()  # in a noscript: Chromium shows none to a script that drives it
        assert page.locator(button).is_disabled() or page.locator(button).is_hidden()
    page.goto(visitor.url("/rooms/"))
    expect(page.get_by_role("link", name="Without a script")).to_be_visible()
    visitor.leave()


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious_and_nothing_runs_over_the_edge(
    chromium: Browser, market: Market, look: str
) -> None:
    ada, grace = visit(chromium, market, look), visit(chromium, market, look)
    for visitor, human in ((ada, "Ada"), (grace, "Grace")):
        sign_in(visitor, human, ENROL)
        _is_for_everybody(visitor.page, f"browser-{look}")
        enrol(visitor)
    listing = offer(ada.page, f"2016 Volvo V60 D4, {look}")
    grace.page.goto(grace.url(f"/listings/{listing}/join/"))
    _is_for_everybody(grace.page, f"join-{look}")
    join(grace, listing)
    expect(grace.page.locator("#own-told")).to_contain_text("It is your turn to sign")
    _is_for_everybody(grace.page, f"room-sign-{look}")
    grace.page.get_by_role("button", name="Replay the talk").click()
    grace.page.get_by_role("button", name="Pause").click()
    grace.page.get_by_role("button", name="Step on").click()
    _is_for_everybody(grace.page, f"room-replay-{look}")
    ada.page.goto(ada.url("/rooms/"))
    expect(ada.page.locator(".awaited")).not_to_have_count(0)
    _is_for_everybody(ada.page, f"rooms-{look}")
    assert ada.complaints() + grace.complaints() == []
    ada.leave()
    grace.leave()


def _is_for_everybody(page: Page, name: str) -> None:
    assert findings(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    keep_screenshot(page, name)
