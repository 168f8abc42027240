"""A person without an agent of their own posts a car with photos from the form, sees to it, and signs for it: in a real
browser, by keyboard, on every look; and up to what is private, without a script."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from client.identity import Identity
from client.market import Market as Client
from tests import pictures
from tests.browser.agents import Overheard, found_in
from tests.browser.people import Market
from tests.browser.sellers import (
    FLOOR,
    LAST_STEP,
    TITLE,
    enter,
    look_at,
    make_agent,
    post,
    send,
    tell_price,
    tell_what,
    unfold,
)
from tests.browser.test_a_person_says_which_agents_are_theirs import add
from tests.browser.test_the_room_page_is_for_everybody import LOOKS
from tests.browser.visits import PATIENCE, Visitor, keep_screenshot
from tests.faults.bargains import PROFILE, terms

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]
ROOT = Path(__file__).parents[2]
PRIVATE = ("15731.47", "15,731.47", "1573147", "canarynote", "the gearbox whines", "canarybreaker")


@pytest.fixture
def buyer(market: Market) -> Iterator[Client]:
    with Client(market.stack.url("cars"), Identity.generate()) as opened:
        yield opened


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two photos, one that is none."""
    made = {"front.jpg": pictures.jpeg((1600, 1200)), "side.jpg": pictures.jpeg((1200, 1600), "navy"),
            "broken.jpg": pictures.TRUNCATED_JPEG}  # fmt: skip
    for name, body in made.items():
        (tmp_path / name).write_bytes(body)
    return [tmp_path / name for name in made]


def test_a_car_is_posted_with_photos_changed_and_signed_for(
    chromium: Browser, market: Market, buyer: Client, files: list[Path]
) -> None:
    visitor = enter(chromium, market)
    page, heard = visitor.page, Overheard(visitor.page)
    tell_what(page)
    send(page, files)
    look_at(page, "photos-wide")
    page.get_by_role("link", name="On to the price").click()
    tell_price(page)
    make_agent(page)
    look_at(page, "terms-wide")
    draft = page.url.rpartition("terms/")[0].partition("/sell/")[2]
    listing = post(page)
    public = buyer.listing(listing).public
    assert (public["title"], public["asking_price"], len(public["photos"])) == (TITLE, "18500.00", 2)
    page.goto(visitor.url("/sell/"))
    expect(page.locator(f"a[href*='{draft}']")).to_have_count(0)

    room = buyer.open_room(buyer.listing(listing), PROFILE, terms(1_800_000))
    page.goto(visitor.url(f"/sell/listings/{listing}/edit/"))
    page.get_by_label("Asking price").fill("19,000")
    page.get_by_role("button", name="Show what this does").click()
    expect(page.locator(".what-follows")).to_contain_text("1 open room goes on over the listing as it stood")
    look_at(page, "changes-wide")
    page.get_by_role("button", name="Change it").click()
    page.wait_for_url(f"**/sell/listings/{listing}/")
    assert buyer.listing(listing).public["asking_price"] == "19000.00"

    page.get_by_role("link", name="Photos").click()
    page.get_by_role("button", name="Photo 2 one place earlier").click()
    expect(page.get_by_role("button", name="Photo 2 one place earlier")).to_be_enabled(timeout=PATIENCE)
    assert buyer.listing(listing).public["photos"] == list(reversed(public["photos"]))
    later = files[0].with_name("later.jpg")
    later.write_bytes(pictures.jpeg((800, 600), "olive"))
    page.get_by_label("Add photos").set_input_files(later)
    page.get_by_role("button", name="Send them").click()
    expect(page.locator(".thumbs li.good")).to_have_count(3, timeout=PATIENCE)
    expect(page.get_by_role("button", name="Send them")).to_be_enabled(timeout=PATIENCE)
    assert len(buyer.listing(listing).public["photos"]) == 3

    page.goto(visitor.url(f"/sell/listings/{listing}/terms/"))
    page.get_by_label("The least that you would take").fill("15731.48")
    page.get_by_role("button", name="Seal and replace").click()
    page.wait_for_url(f"**/sell/listings/{listing}/")

    with Client(market.stack.url("cars"), Identity.generate()) as second:
        newer = second.open_room(second.listing(listing), PROFILE, terms(1_850_000))
        for one, side in ((room.id, buyer), (newer.id, second)):
            page.goto(visitor.url(f"/rooms/{one}/"))
            page.get_by_role("button", name="Check and sign").click()
            expect(page.locator("#own-told")).to_contain_text("signed", timeout=PATIENCE)
            if one == room.id:
                assert side.room(one).signed["seller"] is True
        second.sign(newer.id)
    page.goto(visitor.url(f"/sell/listings/{listing}/"))
    expect(page.locator("main")).to_contain_text("sold")
    assert heard.finds(*PRIVATE, "15731.48", "1573148") == []
    assert not found_in(market, *PRIVATE, "15731.48")
    assert visitor.complaints() == []
    visitor.leave()


