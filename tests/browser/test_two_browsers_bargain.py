"""Two people without agents of their own: each makes their browser one, one sells, the other joins, both sign. No limit
of theirs is in any request, page or file on the way."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.agents import KEPT, PRIVATE, Overheard, found_in, join, offer, told
from tests.browser.people import Market
from tests.browser.test_the_room_page_is_for_everybody import findings
from tests.browser.visits import Visitor, keep_screenshot

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]
ROOT = Path(__file__).parents[2]


def verified(document: bytes, place: Path) -> int:
    path = place / "contract.json"
    path.write_bytes(document)
    command = [sys.executable, "-m", "contracts.verify", str(path)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode


def test_a_car_is_sold_from_browser_to_browser(
    people: tuple[Visitor, Visitor], market: Market, tmp_path: Path
) -> None:
    ada, grace = people
    heard = [Overheard(visitor.page) for visitor in people]
    listing = offer(ada.page, "A canary in public")
    room = join(grace, listing)
    ada.page.goto(ada.url("/rooms/"))
    ada.page.get_by_role("link", name="A canary in public").click()
    ada.await_turns(2)
    grace.page.get_by_label("Sign by itself").check()
    expect(ada.page.locator("#own-told")).to_contain_text("It is your turn to sign")
    expect(ada.page).to_have_title("Your signature is awaited · A canary in public · Alien Cars")
    expect(grace.page.locator("#own-told")).to_contain_text("You have signed")
    assert findings(ada.page) == []
    keep_screenshot(ada.page, "room-your-turn")
    ada.page.get_by_role("button", name="Check and sign").click()
    for visitor in people:
        expect(visitor.page.locator("#own-told")).to_contain_text("it says what was agreed")
        assert told(visitor.page, KEPT, ["rooms", "requests", "listings"]) == 0
    with grace.page.expect_download() as begun:
        grace.page.locator("#contract-download").click()
    assert verified(begun.value.path().read_bytes(), tmp_path) == 0
    assert [one.finds(*PRIVATE) for one in heard] == [[], []]
    assert [one.finds(room) for one in heard] == [[room], [room]]
    assert not found_in(market, *PRIVATE)
    assert found_in(market, "A canary in public")


def test_my_rooms_say_what_each_waits_for(people: tuple[Visitor, Visitor]) -> None:
    ada, grace = people
    page = ada.page
    page.goto(ada.url("/rooms/"))
    join(grace, offer(page, "To be signed"))
    expect(grace.page.locator("#own-told")).to_contain_text("It is your turn to sign")
    grace.page.get_by_role("button", name="Check and sign").click()
    expect(grace.page.locator("#own-told")).to_contain_text("The seller has not yet")
    page.get_by_role("link", name="My rooms").click()
    awaited = page.locator(".awaited").filter(has_text="To be signed")
    expect(awaited).to_contain_text("Your signature, as its seller: a deal at $")
    expect(awaited).to_contain_text("you sell")
    grace.page.get_by_role("link", name="My rooms").click()
    mine = grace.page.locator(".mine li").filter(has_text="To be signed")
    expect(mine).to_contain_text("Signed by you; the seller's signature is awaited")
    awaited.get_by_role("link").click()
    page.get_by_role("button", name="Check and sign").click()
    expect(page.locator("#own-told")).to_contain_text("it says what was agreed")
    page.get_by_role("link", name="My rooms").click()
    ended = page.get_by_role("region", name="Ended").locator("li").filter(has_text="To be signed")
    expect(ended).to_contain_text("Signed by all three: a deal at $")
