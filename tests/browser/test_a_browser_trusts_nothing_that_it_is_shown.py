"""What the market shows a browser agent is held against what the agent did itself; what was lost on the way is sent
again, and nothing private is left behind."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.agents import KEPT, PRIVATE, Overheard, asked, enrol, fill_in, join, offer, told
from tests.browser.people import Market, sign_in, visit
from tests.browser.visits import Visitor

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]


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
    alterations: dict[str, dict[str, Any]] = {
        "profile": {"profile": "Another"},
        "listing": {"listing": {**said["listing"], "asking_price": "1.00"}},
        "manifest": {"manifest_digest": "sha256:" + "ee" * 32},
        "seller": {"parties": {**said["parties"], "seller": {"fingerprint": "aa" * 32, "owner": None}}},
        "buyer": {"parties": {**said["parties"], "buyer": {"fingerprint": "aa" * 32, "owner": None}}},
    }
    script = """
      const name = memories.nameOf(agent, memories.joining(given.said.listing.id));
      await store.drop("rooms", memories.nameOf(agent, given.said.id));
      await store.keep("requests", name, { name, memory: given.memory });
      return (await memories.memoryOf(agent, given.said)).role;"""
    submitted = {name: said[name] for name in ("listing", "profile", "manifest_digest")}
    found = asked(page, script, {"said": {**said, **alterations[member]}, "memory": submitted})
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
    fill_in(page)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    for label in ("The most that you would pay", "What would end it", "Notes for your persona"):
        expect(page.get_by_label(label)).to_have_value(
            ""
        )  # a browser that keeps the whole page keeps nothing of it
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


def test_a_seller_is_asked_for_a_yes_where_another_version_runs(people: tuple[Visitor, Visitor]) -> None:
    ada, grace = people
    listing = offer(ada.page, "Another version")
    room = join(grace, listing)
    page = ada.page
    said = told(page, "return market.call(agent, 'GET', `rooms/${given}`);", room)
    waiting = {**said, "status": "waiting", "waiting_for": ["seller_consent"], "statement": None}
    page.route(f"**/api/v1/rooms/{room}", lambda route: route.fulfill(json=waiting))
    page.goto(ada.url(f"/rooms/{room}/"))
    expect(page.locator("#own-told")).to_have_text("This room waits for you.")
    with page.expect_response(f"**/api/v1/listings/{listing}/consent") as answered:
        page.get_by_role("button", name="Use my terms under this version").click()
    assert answered.value.json()["consent"] == {"kind": "exact", "manifest_digest": said["manifest_digest"]}
