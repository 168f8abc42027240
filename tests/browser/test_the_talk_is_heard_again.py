"""While the talk is kept, it can be played through by whoever sees it; without a script it stands there."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.visits import Bargain, Visitor, Wire

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]


def open_when_over(visitor: Visitor, bargain: Bargain) -> Page:
    visitor.open(bargain.room_id)
    visitor.page.locator(".byte").wait_for()
    return visitor.page


def seen(page: Page) -> tuple[int, int, int]:
    """How many turns, offers and marks of the picture are to be seen."""
    found: list[int] = page.evaluate(
        """["#talk .turn:not([hidden])", "#offers tbody tr:not([hidden])", "#picture .mark"].map(
             (place) => document.querySelectorAll(place).length)"""
    )
    return found[0], found[1], found[2]


def test_it_is_stepped_through_by_keyboard_alone(auditor: Visitor, bargain: Bargain) -> None:
    page = open_when_over(auditor, bargain)
    play, back = (page.get_by_role("button", name=name) for name in ("Replay the talk", "Step back"))
    expect(page.get_by_role("button", name="Step on")).to_be_disabled()
    assert seen(page) == (10, 10, 10)
    play.focus()
    page.keyboard.press("Tab")
    expect(back).to_be_focused()
    for left in (9, 8, 7):
        page.keyboard.press("Enter")
        assert seen(page) == (left, left, left)
        expect(page.locator("#replay-count")).to_have_text(f"Turn {left} of 10")
    expect(page.locator("#picture .agreed")).to_have_count(0)
    page.keyboard.press("Tab")
    for left in (8, 9, 10):
        page.keyboard.press("Space")
        assert seen(page) == (left, left, left)
    expect(page.locator("#picture .agreed")).to_have_count(1)


def test_it_plays_until_it_is_paused(auditor: Visitor, bargain: Bargain) -> None:
    page = open_when_over(auditor, bargain)
    page.get_by_role("button", name="Replay the talk").click()
    expect(page.locator("#replay-count")).to_have_text("Turn 2 of 10", timeout=15_000)
    page.get_by_role("button", name="Pause").click()
    held = seen(page)
    assert held[0] < 10
    page.wait_for_timeout(5_000)  # longer than any turn is shown
    assert seen(page) == held
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#replay-count")).to_have_text(f"Turn {held[0] + 1} of 10", timeout=15_000)


def test_while_they_talk_there_is_nothing_to_play(auditor: Visitor, bargain: Bargain) -> None:
    auditor.open(bargain.room_id)
    auditor.await_turns(2)
    expect(auditor.page.locator("#replay")).to_be_hidden()
    auditor.page.locator(".byte").wait_for()
    expect(auditor.page.locator("#replay")).to_be_visible()


def test_less_motion_means_none(chromium: Browser, wire: Wire, session_key: str, bargain: Bargain) -> None:
    visitor = Visitor.enter(chromium, wire, session_key, reduced_motion="reduce")
    page = open_when_over(visitor, bargain)
    for _ in range(2):
        page.get_by_role("button", name="Step back").click()
    page.get_by_role("button", name="Step on").click()
    assert seen(page)[0] == 9
    assert page.evaluate("document.getAnimations().length") == 0
    assert visitor.complaints() == []
    visitor.leave()


def test_without_a_script_the_whole_talk_stands_there(
    chromium: Browser, wire: Wire, session_key: str, auditor: Visitor, bargain: Bargain
) -> None:
    open_when_over(auditor, bargain)
    visitor = Visitor.enter(chromium, wire, session_key, java_script_enabled=False)
    visitor.page.goto(visitor.url(f"/rooms/{bargain.room_id}/"))
    expect(visitor.page.locator("#talk .turn:visible")).to_have_count(10)
    expect(visitor.page.locator("#replay")).to_be_hidden()
    visitor.leave()
