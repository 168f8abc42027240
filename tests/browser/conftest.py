"""A whole market, Debian's Chromium, a wire between them that tests can cut, and two agents that bargain."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from rooms.management import scenario
from rooms.management.plan import PROJECT, environment
from rooms.management.stack import Stack
from tests.alien_sso import HUMANS, PROVIDER, AlienSso
from tests.browser.agents import enrol
from tests.browser.people import ONCE, Market, sign_in, visit
from tests.browser.visits import Bargain, Visitor, Wire
from tests.faults.bargains import until_status
from tests.stacks import private_stack

CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
TURN_PAUSE = 0.4
ADMIT = """
from django.contrib.sessions.backends.db import SessionStore
from django.contrib import auth
from agents.models import Membership, Tenant, User
person, _ = User.objects.get_or_create(username="the auditor of a test")
Membership.objects.get_or_create(person=person, tenant=Tenant.objects.get(slug="cars"), role="auditor")
session = SessionStore()
session[auth.SESSION_KEY] = str(person.pk)
session[auth.BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[auth.HASH_SESSION_KEY] = person.get_session_auth_hash()
session.create()
print("session", session.session_key)
"""


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Skips where the machine has none; where the environment's REQUIRE names `browser`, that is a failure."""
    if not CHROMIUM.exists():
        lack = f"{CHROMIUM} is not installed (on Debian: apt install chromium)"
        if "browser" in os.environ.get("REQUIRE", "").split(","):
            pytest.fail(lack)
        pytest.skip(lack)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def stack(chromium: Browser) -> Iterator[Stack]:
    """A market of its own. Without a browser none is needed: hence `chromium`."""
    with private_stack(turn_pause=TURN_PAUSE) as opened:
        yield opened


@pytest.fixture(scope="package")
def session_key(stack: Stack) -> str:
    """The session of an auditor of the first market."""
    ended = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", ADMIT],
        cwd=PROJECT,
        env=environment(stack.ground),
        capture_output=True,
        text=True,
        check=True,
    )
    return ended.stdout.split()[-1]


@pytest.fixture
def wire(stack: Stack) -> Iterator[Wire]:
    """Where browsers reach the market."""
    with Wire(stack.ground.port) as laid:
        yield laid


@pytest.fixture
def auditor(chromium: Browser, wire: Wire, session_key: str) -> Iterator[Visitor]:
    """A signed-in auditor at a desktop, in light. Ends with nothing to complain of."""
    visitor = Visitor.enter(chromium, wire, session_key)
    yield visitor
    complaints = visitor.complaints()
    visitor.leave()
    assert complaints == []


@pytest.fixture
def bargain(stack: Stack) -> Iterator[Bargain]:
    """A room that two agents have just entered."""
    told = scenario.read(Path(scenario.__file__).with_name("scenarios") / "cars-1-corolla.json")
    with Bargain.begin(stack.url("cars"), told) as begun:
        yield begun


@pytest.fixture(scope="package")
def signed(stack: Stack) -> str:
    """The id of a complete contract."""
    told = scenario.read(Path(scenario.__file__).with_name("scenarios") / "cars-1-corolla.json")
    with Bargain.begin(stack.url("cars"), told) as begun:
        until_status(begun.buyer, begun.room_id, "signing")
        for agent in (begun.seller, begun.buyer):
            agent.sign(begun.room_id)
        found = begun.buyer.room(begun.room_id).contract_id
    assert found is not None
    return found


@pytest.fixture(scope="package")
def market(chromium: Browser) -> Iterator[Market]:
    """A market that signs people in."""
    with AlienSso(humans={**HUMANS, **ONCE}) as server:
        told = {"ALIEN_ISSUER": server.issuer, "ALIEN_PROVIDER_ADDRESS": PROVIDER, "ALIEN_STANDIN": "yes"}
        with private_stack(told=told) as opened, Wire(opened.ground.port) as laid:
            yield Market(opened, server, laid)


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
