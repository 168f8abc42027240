"""The admin and its numbers under the same strict policy as every page: no violation, no serious finding, any look."""

import subprocess
import sys

import pytest
from playwright.sync_api import Browser, expect

from rooms.management.plan import PROJECT, environment
from rooms.management.stack import Stack
from tests.browser.test_the_room_page_is_for_everybody import LOOKS, findings
from tests.browser.visits import Visitor, Wire, keep_screenshot

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]

ADMIT = """
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from agents.models import Membership, Tenant, User
for name, runs_it in (("the operator", False), ("the superuser", True)):
    person, _ = User.objects.get_or_create(username=name, defaults={"is_superuser": runs_it})
    if not runs_it:
        Membership.objects.get_or_create(person=person, tenant=Tenant.objects.get(slug="cars"), role="operator")
    Authenticator.objects.get_or_create(user=person, type="totp", defaults={"data": {}})
    session = SessionStore()
    session[auth.SESSION_KEY] = str(person.pk)
    session[auth.BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[auth.HASH_SESSION_KEY] = person.get_session_auth_hash()
    request = HttpRequest()
    request.session = session
    record_authentication(request, person, "mfa")
    session.create()
    print("session", session.session_key)
"""
OF_OPERATORS = {
    "index": "/admin/",
    "numbers": "/admin/numbers/",
    "rooms": "/admin/rooms/room/",
    "rooms-filtered": "/admin/rooms/room/?status__exact=done",
    "listings": "/admin/marketplace/listing/",
    "contracts": "/admin/contracts/contract/",
    "agents": "/admin/agents/agent/",
    "policies": "/admin/marketplace/policy/",
    "members": "/admin/agents/membership/",
    "member-add-own": "/admin/agents/membership/add/",
    "market": "/admin/agents/tenant/",
    "categories": "/admin/marketplace/category/",
    "category-add": "/admin/marketplace/category/add/",
    "logo": "/admin/logo/",
    "trail": "/admin/agents/act/",
}
OF_SUPERUSERS = {
    "users": "/admin/agents/user/",
    "user-add": "/admin/agents/user/add/",
    "markets": "/admin/agents/tenant/",
    "market-add": "/admin/agents/tenant/add/",
    "member-add": "/admin/agents/membership/add/",
}
ROWS = (
    "rooms",
    "listings",
    "contracts",
    "agents",
    "policies",
    "members",
    "market",
    "categories",
    "trail",
    "users",
    "markets",
)


@pytest.fixture(scope="module")
def sessions(stack: Stack) -> tuple[str, str]:
    """(an operator's of the first market, a superuser's), each with a second factor shown."""
    ended = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", ADMIT],
        cwd=PROJECT,
        env=environment(stack.ground),
        capture_output=True,
        text=True,
        check=True,
    )
    first, second = (line.split()[1] for line in ended.stdout.splitlines() if line.startswith("session "))
    return first, second


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_of_the_desk_is_sound(
    chromium: Browser, wire: Wire, sessions: tuple[str, str], signed: str, look: str
) -> None:
    """signed: so that there is something to see."""
    for session, pages in ((sessions[0], OF_OPERATORS), (sessions[1], OF_OPERATORS | OF_SUPERUSERS)):
        visitor = Visitor.enter(chromium, wire, session, **LOOKS[look])
        for name, path in pages.items():
            _check(visitor, path, f"desk-{name}-{look}")
            row = visitor.page.locator("#result_list tbody th a").first
            if name in ROWS and row.count():
                _check(visitor, str(row.get_attribute("href")), f"desk-{name}-row-{look}")
        assert visitor.complaints() == []
        visitor.leave()


def _check(visitor: Visitor, path: str, name: str) -> None:
    answer = visitor.page.goto(visitor.url(path))
    assert answer is not None
    assert answer.status == 200, name
    assert "unsafe" not in answer.headers["content-security-policy"]
    visitor.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    keep_screenshot(visitor.page, name)
    # Told to preload, axe writes what a stylesheet imports into the page: that would break the policy, not the page.
    assert findings(visitor.page, preload=False) == [], name
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_an_order_is_confirmed_carried_out_and_in_the_trail(
    chromium: Browser, wire: Wire, sessions: tuple[str, str], signed: str, scripts: bool
) -> None:
    visitor = Visitor.enter(chromium, wire, sessions[0], java_script_enabled=scripts)
    page = visitor.page
    page.goto(visitor.url("/admin/agents/agent/"))
    page.locator("input[name=_selected_action]").first.check()
    page.locator("select[name=action]").select_option("end_tokens")
    page.get_by_role("button", name="Go").click()
    if scripts:
        assert findings(page) == []
        keep_screenshot(page, "desk-confirm")
    page.get_by_role("button", name="End the agents' tokens at this market").click()
    expect(page.get_by_text("End the agents' tokens at this market: 1.")).to_be_visible()
    page.goto(visitor.url("/admin/agents/act/"))
    expect(page.get_by_text("ended tokens of").first).to_be_visible()
    assert visitor.complaints() == []
    visitor.leave()


def test_the_numbers_are_read_as_tables(
    chromium: Browser, wire: Wire, sessions: tuple[str, str], signed: str
) -> None:
    visitor = Visitor.enter(chromium, wire, sessions[0])
    visitor.page.goto(visitor.url("/admin/numbers/"))
    for summary in visitor.page.locator("summary").all():
        summary.click()
    expect(visitor.page.get_by_role("row", name="signed by all three")).to_be_visible()
    assert visitor.page.locator(".chart[role=img]").count() == visitor.page.locator("table").count() == 4
    assert visitor.complaints() == []
    visitor.leave()