def test_what_the_market_refuses_is_told_and_nothing_private_stays(chromium: Browser, market: Market) -> None:
    visitor = enter(chromium, market)
    page = visitor.page
    tell_what(page, "Refused at first")
    page.get_by_role("link", name="Go on without photos").click()
    tell_price(page)
    make_agent(page)
    for floor, words in (("", None), ("a lot", "no amount"), ("40000", "above 127 %")):
        page.get_by_label("The least that you would take").fill(floor)
        page.get_by_role("button", name="Seal and post it").click()
        if words:
            expect(page.locator("#told")).to_contain_text(words)
            expect(page.locator("#told")).to_be_focused()
    price = page.context.new_page()
    price.goto(page.url.replace("terms", "price"))
    price.get_by_label("Asking price").fill("17000")
    price.get_by_role("button", name="Save, and on").click()
    price.wait_for_url("**/terms/")
    price.close()
    page.get_by_label("The least that you would take").fill(FLOOR)
    page.get_by_role("button", name="Seal and post it").click()
    expect(page.locator("#told")).to_contain_text("The draft has changed since this page was made")
    page.reload()
    expect(page.get_by_label("The least that you would take")).to_have_value("")
    post(page)
    page.go_back()
    assert "15,731" not in page.content()
    visitor.forgive("404")
    assert visitor.complaints() == []
    visitor.leave()


