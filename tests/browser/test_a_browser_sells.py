"""A person sells by the browser agent's module: sealed, remembered, sent, edited, signed for, in a real browser."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from client.errors import NotFound
from client.identity import Identity
from client.market import Market as Client
from contracts.domain.canonical import digest
from tests.browser.agents import asked, enrol, told
from tests.browser.people import Market, sign_in, visit
from tests.browser.visits import Visitor, market_says
from tests.faults.bargains import PROFILE, PUBLIC, terms, until_status

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]
ROOT = Path(__file__).parents[2]

FLOOR = "15731.47"
NOTES = "canarynote the gearbox whines in third"
OFFER = """
  const filled = selling.filledIn({ currency: "USD", ...given.terms }, given.public.asking_price);
  return selling.offer(agent, given.public, filled, given.options);
"""
KEPT = "return (await store.readAll(given, agent.fingerprint)).length;"


@pytest.fixture
def seller(chromium: Browser, market: Market) -> Iterator[Visitor]:
    """Ada, whose browser is an agent."""
    visitor = visit(chromium, market)
    sign_in(visitor, "Ada", "/account/agents/")
    enrol(visitor)
    yield visitor
    visitor.leave()


@pytest.fixture
def buyer(market: Market) -> Iterator[Client]:
    """An agent with the client library."""
    with Client(market.stack.url("cars"), Identity.generate()) as opened:
        yield opened


def offer(page: Page, floor: str = "15,731.47", **changes: Any) -> dict[str, Any]:
    """The public object of a listing that the page's agent posted."""
    public = {**PUBLIC, **changes}
    given = {"public": public, "terms": {"limit": floor, "notes": NOTES, "dealbreakers": "showroom\n"}}
    found: dict[str, Any] = told(page, OFFER, {**given, "options": {"consent": "operator"}})
    return found


def test_a_listing_is_sold_and_signed_for(seller: Visitor, buyer: Client, tmp_path: Path) -> None:
    page, sent = seller.page, []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    listing = offer(page, title="2016  Volvo V60")
    assert (listing["title"], listing["asking_price"]) == ("2016 Volvo V60", "20000.00")
    assert not any(word in body for body in sent for word in (FLOOR, "15,731", "canarynote", "showroom"))
    assert told(page, KEPT, "requests") == 0
    room = buyer.open_room(buyer.listing(listing["id"]), PROFILE, terms(1_950_000))
    told(page, "await bargaining.look(agent, given);", room.id)
    assert until_status(buyer, room.id, "signing").status == "signing"
    signed = told(page, "return (await bargaining.sign(agent, given)).signed;", room.id)
    assert signed == {"seller": True, "buyer": False, "room": True}
    buyer.sign(room.id)
    document = tmp_path / "contract.json"
    document.write_bytes(buyer.contract_of(room.id))
    verified = subprocess.run(
        [sys.executable, "-m", "contracts.verify", str(document)], cwd=ROOT, capture_output=True, check=False
    )
    assert verified.returncode == 0
    assert [told(page, KEPT, name) for name in ("rooms", "listings")] == [1, 1]
    told(page, "await bargaining.look(agent, given);", room.id)
    assert [told(page, KEPT, name) for name in ("rooms", "listings")] == [0, 0]
    assert seller.complaints() == []


def test_a_room_at_a_price_below_the_floor_is_not_signed(seller: Visitor, buyer: Client) -> None:
    page = seller.page
    listing = offer(page, floor="15000")
    room = buyer.open_room(buyer.listing(listing["id"]), PROFILE, terms(1_950_000))
    told(page, "await bargaining.look(agent, given);", room.id)
    until_status(buyer, room.id, "signing")
    alter = """
      const name = memories.nameOf(agent, given.room);
      await store.keep("rooms", name, { ...(await store.read("rooms", name)), ...given.change });
      return bargaining.sign(agent, given.room);
    """
    said = asked(page, alter, {"room": room.id, "change": {"limit": "19999.99"}})
    assert said["refused"] == "price_outside_limit"
    said = asked(page, alter, {"room": room.id, "change": {"limit": "15000.00", "manifest_digest": "x"}})
    assert said["refused"] == "wrong_manifest"
    assert not buyer.room(room.id).signed["seller"]


