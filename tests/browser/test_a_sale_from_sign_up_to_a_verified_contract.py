"""The whole of it, by people in browsers of their own: one signs up and posts a car with photos, one joins, a stranger
watches; both sign, and the contract verifies offline. On every look; and without a script, where none is promised."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from rooms.management.stack import Stack
from tests import pictures
from tests.browser.agents import Overheard, enrol, join
from tests.browser.sellers import make_agent, post, send, tell_price, tell_what
from tests.browser.test_the_room_page_is_for_everybody import LOOKS, findings
from tests.browser.test_two_browsers_bargain import verified
from tests.browser.visits import Visitor, Wire, keep_screenshot

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]
WIDE = {"viewport": {"width": 1200, "height": 800}}
PASSWORD = "a horse that nobody guessed"
FLOOR, BUDGET = "15,731.47", "18,264.39"
PRIVATE = (
    "15731.47",
    "15,731.47",
    "1573147",
    "18264.39",
    "18,264.39",
    "1826439",
    "canarynote",
    "canarybreaker",
)


@dataclass
class Street:
    """Where visitors come from, each looked at on every page that they are shown."""

    chromium: Browser
    wire: Wire
    look: str
    came: list[Visitor] = field(default_factory=list)

    def visitor(self, **options: object) -> Visitor:
        visitor = Visitor.enter(self.chromium, self.wire, None, **{**WIDE, **LOOKS[self.look], **options})
        self.came.append(visitor)
        return visitor

    def look_at(self, page: Page, name: str) -> None:
        """Nothing serious, nothing over the edge, kept as a picture."""
        assert findings(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        keep_screenshot(page, f"sale-{name}-{self.look}")


@pytest.fixture(params=LOOKS)
def street(request: pytest.FixtureRequest, chromium: Browser, wire: Wire) -> Iterator[Street]:
    opened = Street(chromium, wire, request.param)
    yield opened
    complaints = [visitor.complaints() for visitor in opened.came]
    for visitor in opened.came:
        visitor.leave()
    assert not any(complaints), complaints


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    made = {"front.jpg": pictures.jpeg((1600, 1200)), "side.png": pictures.png((900, 1200))}
    for name, body in made.items():
        (tmp_path / name).write_bytes(body)
    return [tmp_path / name for name in made]


def sign_up(visitor: Visitor, goal: str) -> None:
    """Somebody who has no account yet, on the way to the goal."""
    page = visitor.page
    page.goto(visitor.url(goal))
    page.get_by_role("link", name="Make an account").click()
    page.get_by_label("E-mail address").fill(f"{uuid4().hex}@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make it").click()
    page.wait_for_url(visitor.url(goal))


def test_a_car_is_sold_by_people_alone(
    stack: Stack, street: Street, photos: list[Path], tmp_path: Path
) -> None:
    ada, grace, stranger = (street.visitor() for _ in range(3))
    heard = [Overheard(visitor.page) for visitor in (ada, grace, stranger)]

    sign_up(ada, "/sell/")
    street.look_at(ada.page, "sell")
    tell_what(ada.page, f"2016 Volvo V60 D4, {street.look}")
    send(ada.page, photos)
    street.look_at(ada.page, "photos")
    ada.page.get_by_role("link", name="On to the price").click()
    tell_price(ada.page)
    make_agent(ada.page)
    street.look_at(ada.page, "terms")
    listing = post(ada.page, FLOOR)
    street.look_at(ada.page, "my-listing")

    stranger.page.goto(stranger.url(f"/listings/?q=volvo+{street.look}"))
    street.look_at(stranger.page, "catalogue")
    stranger.page.get_by_role("link", name=f"2016 Volvo V60 D4, {street.look}").click()
    expect(stranger.page.locator(".photos img")).to_have_count(2)
    street.look_at(stranger.page, "listing")

    sign_up(grace, "/account/")
    enrol(grace)
    room = join(grace, listing, BUDGET)
    stranger.page.reload()
    stranger.page.locator(f"a[href='/rooms/{room}/']").click()
    stranger.await_state("live")
    stranger.await_turns(2)
    assert stranger.turns.count() < 10  # it is still being bargained
    stranger.await_turns(10)
    street.look_at(stranger.page, "watched")
    assert stranger.page.locator(".byte").count() == 0

    ada.page.goto(ada.url("/rooms/"))
    ada.page.locator(f"a[href='/rooms/{room}/']").click()
    for visitor in (ada, grace):
        expect(visitor.page.locator("#own-told")).to_contain_text("It is your turn to sign")
        street.look_at(visitor.page, "my-turn")
        visitor.page.get_by_role("button", name="Check and sign").click()
    for visitor in (ada, grace):
        expect(visitor.page.locator("#own-told")).to_contain_text("it says what was agreed")
    with grace.page.expect_download() as begun:
        grace.page.locator("#contract-download").click()
    contract = begun.value.path().read_bytes()
    assert verified(contract, tmp_path) == 0
    grace.page.locator("a[href^='/contracts/']").first.click()
    street.look_at(grace.page, "contract")
    assert [one.finds(*PRIVATE) for one in heard] == [[], [], []]

    plain = street.visitor(java_script_enabled=False)
    plain.page.goto(plain.url(f"/rooms/{room}/"))
    expect(plain.turns).to_have_count(10)
    plain.page.goto(plain.url("/verify"))
    plain.page.locator("input[type=file]").set_input_files(
        {"name": "contract.json", "mimeType": "application/json", "buffer": contract}
    )
    plain.page.get_by_role("button", name="Send it to this market").click()
    expect(plain.page.locator("#verdict")).to_have_attribute("data-state", "valid")
    keep_screenshot(plain.page, f"sale-verified-without-a-script-{street.look}")
