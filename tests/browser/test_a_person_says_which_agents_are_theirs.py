"""A key that names a person is confirmed and another refused, an agent is added, its token used and revoked, and the
agent ended: in a real browser, on every look."""

import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, Page, expect

from agents.domain import agentid, keys, owner_chain
from client.identity import Identity
from tests.alien_sso import ADA, PROVIDER
from tests.browser.people import Market, sign_in, visit
from tests.browser.test_the_room_page_is_for_everybody import LOOKS, findings
from tests.browser.visits import Visitor, keep_screenshot

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]
ROOT = Path(__file__).parents[2]
LIST = "/account/agents/"


def me(market: Market, authorization: str) -> tuple[int, dict[str, str]]:
    """What the market answers to an agent that asks how it is known."""
    found = httpx.get(
        f"http://127.0.0.1:{market.stack.ground.port}/api/v1/agents/me",
        headers={"host": "cars.localhost", "authorization": authorization},
        trust_env=False,
    )
    return found.status_code, found.json()


def claim(market: Market, private: Ed25519PrivateKey) -> str:
    """How far an owner's chain proves Ada to be the key's owner."""
    now_ms = time.time_ns() // 1_000_000
    id_token = market.server.id_token("Ada")
    bound = owner_chain.bind(
        private, owner=ADA, id_token=id_token, issuer=market.server.issuer, audience=PROVIDER, now_ms=now_ms,
        binding_id=uuid4().hex,
    )  # fmt: skip
    token = agentid.make(
        private, now_ms=now_ms, nonce=uuid4().hex, owner=ADA, binding=bound, id_token=id_token
    )
    status, found = me(market, f"AgentID {token}")
    return found["proof"] if status == 200 else found["code"]


def fingerprint(private: Ed25519PrivateKey) -> str:
    return keys.fingerprint(keys.public_bytes(private))


def test_one_key_is_confirmed_and_another_refused(chromium: Browser, market: Market) -> None:
    known, unknown = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    assert (claim(market, known), claim(market, unknown)) == ("claimed", "claimed")
    visitor = visit(chromium, market)
    page = sign_in(visitor, "Ada", "/account/")
    page.get_by_role("link", name="Your agents").click()
    page.get_by_role("button", name=f"It is not: {fingerprint(unknown)[:8]}").click()
    expect(page.get_by_role("status")).to_contain_text("Refused")
    page.get_by_role("button", name=f"It is mine: {fingerprint(known)[:8]}").click()
    expect(page.get_by_role("status")).to_contain_text("acts in your name")
    expect(page.get_by_text(ADA, exact=True)).to_be_visible()
    assert (claim(market, known), claim(market, unknown)) == ("verified", "owner_revoked")
    assert visitor.complaints() == []
    visitor.leave()


def add(page: Page, visitor: Visitor, home: Path) -> str:
    """The token of an agent that a person adds by the command that the page prints."""
    page.goto(visitor.url(f"{LIST}enrol/"))
    _, *words = page.locator("pre").first.inner_text().split()
    said = subprocess.run(
        [sys.executable, "-m", "client", *words, "--home", str(home), "--yes"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    page.get_by_label("What the agent printed").fill(said.stdout.strip())
    page.get_by_label("What the token is for").fill("night shift")
    page.get_by_role("button", name="Issue the token").click()
    return page.locator("#token").inner_text()


def test_an_agent_is_added_and_its_token_revoked(chromium: Browser, market: Market, tmp_path: Path) -> None:
    identity = Identity.create(tmp_path / "key.pem")
    visitor = visit(chromium, market)
    page = sign_in(visitor, "Ada", LIST)
    token = add(page, visitor, tmp_path)
    assert findings(page) == []
    keep_screenshot(page, "agents-token")
    status, found = me(market, f"Token {token}")
    assert (status, found["fingerprint"], found["proof"]) == (200, identity.fingerprint, "verified")
    page.get_by_role("link", name="To the agent").click()
    page.get_by_label("Name, for you alone").fill("The night shift")
    page.get_by_role("button", name="Name it").click()
    expect(page.get_by_role("heading", name="The night shift")).to_be_visible()
    page.get_by_role("button", name="Revoke night shift").click()
    expect(page.get_by_role("status")).to_contain_text("this token opens nothing any more")
    assert me(market, f"Token {token}")[1]["code"] == "token_revoked"
    page.get_by_text("Its key is lost or stolen").click()
    page.get_by_role("button", name="Revoke it for good").click()
    expect(page.get_by_text("Revoked for good")).to_be_visible()
    nonce, now_ms = uuid4().hex, time.time_ns() // 1_000_000
    assert me(market, identity.authorization(now_ms=now_ms, nonce=nonce))[1]["code"] == "agent_revoked"
    assert visitor.complaints() == []
    visitor.leave()


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious_and_nothing_runs_over_the_edge(
    chromium: Browser, market: Market, tmp_path: Path, look: str
) -> None:
    Identity.create(tmp_path / "key.pem")
    visitor = visit(chromium, market, look)
    page = sign_in(visitor, "Ada", LIST)
    add(page, visitor, tmp_path)
    page.get_by_role("link", name="To the agent").click()
    of_an_agent = page.url
    for _ in range(2):
        claim(market, Ed25519PrivateKey.generate())
    for name, url in (
        ("list", visitor.url(LIST)), ("enrol", visitor.url(f"{LIST}enrol/")), ("agent", of_an_agent),
    ):  # fmt: skip
        page.goto(url)
        for folded in page.locator("summary").all():
            folded.click()
        assert findings(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        keep_screenshot(page, f"agents-{name}-{look}")
    assert visitor.complaints() == []
    visitor.leave()