def test_the_steps_are_reached_and_sent_by_keyboard(chromium: Browser, market: Market) -> None:
    visitor = enter(chromium, market)
    page = visitor.page

    def tab_to(name: str, kind: str = "") -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            reached, tag = page.evaluate(
                "[(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim(),"
                " document.activeElement.tagName]"
            )
            if reached.startswith(name) and kind in ("", tag):
                return
        raise AssertionError(f"{name} is not reached")

    tab_to("Used cars")
    page.keyboard.press("Enter")
    page.wait_for_url("**/what/")
    tab_to("Title")
    page.keyboard.type("By keyboard")
    page.keyboard.press("Enter")
    page.wait_for_url("**/photos/")
    tab_to("Go on without photos")
    page.keyboard.press("Enter")
    page.wait_for_url("**/price/")
    tab_to("Asking price")
    page.keyboard.type("9000")
    page.keyboard.press("Enter")
    page.wait_for_url("**/terms/")
    tab_to("Make it your agent")
    page.keyboard.press("Enter")
    page.wait_for_url("**/browser/**")
    page.locator("#make-key").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(LAST_STEP)
    expect(page.get_by_role("button", name="Seal and post it")).to_be_enabled(timeout=PATIENCE)
    tab_to("The least that you would take")
    page.keyboard.type("8000")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sell/listings/*/")
    tab_to("Pause")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pause/")
    tab_to("Pause it")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("the listing is paused")
    assert visitor.complaints() == []
    visitor.leave()


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious_and_nothing_runs_over_the_edge(
    chromium: Browser, market: Market, files: list[Path], look: str
) -> None:
    visitor = enter(chromium, market, look)
    page = visitor.page
    look_at(page, f"mine-{look}")
    page.get_by_role("button", name="Used cars").click()
    page.get_by_label("More facts").fill("no colon")
    page.get_by_role("button", name="Save, and on to photos").click()
    look_at(page, f"what-wrong-{look}")
    visitor.forgive("422")
    page.goto(visitor.url("/sell/"))
    tell_what(page, f"{TITLE} {'W' * 60} \u202eRTL")
    page.go_back()
    look_at(page, f"what-{look}")
    page.go_forward()
    look_at(page, f"photos-none-{look}")
    send(page, files)
    look_at(page, f"photos-{look}")
    page.get_by_role("link", name="On to the price").click()
    page.get_by_label("Asking price").fill("18,500")
    page.get_by_role("button", name="show what it would mean").click()
    expect(page.get_by_role("heading", name="What a deal would mean")).to_be_visible()
    look_at(page, f"price-{look}")
    tell_price(page)
    look_at(page, f"terms-no-agent-{look}")
    make_agent(page)
    unfold(page)
    look_at(page, f"terms-{look}")
    page.reload()
    listing = post(page)
    for name in ("", "edit/", "photos/", "terms/", "pause/", "withdraw/"):
        page.goto(visitor.url(f"/sell/listings/{listing}/{name}"))
        unfold(page)
        look_at(page, f"own-{name.rstrip('/') or 'overview'}-{look}")
    assert visitor.complaints() == []
    visitor.leave()


def test_all_but_what_is_private_works_without_a_script(
    chromium: Browser, market: Market, files: list[Path], buyer: Client
) -> None:
    with_script = enter(chromium, market)
    state = with_script.context.storage_state()
    with_script.leave()
    visitor = Visitor.enter(chromium, market.wire, java_script_enabled=False, storage_state=state)
    page = visitor.page
    page.goto(visitor.url("/sell/"))
    tell_what(page, "Told step by step")
    page.get_by_label("Add photos").set_input_files(files)
    page.get_by_role("button", name="Send").click()
    for _ in range(60):
        if page.locator(".thumbs li.checking").count() == 0:
            break
        page.wait_for_timeout(500)
        page.get_by_role("link", name="Look again").click()
    expect(page.locator(".thumbs li.good")).to_have_count(2)
    expect(page.locator(".thumbs li.refused")).to_contain_text("does not decode")
    first = page.locator(".thumbs img").first.get_attribute("src")
    page.get_by_role("button", name="Photo 1 one place later").click()
    assert page.locator(".thumbs img").nth(1).get_attribute("src") == first
    page.get_by_role("button", name="Take photo 3 out").click()
    expect(page.locator(".thumbs li")).to_have_count(2)
    page.get_by_role("link", name="On to the price").click()
    tell_price(page, "9,000")
    assert "Posting from here takes JavaScript" in page.content()
    assert page.get_by_role("button", name="Seal and post it").is_disabled()
    keep_screenshot(page, "sell-terms-no-script")
    page.goto(visitor.url("/sell/"))
    page.get_by_role("link", name="Told step by step").click()
    page.get_by_text("Delete this draft").click()
    page.get_by_role("button", name="Delete it").click()
    assert re.search("/sell/$", page.url)
    visitor.leave()


def test_an_agent_of_ones_own_posts_the_draft_by_the_command_that_is_shown(
    chromium: Browser, market: Market, buyer: Client, files: list[Path], tmp_path: Path
) -> None:
    Identity.create(tmp_path / "key.pem")
    visitor = enter(chromium, market)
    page = visitor.page
    add(page, visitor, tmp_path)
    page.goto(visitor.url("/sell/"))
    tell_what(page, "By an agent of her own")
    send(page, files[:2])
    page.get_by_role("link", name="On to the price").click()
    tell_price(page)
    with page.expect_download() as begun:
        page.get_by_role("link", name="Download listing.json").click()
    begun.value.save_as(tmp_path / "listing.json")
    (tmp_path / "terms.json").write_text(json.dumps({"limit": "15731.47", "currency": "USD"}))
    _, *words = page.locator("#other pre").inner_text().split()
    told = ["--home", str(tmp_path), "--terms", str(tmp_path / "terms.json"), "--yes", "--json"]
    said = subprocess.run(
        [sys.executable, "-m", "client", *words, *told],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    listing = json.loads(said.stdout)["listing"]
    assert len(buyer.listing(listing["id"]).public["photos"]) == 2
    page.goto(visitor.url(f"/sell/listings/{listing['id']}/edit/"))
    page.get_by_label("Asking price").fill("19,000")
    page.get_by_role("button", name="Show what this does").click()
    expect(page.get_by_text("This browser did not post it")).to_be_visible()
    assert page.get_by_role("button", name="Change it").is_disabled()
    assert visitor.complaints() == []
    visitor.leave()
