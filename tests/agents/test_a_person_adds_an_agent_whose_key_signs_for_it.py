"""The account page issues a token where the agent's key signed this market's challenge for this person; the agent is
theirs from then on. Nothing else issues one there."""

import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from agents import actions, challenges, ownership, queries
from agents.domain import challenge as signing
from agents.domain import keys
from agents.domain.challenge import Purpose
from agents.models import Agent, AgentToken, Ownership, Tenant, User
from client.identity import Identity
from tests.agents.dpop import ask, pair
from tests.agents.people import HOST, Browser, Forger, told
from tests.alien_sso import ADA, GRACE
from tests.parties import Party, Workshop

pytestmark = pytest.mark.django_db
PAGE = "/account/agents/enrol/"
CHALLENGE = re.compile(r'name="challenge" value="([^"]+)"')
TOKEN = re.compile(r'id="token">([^<]+)<')
COMMAND = re.compile(r"<pre[^>]*><code>(.*?)</code></pre>", re.DOTALL)
CLIENT = (sys.executable, "-m", "client")
ROOT = Path(__file__).parents[2]
Watch = Callable[[], AbstractContextManager[None]]


def challenge_in(shown: Any) -> str:
    found = CHALLENGE.search(told(shown))
    assert found is not None
    return found[1]


def answer(party: Party, challenge: str, purpose: Purpose = "enrol") -> str:
    signature = signing.sign(party.private, challenge, host=HOST, purpose=purpose)
    return f"{keys.to_base64url(keys.public_bytes(party.private))}.{signature}"


def send(browser: Browser, challenge: str, answered: str, **more: Any) -> Any:
    return browser.post(PAGE, {"challenge": challenge, "answer": answered, "label": "", "days": 30, **more})


def add(browser: Browser, party: Party, **more: Any) -> Any:
    challenge = challenge_in(browser.get(PAGE))
    return send(browser, challenge, answer(party, challenge), **more)


def token_in(shown: Any) -> str:
    found = TOKEN.search(told(shown))
    assert found is not None, told(shown)
    return found[1]


@pytest.fixture
def somebody(server: Forger) -> Browser:
    """Signed in by a password, without an AlienID."""
    User.objects.create_user("somebody", password="right")
    browser = Browser()
    browser.password("somebody", "right")
    return browser


def test_the_token_is_shown_once_and_acts_as_the_agent(
    workshop: Workshop, alice: Party, ada: Browser
) -> None:
    ada.alien()
    shown = add(ada, alice, label="night shift")
    key = token_in(shown)
    assert shown.status_code == 200
    assert shown.headers["Cache-Control"] == "private, no-store"
    found = Party(private=alice.private, token=key).get("agents/me")
    assert found.body == {"fingerprint": alice.fingerprint, "owner": ADA, "proof": "verified"}
    row = AgentToken.objects.get()
    assert (row.label, row.digest) == ("night shift", actions.token_digest(key))
    assert row.expires_at == row.created_at + timedelta(days=30)
    assert key not in told(ada.get(f"/account/agents/{Agent.objects.get().pk}/"))
    assert Ownership.objects.get().proof == "confirmation"


def test_an_account_without_an_alien_id_keeps_agents_that_nobody_owns(
    workshop: Workshop, alice: Party, somebody: Browser
) -> None:
    token_in(add(somebody, alice))
    assert alice.get("agents/me").body["proof"] == "none"
    page = f"/account/agents/{Agent.objects.get().pk}/"
    assert "no AlienID stands behind it" in told(somebody.get(page))
    assert somebody.post(f"{page}own/").status_code == 302
    assert alice.get("agents/me").body["proof"] == "none", "there is none to name"
    somebody.alien(process="connect")
    assert somebody.post(f"{page}own/").status_code == 302
    assert alice.get("agents/me").body["owner"] == ADA


def test_one_challenge_is_good_for_one_token(
    workshop: Workshop, alice: Party, ada: Browser, nothing_changes: Watch
) -> None:
    ada.alien()
    challenge = challenge_in(ada.get(PAGE))
    answered = answer(alice, challenge)
    token_in(send(ada, challenge, answered))
    with nothing_changes():
        again = send(ada, challenge, answered)
    assert again.status_code == 422
    assert "was used before" in told(again)
    assert challenge_in(again) != challenge, "there is another to sign"


def of_another_key(good: str) -> str:
    return f"{keys.to_base64url(keys.public_bytes(Party().private))}.{good.partition('.')[2]}"


ONE = keys.to_base64url(bytes([1]) + bytes(31))
Edit = Callable[[str, str], tuple[str, str]]
WRONG: dict[str, Edit] = {
    "another key": lambda challenge, good: (challenge, of_another_key(good)),
    "no signature": lambda challenge, good: (challenge, good.partition(".")[0]),
    "another signature": lambda challenge, good: (challenge, f"{good.partition('.')[0]}.{'A' * 86}"),
    "an edited challenge": lambda challenge, good: (f"{challenge[:-1]}{'AB'[challenge[-1] == 'A']}", good),
    "no challenge": lambda _, good: ("x", good),
    "no key": lambda challenge, good: (challenge, good.partition(".")[2]),
    "a key of small order": lambda challenge, good: (challenge, f"{ONE}.{good.partition('.')[2]}"),
    "nothing": lambda challenge, _: (challenge, ""),
}


