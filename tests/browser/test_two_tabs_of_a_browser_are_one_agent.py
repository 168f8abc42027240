"""Two tabs of one browser undo nothing that the other has done: one key, and for each room the terms that it has."""

import pytest
from playwright.sync_api import expect

from tests.browser.agents import asked, fill_in, offer, told
from tests.browser.people import Market
from tests.browser.visits import Visitor
from tests.faults.bargains import PROFILE

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]

_PREPARE = """
  const { manifest, listing } = await bargaining.looked(given.listing, await (async () => {
    const { digest } = await market.call(null, "GET", `listings/${given.listing}`);
    return { listing: digest };
  })());
  const own = terms.filledIn({ limit: given.limit, currency: "USD" }, listing.asking_price);
  const request = await bargaining.prepared(agent, { manifest, listing }, given.profile, own);
  sessionStorage.setItem("sealed by a test", JSON.stringify(request));"""
_ENTER = """
  const room = await bargaining.enter(agent, JSON.parse(sessionStorage.getItem("sealed by a test")));
  return (await store.read("rooms", memories.nameOf(agent, room.id))).limit;"""


def test_the_limit_that_a_room_has_is_the_one_that_is_remembered(people: tuple[Visitor, Visitor]) -> None:
    ada, grace = people
    listing = offer(ada.page, "Two tabs seal")
    given = {"listing": listing, "profile": PROFILE}
    told(grace.page, _PREPARE, {**given, "limit": "18264.39"})
    other = asked(grace.page, _PREPARE, {**given, "limit": "15000"})
    assert other.get("refused") == "sealed_before"
    assert told(grace.page, _ENTER) == "18264.39"
    assert told(grace.page, "return store.readAll('requests', agent.fingerprint);") == []


def test_a_request_that_is_refused_for_good_takes_no_other_one_with_it(
    people: tuple[Visitor, Visitor],
) -> None:
    ada, grace = people
    given = {"listing": offer(ada.page, "Refused in one tab"), "profile": PROFILE, "limit": "18264.39"}
    told(grace.page, _PREPARE, given)
    script = f"""
      const first = JSON.parse(sessionStorage.getItem("sealed by a test"));
      await store.drop("requests", first.name);
      {_PREPARE}
      const stale = {{ ...first.body, listing_digest: "sha256:" + "ee".repeat(32) }};
      try {{
        await bargaining.enter(agent, {{ ...first, body: stale }});
      }} catch (error) {{
        return [error.code, (await store.read("requests", first.name)) !== undefined];
      }}"""
    assert told(grace.page, script, given) == ["listing_changed", True]
    grace.forgive("409")


def test_a_tab_that_comes_second_is_told_and_the_first_one_joins(people: tuple[Visitor, Visitor]) -> None:
    ada, grace = people
    address = grace.url(f"/listings/{offer(ada.page, 'Two tabs join')}/join/")
    first, second = grace.page, grace.context.new_page()
    for page in (first, second):
        page.goto(address)
        fill_in(page)
    first.route("**/api/v1/rooms", lambda route: route.abort())
    first.get_by_role("button", name="Seal and join").click()
    expect(first.locator("#told")).to_contain_text("did not answer")
    second.get_by_role("button", name="Seal and join").click()
    expect(second.locator("#told")).to_contain_text("sealed here before, perhaps in another tab")
    first.unroute("**/api/v1/rooms")
    first.get_by_role("button", name="Send it again").click()
    first.wait_for_url("**/rooms/*/")
    second.close()
    grace.forgive("net::ERR_FAILED")


def test_two_tabs_that_make_a_key_make_one(people: tuple[Visitor, Visitor], market: Market) -> None:
    script = """
      const made = await Promise.all([identity.create("twice"), identity.create("twice")]);
      return [...made, await identity.load("twice")].map(({ fingerprint }) => fingerprint);"""
    assert len(set(told(people[1].page, script))) == 1
