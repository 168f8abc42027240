"""Every page that has one address for all, as the URLconf has it, to a visitor and to who signed in: axe finds nothing
serious, nothing runs over the edge, nothing breaks the policy."""

import pytest
from playwright.sync_api import Browser

from tests.browser.people import Market, sign_in, visit
from tests.browser.test_the_room_page_is_for_everybody import findings
from tests.browser.visits import Visitor
from tests.tenancy import routes
from tests.tenancy.table import PAGES_AND_API, rows

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]
ELSEWHERE = ("/api/", "/.well-known/", "/look.css", "/instructions", "/admin/", "/account/alien/callback/")
"""What is no page, or has a test of its own (tests/browser/test_the_desk_is_for_everybody.py)."""


TABLE = rows(PAGES_AND_API)


def addresses() -> list[str]:
    found = [one for one in routes.pages_and_api() if one.method == "GET" and not one.parameters]
    pages = [one.pattern for one in found if "method" not in TABLE[str(one)]]
    return [one for one in pages if not one.startswith(ELSEWHERE)]


def wrong(visitor: Visitor, address: str) -> list[str]:
    """What an address shows that it should not; a refusal has a page too."""
    page = visitor.page
    answer = page.goto(visitor.url(address))
    assert answer is not None
    if not page.locator("main").count():
        return [f"{address}: {answer.status} without a page"]
    told = [f"{address}: {one}" for one in findings(page)]
    if not page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
        told.append(f"{address}: runs over the edge")
    return told


@pytest.mark.parametrize("look", ["light", "360-dark"])
def test_every_address_is_sound_for_a_visitor_and_a_person(
    chromium: Browser, market: Market, look: str
) -> None:
    visitor = visit(chromium, market, look)
    told = [one for address in addresses() for one in wrong(visitor, address)]
    sign_in(visitor, "Ada", "/account/")
    told += [one for address in addresses() if address != "/sign-out/" for one in wrong(visitor, address)]
    visitor.forgive("the server responded with a status of 4")
    assert told + visitor.complaints() == []
    assert len(addresses()) > 25
    visitor.leave()
