"""A person without an agent of their own posts a car with photos from the form, sees to it, and signs for it: in a real
browser, by keyboard, on every look; and up to what is private, without a script."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from client.identity import Identity
from client.market import Market as Client
from tests import pictures
from tests.browser.agents import Overheard
from tests.browser.people import Market, sign_in, visit
from tests.browser.test_the_room_page_is_for_everybody import LOOKS, findings
from tests.browser.test_two_browsers_bargain import _found_in
from tests.browser.visits import Visitor, keep_screenshot
from tests.faults.bargains import PROFILE, terms

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]
FLOOR = "15,731.47"
PRIVATE = ("15731.47", "15,731.47", "1573147", "canarynote", "the gearbox whines", "canarybreaker")
TITLE = "2016 Volvo V60 D4"
LAST_STEP = re.compile(r"^http://[^?]+/terms/$")


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
    expect(page.locator(".thumbs li.good, .thumbs li.refused")).to_have_count(len(files))


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
    expect(page.get_by_role("button", name="Photo 2 one place earlier")).to_be_enabled()
    assert buyer.listing(listing).public["photos"] == list(reversed(public["photos"]))
    later = files[0].with_name("later.jpg")
    later.write_bytes(pictures.jpeg((800, 600), "olive"))
    page.get_by_label("Add photos").set_input_files(later)
    page.get_by_role("button", name="Send them").click()
    expect(page.locator(".thumbs li.good")).to_have_count(3)
    expect(page.get_by_role("button", name="Send them")).to_be_enabled()
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
            expect(page.locator("#own-told")).to_contain_text("signed")
            if one == room.id:
                assert side.room(one).signed["seller"] is True
        second.sign(newer.id)
    page.goto(visitor.url(f"/sell/listings/{listing}/"))
    expect(page.locator("main")).to_contain_text("sold")
    assert heard.finds(*PRIVATE, "15731.48", "1573148") == []
    assert not _found_in(market, *PRIVATE, "15731.48")
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
    expect(page.get_by_role("button", name="Seal and post it")).to_be_enabled()
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
    tell_what(page, "Without a script")
    page.get_by_label("Add photos").set_input_files(files)
    page.get_by_role("button", name="Send").click()
    for _ in range(30):
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
    page.get_by_role("link", name="Without a script").first.click()
    page.get_by_text("Delete this draft").click()
    page.get_by_role("button", name="Delete it").click()
    assert re.search("/sell/$", page.url)
    visitor.leave()
