"""Signing in by the stand-in, the account, linking, a second factor, signing out: in a real browser, on every look."""

import pytest
from playwright.sync_api import Browser, expect

from tests.agents.people import code_for
from tests.alien_sso import ADA
from tests.browser.people import MARY, Market, sign_in, visit
from tests.browser.test_the_room_page_is_for_everybody import LOOKS, findings
from tests.browser.visits import keep_screenshot

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]
ON_THE_WAY = ("/sign-in/", "/sign-up/", "/account/", "/account/mfa/", "/account/mfa/totp/activate/")


def test_a_person_comes_in_sees_their_account_and_leaves(chromium: Browser, market: Market) -> None:
    visitor = visit(chromium, market)
    visitor.page.goto(visitor.url("/sign-in/"))
    expect(visitor.page.get_by_text("Stand-in on this machine; nobody is verified.")).to_be_visible()
    page = sign_in(visitor, "Ada")
    expect(page.get_by_text(f"alien-{ADA[-8:]}").first).to_be_visible()
    expect(page.get_by_text(ADA, exact=True)).to_be_visible()
    page.get_by_role("button", name="Unlink").click()
    expect(page.get_by_role("alert")).to_contain_text("nothing else would let you in")
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    page.goto(visitor.url("/account/"))
    page.wait_for_url(visitor.url("/sign-in/?next=/account/"))
    assert visitor.complaints() == []
    visitor.leave()


def test_who_has_a_password_links_an_alien_id_and_unlinks_it(chromium: Browser, market: Market) -> None:
    visitor = visit(chromium, market)
    page = visitor.page
    page.goto(visitor.url("/sign-up/?next=/account/"))
    page.get_by_label("E-mail address").fill("mary@example.com")
    page.get_by_label("Password, 10 characters or more").fill("a lantern on the quay")
    page.get_by_role("button", name="Make it").click()
    page.wait_for_url(visitor.url("/account/"))
    page.get_by_role("button", name="Link an AlienID").click()
    page.get_by_role("button", name="Mary").click()
    page.wait_for_url(visitor.url("/account/"))
    expect(page.get_by_text(MARY, exact=True)).to_be_visible()
    page.get_by_role("button", name="Unlink").click()
    expect(page.get_by_role("status")).to_contain_text("no longer linked")
    page.get_by_role("button", name="Link an AlienID").click()
    page.get_by_role("button", name="Refuse").click()
    expect(page.get_by_role("heading", name="You said no")).to_be_visible()
    assert visitor.complaints() == []
    visitor.leave()


def test_a_second_factor_is_set_up_and_asked_for(chromium: Browser, market: Market) -> None:
    visitor = visit(chromium, market)
    page = sign_in(visitor, "Joan", "/account/mfa/totp/activate/")
    for _ in range(2):  # a code may end while it is typed
        page.get_by_label("Code", exact=True).fill(code_for(page.locator("main code").inner_text()))
        page.get_by_role("button", name="Turn on").click()
        if "recovery-codes" in page.url:
            break
    assert findings(page) == []
    keep_screenshot(page, "people-recovery-codes")
    page.context.clear_cookies()
    page.goto(visitor.url("/sign-in/"))
    page.get_by_role("button", name="Continue with Alien").click()
    page.get_by_role("button", name="Joan").click()
    page.wait_for_url(visitor.url("/account/mfa/authenticate/"))
    assert findings(page) == []
    keep_screenshot(page, "people-authenticate")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    assert visitor.complaints() == []
    visitor.leave()


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious_and_nothing_runs_over_the_edge(
    chromium: Browser, market: Market, look: str
) -> None:
    visitor = visit(chromium, market, look)
    page = sign_in(visitor, "Ada")
    for path in ON_THE_WAY:
        if path.startswith("/sign-"):
            page.context.clear_cookies()
        elif path == "/account/":
            sign_in(visitor, "Ada")
        page.goto(visitor.url(path))
        assert findings(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        keep_screenshot(page, f"people{path.replace('/', '-').rstrip('-')}-{look}")
    assert visitor.complaints() == []
    visitor.leave()