@pytest.mark.parametrize("edit", WRONG.values(), ids=WRONG)
def test_a_wrong_answer_is_told_and_changes_nothing(
    workshop: Workshop, alice: Party, ada: Browser, nothing_changes: Watch, edit: Edit
) -> None:
    ada.alien()
    challenge = challenge_in(ada.get(PAGE))
    with nothing_changes():
        shown = send(ada, *edit(challenge, answer(alice, challenge)))
    assert shown.status_code == 422
    assert 'role="alert"' in told(shown)
    assert token_in(send(ada, challenge, answer(alice, challenge))), "the right answer still counts"


@pytest.mark.parametrize("days", ["0", "366", "", "a year"])
def test_a_token_is_good_for_a_day_to_a_year(
    workshop: Workshop, alice: Party, ada: Browser, nothing_changes: Watch, days: str
) -> None:
    ada.alien()
    challenge = challenge_in(ada.get(PAGE))
    with nothing_changes():
        assert send(ada, challenge, answer(alice, challenge), days=days).status_code == 422


def test_a_challenge_is_for_its_person_market_and_purpose(
    workshop: Workshop, cars: Tenant, bikes: Tenant, alice: Party, ada: Browser, nothing_changes: Watch
) -> None:
    ada.alien()
    grace = Browser()
    grace.alien("Grace")
    now = timezone.now()
    of_grace = challenge_in(grace.get(PAGE))
    for_tokens, _ = challenges.issue(cars, "token", ada.person().username, now)
    elsewhere, _ = challenges.issue(bikes, "enrol", ada.person().username, now)
    late, _ = challenges.issue(cars, "enrol", ada.person().username, now - challenges.LIFETIME)
    for challenge in (of_grace, for_tokens, elsewhere, late):
        signature = keys.to_base64url(alice.private.sign(signing.signed_bytes(challenge)))
        key = keys.to_base64url(keys.public_bytes(alice.private))
        with nothing_changes():
            assert send(ada, challenge, f"{key}.{signature}").status_code == 422


def test_no_agent_is_taken_from_another_person(
    workshop: Workshop, alice: Party, bob: Party, server: Forger, ada: Browser, somebody: Browser,
    nothing_changes: Watch,
) -> None:  # fmt: skip
    """Who holds the key can end it; but whose it was first it stays until they give it up."""
    ask(alice, *pair(alice, server, human="Grace"))
    token_in(add(somebody, bob))
    ada.alien()
    with nothing_changes():
        assert "somebody else" in unescape(told(add(ada, alice))), f"it is {GRACE}'s"
        assert "somebody else" in unescape(told(add(ada, bob))), "it is kept"
    keeper = User.objects.get(username="somebody")
    ownership.give_up(keeper.pk, Agent.objects.get(fingerprint=bob.fingerprint).pk, timezone.now())
    token_in(add(ada, bob))


def test_the_owner_that_the_sso_named_outranks_who_kept_it(
    workshop: Workshop, alice: Party, server: Forger, ada: Browser, somebody: Browser
) -> None:
    token_in(add(somebody, alice))
    ask(alice, *pair(alice, server))
    ada.alien()
    person = User.objects.get(username="somebody")
    assert not queries.agents_of(person.pk).exists()
    token_in(add(ada, alice))
    assert Agent.objects.get().kept_by == ada.person()


def test_a_revoked_agent_and_one_with_all_its_tokens_get_none(
    workshop: Workshop, cars: Tenant, alice: Party, bob: Party, ada: Browser, nothing_changes: Watch
) -> None:
    ada.alien()
    revoked = actions.enrol(keys.public_bytes(alice.private), timezone.now())
    actions.revoke_agent(revoked, timezone.now())
    full = actions.enrol(keys.public_bytes(bob.private), timezone.now())
    for _ in range(actions.MOST_TOKENS):
        actions.issue_token(full, cars, now=timezone.now())
    with nothing_changes():
        assert "has been revoked" in told(add(ada, alice))
        assert "20 tokens at most" in told(add(ada, bob))


def commands(browser: Browser) -> tuple[str, list[str]]:
    shown = browser.get(PAGE)
    return challenge_in(shown), [unescape(one) for one in COMMAND.findall(told(shown))]


@pytest.fixture
def home(alice: Party, tmp_path: Path) -> Path:
    """Where alice's key is."""
    identity = Identity.create(tmp_path / "key.pem")
    alice.private = identity._private
    return tmp_path


def run(*words: str, home: Path) -> tuple[int, str, str]:
    said = subprocess.run(words, cwd=home, capture_output=True, text=True, check=False)
    return said.returncode, said.stdout, said.stderr


def test_the_commands_on_the_page_print_what_it_takes(
    workshop: Workshop, alice: Party, ada: Browser, home: Path
) -> None:
    ada.alien()
    challenge, (ours, _) = commands(ada)
    program, *words = ours.split()
    assert program == "bargain"
    status, answered, said = run(*CLIENT, *words, "--home", str(home), "--yes", home=ROOT)
    assert status == 0, said
    token_in(send(ada, challenge, answered))
    challenge, (_, openssl) = commands(ada)
    status, answered, said = run("/bin/bash", "-euc", openssl, home=home)
    assert status == 0, said
    token_in(send(ada, challenge, answered))
    assert AgentToken.objects.filter(agent__fingerprint=alice.fingerprint).count() == 2


def test_the_command_signs_nothing_for_another_market(ada: Browser, home: Path) -> None:
    ada.alien()
    challenge, _ = commands(ada)
    words = ("enrol", "--home", str(home), "--yes", "--market", "http://bikes.localhost", challenge)
    status, answered, said = run(*CLIENT, *words, home=ROOT)
    assert (status != 0, answered) == (True, "")
    assert "bad_challenge" in said
