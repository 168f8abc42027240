"""The page where a browser's own key is enrolled: by proof of possession, without a token; said beforehand what losing
it means."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from agents import queries
from agents.models import Agent, AgentToken
from tests.agents.people import Browser, told
from tests.agents.test_a_person_adds_an_agent_whose_key_signs_for_it import WRONG, Edit, answer, challenge_in
from tests.parties import Party, Workshop

pytestmark = pytest.mark.django_db
PAGE = "/account/agents/browser/"
Watch = Callable[[], AbstractContextManager[None]]


def send(browser: Browser, challenge: str, answered: str, **more: Any) -> Any:
    return browser.post(PAGE, {"challenge": challenge, "answer": answered, "name": "My browser", **more})


def enrol(browser: Browser, party: Party, **more: Any) -> Any:
    challenge = challenge_in(browser.get(PAGE))
    return send(browser, challenge, answer(party, challenge), **more)


def test_the_key_is_the_persons_agent_and_gets_no_token(
    workshop: Workshop, alice: Party, ada: Browser
) -> None:
    ada.alien()
    assert enrol(ada, alice).headers["Location"] == "/account/agents/"
    found = queries.agents_of(ada.person().pk).get()
    assert (found.fingerprint, found.name) == (alice.fingerprint, "My browser")
    assert not AgentToken.objects.exists()
    assert alice.get("agents/me").body["proof"] == "verified"


def test_what_losing_it_means_is_said_before_it_is_made(workshop: Workshop, ada: Browser) -> None:
    ada.alien()
    page = told(ada.get(PAGE))
    assert page.index("A room that awaits your signature then expires") < page.index('id="make-key"')
    assert "there is no\nbackup" in page


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


def test_it_leads_on_to_a_place_of_this_market_alone(workshop: Workshop, alice: Party, ada: Browser) -> None:
    ada.alien()
    goal = "/listings/01990000-0000-7000-8000-000000000002/join/"
    assert f'name="next" value="{goal}"' in told(ada.get(f"{PAGE}?next={goal}"))
    assert enrol(ada, alice, next=goal).headers["Location"] == goal
    for other in (
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "javascript:alert(1)",
        "http:///x",
        "\\\\x",
    ):
        assert 'name="next"' not in told(ada.get(PAGE, {"next": other}))
        assert enrol(ada, Party(), next=other).headers["Location"] == "/account/agents/"


def test_a_key_that_is_anothers_or_revoked_is_not_taken(
    workshop: Workshop, alice: Party, ada: Browser, nothing_changes: Watch
) -> None:
    grace = Browser()
    grace.alien("Grace")
    enrol(grace, alice)
    ada.alien()
    with nothing_changes():
        assert "somebody else" in told(enrol(ada, alice))
    agent = Agent.objects.get()
    grace.post(f"/account/agents/{agent.pk}/revoke/")
    with nothing_changes():
        assert enrol(grace, alice).status_code == 422


def test_a_visitor_is_asked_to_sign_in(workshop: Workshop) -> None:
    assert Browser().get(PAGE).headers["Location"] == f"/sign-in/?next={PAGE}"
