"""What a browser remembers for its agent goes when nothing needs it any more: limits above all."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.agents import ENROL, KEPT, asked, fill_in, join, offer, told
from tests.browser.visits import Visitor

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]
STORES = ["rooms", "requests", "listings"]
HOUR = 3_600_000


def seal_unanswered(visitor: Visitor, listing: str) -> Page:
    """The page of somebody whose terms are sealed and not answered."""
    page = visitor.page
    page.route("**/api/v1/rooms", lambda route: route.abort())
    page.goto(visitor.url(f"/listings/{listing}/join/"))
    fill_in(page)
    page.get_by_role("button", name="Seal and join").click()
    expect(page.locator("#told")).to_contain_text("did not answer")
    page.unroute("**/api/v1/rooms")
    visitor.forgive("net::ERR_FAILED")
    return page


def test_an_agent_that_was_revoked_leaves_nothing(people: tuple[Visitor, Visitor]) -> None:
    ada, grace = people
    page = ada.page
    join(grace, offer(page, "Sold by one that is revoked"))
    page.goto(ada.url("/rooms/"))
    expect(page.locator(".mine")).not_to_have_count(0)
    page.goto(ada.url("/account/agents/"))
    page.get_by_role("link", name="My browser").first.click()
    page.get_by_text("Its key is lost or stolen").click()
    page.locator("form[action$='/revoke/'] button").last.click()
    before = "return (await Promise.all(given.map((name) => store.readAll(name, '')))).flat().length;"
    assert told(page, before, STORES) > 0
    page.goto(ada.url(ENROL))
    page.get_by_role("button", name="It was revoked: make another").click()
    page.wait_for_url(ada.url("/account/agents/"))
    assert told(page, before, STORES) == 0
    ada.forgive("401")


def test_a_request_that_can_open_nothing_any_more_is_dropped(people: tuple[Visitor, Visitor]) -> None:
    ada, grace = people
    page = seal_unanswered(grace, offer(ada.page, "Never entered"))
    script = "await bargaining.forgetTheLate(agent, Date.now() + given); " + KEPT.replace(
        "given", "['requests']"
    )
    until = told(page, "return (await store.readAll('requests', agent.fingerprint))[0].until - Date.now();")
    assert told(page, script, until - HOUR) == 1
    assert told(page, script, until + HOUR) == 0


def test_a_room_that_is_refused_keeps_no_other_one_from_being_remembered(
    people: tuple[Visitor, Visitor],
) -> None:
    ada, grace = people
    rooms = [join(grace, offer(ada.page, title)) for title in ("Looked at", "Refused")]
    page = ada.page
    altered = f"**/api/v1/rooms/{rooms[1]}"  # the newest: looked at first
    page.route(altered, lambda route: route.fulfill(status=404, json={"code": "not_found"}))
    assert asked(page, "return bargaining.lookAtRooms(agent);")["refused"] == "not_found"
    kept = told(page, "return (await store.readAll('rooms', agent.fingerprint)).map((one) => one.room_id);")
    assert kept == [rooms[0]]
    page.unroute(altered)
    ada.forgive("404")


def test_what_fails_after_sending_is_not_told_as_unsent(people: tuple[Visitor, Visitor]) -> None:
    ada, grace = people
    page = seal_unanswered(grace, offer(ada.page, "Answered with nonsense"))
    page.route("**/api/v1/rooms", lambda route: route.fulfill(status=201, json=[]))
    page.get_by_role("button", name="Send it again").click()
    expect(page.locator("#told")).to_contain_text("Something in this browser failed.")
    expect(page.locator("#told")).not_to_contain_text("Nothing was sent")
    page.unroute("**/api/v1/rooms")
    page.get_by_role("button", name="Send it again").click()
    page.wait_for_url("**/rooms/*/")
