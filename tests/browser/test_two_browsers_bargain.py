"""Two people without agents of their own: each makes their browser one, one sells, the other joins, both sign. No limit
of theirs is in any request, page or file on the way."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.agents import ENROL, asked, enrol, told
from tests.browser.people import Market, sign_in, visit
from tests.browser.test_the_room_page_is_for_everybody import LOOKS, findings
from tests.browser.visits import Visitor, keep_screenshot
from tests.faults.bargains import PROFILE, PUBLIC
from tests.stacks import files_of_database

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]
ROOT = Path(__file__).parents[2]

OFFER = """const terms = selling.filledIn({ currency: "USD", ...given.terms }, given.public.asking_price);
  return (await selling.offer(agent, given.public, terms, { consent: "exact" })).id;"""
FLOOR, BUDGET = "15731.47", "18,264.39"
PRIVATE = (
    *("15731.47", "1573147", "15,731.47", "18264.39", "1826439", "18,264.39"),
    *("canarynote", "gearbox whines", "canarybreaker"),
)
KEPT = (
    "return (await Promise.all(given.map((name) => store.readAll(name, agent.fingerprint)))).flat().length;"
)


class Overheard:
    """Everything that a browser sent: addresses, headers and bodies."""

    def __init__(self, page: Page) -> None:
        self.sent: list[bytes] = []
        page.on("request", self._note)

    def _note(self, request: Request) -> None:
        self.sent.append(f"{request.method} {request.url} {request.headers}".encode())
        self.sent.append(request.post_data_buffer or b"")

    def finds(self, *canaries: str) -> list[str]:
        whole = b"\n".join(self.sent)
        return [one for one in canaries if one.encode() in whole]


@pytest.fixture
def people(chromium: Browser, market: Market) -> Iterator[tuple[Visitor, Visitor]]:
    """Ada sells and Grace buys, each in a browser of her own."""
    both = visit(chromium, market), visit(chromium, market)
    for visitor, human in zip(both, ("Ada", "Grace"), strict=True):
        sign_in(visitor, human, "/account/")
        enrol(visitor)
    yield both
    complaints = [visitor.complaints() for visitor in both]
    for visitor in both:
        visitor.leave()
    assert complaints == [[], []]


def offer(page: Page, title: str, floor: str = FLOOR) -> str:
    """The id of a listing of the page's agent."""
    terms = {
        "limit": floor,
        "notes": "canarynote the gearbox whines in third",
        "dealbreakers": "canarybreaker",
    }
    listing: str = told(page, OFFER, {"public": {**PUBLIC, "title": title}, "terms": terms})
    return listing


def fill_in(page: Page, budget: str = BUDGET) -> None:
    page.get_by_label("Profile").fill(PROFILE)
    page.get_by_label("The most that you would pay").fill(budget)
    page.get_by_label("What would end it").fill("canarybreaker\n")
    page.get_by_label("Notes for your persona").fill("canarynote: the gearbox whines")
    page.get_by_label("I have read what runs here").check()


def join(visitor: Visitor, listing: str, budget: str = BUDGET) -> str:
    """The id of the room that a person enters by the page."""
    page = visitor.page
    page.goto(visitor.url(f"/listings/{listing}/"))
    page.get_by_role("link", name="Join from this browser").click()
    fill_in(page, budget)
    page.get_by_role("button", name="Seal and join").click()
    page.wait_for_url("**/rooms/*/")
    return page.url.rstrip("/").rpartition("/")[2]


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
    assert not _found_in(market, *PRIVATE)
    assert _found_in(market, "A canary in public")


def _found_in(market: Market, *canaries: str) -> set[str]:
    """Which of them stand in the clear in a file of the market's: rows, logs, whatever it keeps."""
    ground = market.stack.ground
    contents = [path.read_bytes() for path in ground.data_dir.rglob("*") if path.is_file()]
    contents += [content for _, content in files_of_database(market.stack)]
    return {one for one in canaries if any(one.encode() in content for content in contents)}


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


def test_what_the_market_shows_altered_is_not_signed(people: tuple[Visitor, Visitor]) -> None:
    ada, grace = people
    room = join(grace, offer(ada.page, "Altered"))
    expect(grace.page.locator("#own-told")).to_contain_text("It is your turn to sign")
    said = told(grace.page, "return bargaining.look(agent, given);", room)
    statement = {**said["statement"], "outcome": {**said["statement"]["outcome"], "price": "1.00"}}
    body = {**said, "statement": statement, "agreed": None}
    grace.page.route(f"**/api/v1/rooms/{room}", lambda route: route.fulfill(json=body))
    grace.page.get_by_label("Sign by itself").check()
    expect(grace.page.locator("#own-told")).to_have_text(
        "Bits, deal, band, price and asking price do not agree."
    )
    expect(grace.page.get_by_label("Sign by itself")).not_to_be_checked()
    grace.page.unroute(f"**/api/v1/rooms/{room}")
    assert not told(grace.page, "return bargaining.look(agent, given);", room)["signed"]["buyer"]