def test_an_edit_and_new_terms_are_remembered_and_a_withdrawal_forgets(
    seller: Visitor, buyer: Client
) -> None:
    page = seller.page
    listing = offer(page)
    changed = """
      const filled = selling.filledIn({ currency: "USD", limit: "19000" }, "19500.00");
      return selling.edit(agent, given, { asking_price: "19500.00" }, filled);
    """
    assert told(page, changed, listing["id"])["asking_price"] == "19500.00"
    shown = buyer.listing(listing["id"])
    assert shown.public["asking_price"] == "19500.00"
    kept = told(page, "return store.read('listings', memories.nameOf(agent, given));", listing["id"])
    assert (kept["limit"], len(kept["versions"]), kept["consent"]) == ("19000.00", 2, "operator")
    told(page, "await selling.renewConsent(agent, given, 'exact');", listing["id"])
    told(page, "await selling.withdraw(agent, given);", listing["id"])
    with pytest.raises(NotFound):
        buyer.listing(listing["id"])
    assert asked(page, changed, listing["id"])["refused"] == "unknown_listing"


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"terms": {"limit": "0"}}, "bad_limit"),
        ({"terms": {"limit": "15.000,00"}}, "bad_limit"),
        ({"terms": {"limit": "25400.51"}}, "floor_above_scale"),
        ({"terms": {"limit": "1", "dealbreakers": "x\u202e"}}, "bad_dealbreaker"),
        ({"terms": {"limit": "1", "notes": "\u0007"}}, "bad_notes"),
        ({"options": {"manifest": "sha256:another"}}, "manifest_changed"),
        ({"public": {**PUBLIC, "title": ""}}, "invalid"),
    ],
)
def test_what_is_unsound_is_refused_and_nothing_is_kept(
    seller: Visitor, given: dict[str, Any], refused: str
) -> None:
    said = asked(seller.page, OFFER, {"public": PUBLIC, "terms": {"limit": "15000"}, "options": {}, **given})
    assert said["refused"] == refused
    assert told(seller.page, KEPT, "requests") == 0


def test_an_answer_that_was_lost_makes_no_second_listing(seller: Visitor, buyer: Client) -> None:
    page = seller.page
    answered = []

    def lose(route: Route) -> None:
        """The request arrives, its answer does not."""
        wanted = ("authorization", "idempotency-key", "content-type")
        headers = {name: value for name, value in route.request.headers.items() if name in wanted}
        answer = market_says(seller.wire, "/api/v1/listings", headers, content=route.request.post_data_buffer)
        answered.append(answer.json()["listing"]["id"])
        route.abort()

    page.route("**/api/v1/listings", lose)
    said = asked(page, OFFER, {"public": PUBLIC, "terms": {"limit": "15000"}, "options": {}})
    assert said["refused"] == "no_answer"
    page.unroute("**/api/v1/listings")
    page.reload()
    again = "const [one] = await selling.pending(agent); return selling.send(agent, one);"
    assert told(page, again)["id"] == answered[0]
    assert [told(page, KEPT, name) for name in ("requests", "listings")] == [0, 1]


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"asking_price": "1.00"}, "listing_altered"),
        ({"seller": "aa" * 32}, "listing_altered"),
        (None, "wrong_listing_digest"),
    ],
)
def test_what_was_published_otherwise_than_sent_is_told(
    seller: Visitor, change: dict[str, Any] | None, refused: str
) -> None:
    page = seller.page
    public = offer(page, title="As it was sent")
    altered = {**public, **(change or {})}
    shown = digest(altered) if change else "sha256:" + "ee" * 32
    page.route(
        "**/api/v1/listings",
        lambda route: route.fulfill(status=201, json={"listing": altered, "digest": shown, "status": "open"}),
    )
    given = {"public": {**PUBLIC, "title": "As it was sent"}, "terms": {"limit": "15000"}, "options": {}}
    assert asked(page, OFFER, given)["refused"] == refused
    assert told(page, KEPT, "requests") == 0
