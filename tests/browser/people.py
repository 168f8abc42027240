"""People with a browser at a market that signs them in by an SSO of its own."""

from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from rooms.management.stack import Stack
from tests.alien_sso import AlienSso
from tests.browser.test_the_room_page_is_for_everybody import LOOKS
from tests.browser.visits import Visitor, Wire

MARY = "00000003010000000000539c741e0dfb"
ONCE = {"Mary": MARY, "Joan": "00000003010000000000539c741e0dfc"}
"""Who takes part in one test each, which leaves their account otherwise than others want it."""
WIDE = {"viewport": {"width": 1200, "height": 800}}


@dataclass
class Market:
    """The market's processes, its SSO, and the wire to its pages."""

    stack: Stack
    server: AlienSso
    wire: Wire


def visit(chromium: Browser, market: Market, look: str = "light") -> Visitor:
    """Somebody whom the market does not know yet."""
    return Visitor.enter(chromium, market.wire, None, **{**WIDE, **LOOKS[look]})


def sign_in(visitor: Visitor, human: str, goal: str = "/account/") -> Page:
    """The page at the goal, reached by signing in at the SSO."""
    page = visitor.page
    page.goto(visitor.url(f"/sign-in/?next={goal}"))
    page.get_by_role("button", name="Continue with Alien").click()
    page.get_by_role("button", name=human).click()
    page.wait_for_url(visitor.url(goal))
    return page