def test_a_key_that_is_not_the_rooms_gets_nothing_sealed_to_it(people: tuple[Visitor, Visitor]) -> None:
    ada, grace = people
    listing = offer(ada.page, "A false key")
    page = grace.page
    heard = Overheard(page)
    stranger = {"key_id": "01990000-0000-7000-8000-000000000001", "public_key": "A" * 43,
                "expires_at": "2999-01-01T00:00:00Z", "signature": "A" * 86}  # fmt: skip
    page.route("**/api/v1/sealing-keys", lambda route: route.fulfill(status=201, json=stranger))
    page.goto(grace.url(f"/listings/{listing}/join/"))
    fill_in(page)
    page.get_by_role("button", name="Seal and join").click()
    expect(page.locator("#told")).to_contain_text("not signed by this room. Nothing was sent.")
    assert heard.finds("/api/v1/rooms", *PRIVATE) == []
    assert told(page, KEPT, ["rooms", "requests"]) == 0


@pytest.mark.parametrize("member", ["profile", "listing", "manifest", "seller", "buyer"])
def test_a_room_over_something_else_than_was_submitted_is_found_out(
    people: tuple[Visitor, Visitor], member: str
) -> None:
    ada, grace = people
    listing = offer(ada.page, f"Altered {member}")
    join(grace, listing)
    page, room = grace.page, grace.page.url.rstrip("/").rpartition("/")[2]
    said = told(page, "return market.call(agent, 'GET', `rooms/${given}`);", room)
    altered = {
        "profile": {"profile": "Another"},
        "listing": {"listing": {**said["listing"], "asking_price": "1.00"}},
        "manifest": {"manifest_digest": "sha256:" + "ee" * 32},
        "seller": {"parties": {**said["parties"], "seller": {"fingerprint": "aa" * 32, "owner": None}}},
        "buyer": {"parties": {**said["parties"], "buyer": {"fingerprint": "aa" * 32, "owner": None}}},
    }[member]
    script = """
      const name = memories.nameOf(agent, memories.joining(given.said.listing.id));
      await store.drop("rooms", memories.nameOf(agent, given.said.id));
      await store.keep("requests", name, { name, memory: given.memory });
      return (await memories.memoryOf(agent, given.said)).role;"""
    submitted = {name: said[name] for name in ("listing", "profile", "manifest_digest")}
    found = asked(page, script, {"said": {**said, **altered}, "memory": submitted})
    assert found["refused"] == "room_altered"
    assert member in found["words"]
    assert told(page, script, {"said": said, "memory": submitted}) == "buyer"


def test_an_answer_that_was_lost_opens_no_second_room(people: tuple[Visitor, Visitor]) -> None:
    ada, grace = people
    listing = offer(ada.page, "A lost answer")
    page = grace.page
    page.route("**/api/v1/rooms", lambda route: route.abort())
    page.goto(grace.url(f"/listings/{listing}/join/"))
    fill_in(page)
    page.get_by_role("button", name="Seal and join").click()
    expect(page.locator("#told")).to_contain_text("did not answer")
    expect(page.get_by_label("The most that you would pay")).to_have_value("")
    expect(page.get_by_label("The most that you would pay")).to_be_disabled()
    page.unroute("**/api/v1/rooms")
    page.reload()
    expect(page.locator("#told")).to_contain_text("What you sealed here before was sent")
    page.get_by_role("button", name="Send it again").click()
    page.wait_for_url("**/rooms/*/")
    expect(page.locator("#own-told")).not_to_be_empty()
    assert told(page, KEPT, ["rooms"]) == 1
    grace.forgive("net::ERR_FAILED")


def test_whoever_comes_back_to_the_page_finds_the_fields_empty(people: tuple[Visitor, Visitor]) -> None:
    ada, grace = people
    listing = offer(ada.page, "Come back")
    page = grace.page
    page.goto(grace.url(f"/listings/{listing}/join/"))
    for is_reloaded in (False, True):
        fill_in(page)
        if is_reloaded:
            page.reload()
        else:
            page.goto(grace.url("/rooms/"))
            page.go_back()
        for label in ("The most that you would pay", "What would end it", "Notes for your persona"):
            expect(page.get_by_label(label)).to_have_value("")
    stored = page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href])")
    assert not any(canary in stored for canary in PRIVATE)
    assert page.locator("#terms [name]").count() == 0


def test_a_browser_without_the_agent_of_the_room_says_so(
    people: tuple[Visitor, Visitor], chromium: Browser, market: Market
) -> None:
    ada, grace = people
    room = join(grace, offer(ada.page, "Another browser"))
    other = visit(chromium, market)
    page = sign_in(other, "Grace", "/account/")
    page.goto(other.url(f"/rooms/{room}/"))
    expect(page.locator("#own-told")).to_have_text("It is not in this browser. Sign where it is.")
    expect(page.get_by_role("button", name="Check and sign")).to_be_hidden()
    enrol(other, f"/rooms/{room}/")
    expect(page.locator("#own-told")).to_have_text("It is not in this browser. Sign where it is.")
    assert asked(page, "return bargaining.sign(agent, given);", room)["refused"] == "not_found"
    other.forgive("404")
    assert other.complaints() == []
    other.leave()


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
