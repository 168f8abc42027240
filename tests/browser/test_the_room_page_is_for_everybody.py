"""Light and dark, wide and narrow, by keyboard, with less motion, with a screen reader, without a script."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from tests.browser.visits import Bargain, Visitor, Wire, keep_screenshot

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "360": {"color_scheme": "light", "viewport": {"width": 360, "height": 740}},
    "360-dark": {"color_scheme": "dark", "viewport": {"width": 360, "height": 740}},
}


def findings(page: Page, **options: Any) -> list[tuple[str, list[str]]]:
    """What axe finds serious or critical, with where. options: of axe's run."""
    return [
        (found["id"], [str(node["target"]) for node in found["nodes"]])
        for found in Axe().run(page, options=options or None).response["violations"]
        if found["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious_and_nothing_runs_over_the_edge(
    chromium: Browser, wire: Wire, session_key: str, bargain: Bargain, look: str
) -> None:
    visitor = Visitor.enter(chromium, wire, session_key, **LOOKS[look])
    visitor.open(bargain.room_id)
    visitor.await_turns(4)
    assert findings(visitor.page) == []
    keep_screenshot(visitor.page, f"room-talking-{look}")
    visitor.await_turns(10)
    for agent in (bargain.seller, bargain.buyer):
        visitor.page.locator(".byte").wait_for()
        agent.sign(bargain.room_id)
    visitor.page.locator("#receipt").wait_for()
    for summary in visitor.page.locator("summary").all():
        summary.click()
    assert findings(visitor.page) == []
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    keep_screenshot(visitor.page, f"room-done-{look}")
    assert visitor.complaints() == []
    visitor.leave()


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious_on_any_other_page(
    chromium: Browser, wire: Wire, session_key: str, signed: str, bargain: Bargain, look: str
) -> None:
    visitor = Visitor.enter(chromium, wire, session_key, **LOOKS[look])
    listing = bargain.buyer.room(bargain.room_id).listing["id"]
    pages = {
        "front": "/",
        "listings": "/listings/",
        "listing": f"/listings/{listing}/",
        "sign-in": "/sign-in/",
        "contract": f"/contracts/{signed}/",
    }
    for name, path in pages.items():
        visitor.page.goto(visitor.url(path))
        for summary in visitor.page.locator("summary").all():
            summary.click()
        assert findings(visitor.page) == [], name
        assert visitor.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        keep_screenshot(visitor.page, f"{name}-{look}")
    assert visitor.complaints() == []
    visitor.leave()


def test_every_control_is_reached_by_tab_and_shows_its_focus(auditor: Visitor, bargain: Bargain) -> None:
    auditor.open(bargain.room_id)
    auditor.page.locator(".byte").wait_for()
    for agent in (bargain.seller, bargain.buyer):
        agent.sign(bargain.room_id)
    auditor.page.locator("#receipt").wait_for()
    wanted = {"The offers as a table", "The contract", "Download it as JSON", "The receipt as it was signed"}
    reached = set()
    for _ in range(30):
        auditor.page.keyboard.press("Tab")
        text, outline = auditor.page.evaluate(
            "[document.activeElement.innerText, getComputedStyle(document.activeElement).outlineStyle]"
        )
        reached.add(text)
        assert text not in wanted or outline != "none"
    assert wanted <= reached


def test_less_motion_means_none(chromium: Browser, wire: Wire, session_key: str, bargain: Bargain) -> None:
    visitor = Visitor.enter(chromium, wire, session_key, reduced_motion="reduce")
    visitor.open(bargain.room_id)
    visitor.await_turns(3)
    assert visitor.page.evaluate("document.getAnimations().length") == 0
    visitor.leave()


def test_the_log_tells_of_additions_politely_and_the_picture_in_words(
    auditor: Visitor, bargain: Bargain
) -> None:
    auditor.open(bargain.room_id)
    log = auditor.page.get_by_role("log", name="The talk")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log).to_have_attribute("aria-relevant", "additions")
    auditor.await_turns(10)
    expect(auditor.page.locator("#picture desc")).to_contain_text("The seller went from")
    expect(auditor.page.locator("#offers tbody tr")).to_have_count(10)
    expect(auditor.page.locator("#picture .agreed")).to_contain_text("agreed: $")
    expect(auditor.page.locator("#news")).to_contain_text("a deal at")


def test_a_reader_who_is_elsewhere_is_left_in_peace(auditor: Visitor, bargain: Bargain) -> None:
    auditor.page.set_viewport_size({"width": 1280, "height": 420})
    auditor.open(bargain.room_id)
    auditor.await_turns(3)
    auditor.page.evaluate("window.scrollTo(0, 0)")
    auditor.await_turns(10)
    assert auditor.page.evaluate("window.scrollY") == 0


def test_a_reader_at_the_end_stays_at_the_end(auditor: Visitor, bargain: Bargain) -> None:
    auditor.page.set_viewport_size({"width": 1280, "height": 420})
    auditor.open(bargain.room_id)
    auditor.await_turns(2)
    auditor.page.evaluate("document.querySelector('.turn:last-child').scrollIntoView({block: 'end'})")
    auditor.await_turns(10)
    expect(auditor.turns.nth(9)).to_be_in_viewport()


def test_without_a_script_the_talk_is_there_after_a_reload(
    chromium: Browser, wire: Wire, session_key: str, bargain: Bargain
) -> None:
    visitor = Visitor.enter(chromium, wire, session_key, java_script_enabled=False)
    while bargain.buyer.room(bargain.room_id).status != "signing":
        visitor.page.wait_for_timeout(200)
    visitor.page.goto(visitor.url(f"/rooms/{bargain.room_id}/"))
    said = [words for _, _, words in bargain.said()]
    expect(visitor.page.locator("#talk .turn .words")).to_have_text(said)
    expect(visitor.page.locator(".byte li")).to_have_count(8)
    visitor.page.locator("#offers-details summary").click()
    expect(visitor.page.locator("#offers tbody tr").last).to_be_visible()
    visitor.leave()
