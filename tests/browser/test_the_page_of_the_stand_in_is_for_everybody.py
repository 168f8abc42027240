"""The page of the stand-in for the Alien SSO in a real browser: light, dark, narrow, by keyboard, without a script."""

from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.alien_sso import HUMANS, AlienSso
from tests.browser.test_the_room_page_is_for_everybody import findings
from tests.unit.alien_sso.visits import asked

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
}


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious_and_nothing_runs_over_the_edge_at_360_px(
    chromium: Browser, alien_sso: AlienSso, look: str
) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 640}, **LOOKS[look])
    page.goto(address(alien_sso))
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate("getComputedStyle(document.querySelector('button')).width") == "328px", (
        "the style is in"
    )
    page.close()


def test_a_human_is_chosen_by_keyboard_without_a_script(chromium: Browser, alien_sso: AlienSso) -> None:
    page = chromium.new_page(java_script_enabled=False)
    page.goto(address(alien_sso))
    for name in HUMANS:
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name=name)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{alien_sso.address}/back?code=*&state=*&iss=*")
    page.close()


def address(server: AlienSso) -> str:
    """Where a browser asks, to be sent back to an address of the server itself, which has no page there."""
    told = asked(redirect_uri=f"{server.address}/back")
    return str(httpx.URL(f"{server.issuer}/oauth/authorize", params=told))
