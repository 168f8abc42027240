"""An auditor narrows the contracts down and takes them away, without a script; a person reads what they were told."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from rooms.management import scenario
from rooms.management.plan import PROJECT, environment
from rooms.management.stack import Stack
from tests.browser.test_the_room_page_is_for_everybody import LOOKS, findings
from tests.browser.visits import Bargain, Visitor, Wire, keep_screenshot
from tests.faults.bargains import until_status

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]

KEEP = """
from agents.models import Agent, User
person = User.objects.get(username="the auditor of a test")
assert Agent.objects.filter(fingerprint="{}").update(kept_by=person) == 1
"""


@pytest.fixture(scope="module")
def told(stack: Stack, session_key: str) -> str:
    """The title in a notice that the market's own worker made: its person keeps the seller's agent."""
    offer = scenario.read(Path(scenario.__file__).with_name("scenarios") / "cars-1-corolla.json")
    with Bargain.begin(stack.url("cars"), offer) as begun:
        listing = begun.buyer.room(begun.room_id).listing
        keep = KEEP.format(listing["seller"])
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", keep]
        subprocess.run(command, cwd=PROJECT, env=environment(stack.ground), check=True, capture_output=True)
        until_status(begun.buyer, begun.room_id, "signing")
        title: str = listing["title"]
        return title


@pytest.mark.parametrize("look", LOOKS)
def test_the_contracts_are_narrowed_down_on_every_look(
    chromium: Browser, wire: Wire, session_key: str, signed: str, look: str
) -> None:
    visitor = Visitor.enter(chromium, wire, session_key, **LOOKS[look])
    page = visitor.page
    page.goto(visitor.url("/"))
    page.get_by_role("link", name="Contracts").click()
    expect(page.locator(f'.lines a[href="/contracts/{signed}/"]')).to_be_visible()
    page.get_by_label("Outcome").select_option("a deal")
    page.get_by_label("Lowest band").fill("1")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("status")).to_contain_text("found")
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    keep_screenshot(page, f"contracts-{look}")
    page.goto(visitor.url("/contracts/?min_band=90&max_band=80&party=a%20b"))
    expect(page.get_by_role("alert").first).to_be_visible()
    assert findings(page) == []
    keep_screenshot(page, f"contracts-refused-{look}")
    visitor.forgive("422")
    assert visitor.complaints() == []
    visitor.leave()


def test_what_is_taken_away_verifies(
    chromium: Browser, wire: Wire, session_key: str, signed: str, tmp_path: Path
) -> None:
    visitor = Visitor.enter(chromium, wire, session_key, java_script_enabled=False)
    visitor.page.goto(visitor.url("/contracts/"))
    with visitor.page.expect_download() as taken:
        visitor.page.locator("#archive").click()
    assert taken.value.suggested_filename == "contracts-cars.tar.gz"
    taken.value.save_as(tmp_path / "archive")
    command = [sys.executable, "-m", "contracts.verify", "--archive", str(tmp_path / "archive")]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "VALID")
    with visitor.page.expect_download() as taken:
        visitor.page.locator("#columns").click()
    taken.value.save_as(tmp_path / "columns.csv")
    assert signed in (tmp_path / "columns.csv").read_text()
    visitor.leave()


def await_notice(visitor: Visitor, title: str) -> None:
    """The page of notices, once it has one."""
    for _ in range(240):
        visitor.page.goto(visitor.url("/account/notices/"))
        if visitor.page.locator(".notices", has_text=title).count():
            return
        visitor.page.wait_for_timeout(500)
    pytest.fail("nobody was told")


@pytest.mark.parametrize("look", LOOKS)
def test_a_person_is_told_by_the_markets_worker_and_the_page_serves_everybody(
    chromium: Browser, wire: Wire, session_key: str, told: str, look: str
) -> None:
    visitor = Visitor.enter(chromium, wire, session_key, **LOOKS[look])
    await_notice(visitor, told)
    page = visitor.page
    expect(page.get_by_text("A room of yours has an outcome").first).to_be_visible()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    keep_screenshot(page, f"notices-{look}")
    assert visitor.complaints() == []
    visitor.leave()


def test_notices_are_read_and_switched_off_without_a_script(
    chromium: Browser, wire: Wire, session_key: str, told: str
) -> None:
    visitor = Visitor.enter(chromium, wire, session_key, java_script_enabled=False)
    await_notice(visitor, told)
    page = visitor.page
    expect(page.get_by_role("link", name="Notices (1)")).to_be_visible()
    page.get_by_label("A signature is awaited").select_option("not at all")
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_role("status")).to_contain_text("so you are told from now on")
    expect(page.get_by_label("A signature is awaited")).to_have_value("off")
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_role("link", name="Notices", exact=True)).to_be_visible()
    visitor.leave()
