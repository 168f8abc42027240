"""A key that names an owner is theirs by their own word, given when signed in, and by nobody else's; what they turn
down no token opens again, and what they end has ended everywhere."""

from typing import Any

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from agents import ownership, queries
from agents.domain import evidence
from agents.errors import NotFound
from agents.models import Agent, AgentToken, Ownership, Tenant, User
from tests.agents.dpop import ask, pair
from tests.agents.people import Browser, Forger, told
from tests.agents.test_an_owner_chain_claims_an_owner import ask as ask_by_chain
from tests.agents.test_an_owner_chain_claims_an_owner import binding
from tests.alien_sso import ADA, GRACE
from tests.parties import Party, Workshop

pytestmark = pytest.mark.django_db
BEYOND = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")
"""Times that UTC has no name for."""


def claim(party: Party, sso: Forger) -> Any:
    id_token = sso.id_token("Ada")
    return ask_by_chain(party, binding(party, sso, id_token), id_token)


def row(party: Party) -> Ownership:
    return Ownership.objects.get(agent__fingerprint=party.fingerprint)


def say(browser: Browser, of: Ownership, word: str) -> int:
    return int(browser.post(f"/account/agents/claims/{of.pk}/{word}/").status_code)


def act(browser: Browser, party: Party, word: str, **said: str) -> int:
    agent = Agent.objects.get(fingerprint=party.fingerprint)
    return int(browser.post(f"/account/agents/{agent.pk}/{word}/", said).status_code)


def listed(browser: Browser) -> str:
    return told(browser.get("/account/agents/"))


def test_a_claim_is_confirmed_and_the_market_says_so(
    workshop: Workshop, alice: Party, server: Forger, ada: Browser
) -> None:
    assert claim(alice, server).body["proof"] == "claimed"
    ada.alien()
    assert alice.fingerprint in listed(ada)
    assert say(ada, row(alice), "confirm") == 302
    found = alice.get("agents/me")
    assert (found.body["owner"], found.body["proof"]) == (ADA, "verified")
    kept = row(alice)
    assert evidence.check(kept.evidence, fingerprint=alice.fingerprint, owner=ADA).valid
    assert kept.proof == "confirmation"
    assert "confirmed here by you" in listed(ada)


def test_a_claim_that_is_refused_is_turned_away_until_the_owner_says_otherwise(
    workshop: Workshop, alice: Party, server: Forger, ada: Browser
) -> None:
    claim(alice, server)
    ada.alien()
    assert say(ada, row(alice), "refuse") == 302
    assert claim(alice, server).code == "owner_revoked"
    assert ask(alice, *pair(alice, server)).code == "owner_revoked", "not even what the SSO says opens it"
    assert alice.get("agents/me").body["proof"] == "none"
    assert say(ada, row(alice), "refuse") == 404, "it is no claim any more"
    assert "Turned down (1)" in listed(ada)
    assert say(ada, row(alice), "confirm") == 302
    assert alice.get("agents/me").body["proof"] == "verified"


@pytest.mark.parametrize("word", ["confirm", "refuse"])
def test_nobody_answers_for_another(
    workshop: Workshop, alice: Party, server: Forger, ada: Browser, word: str
) -> None:
    claim(alice, server)
    ada.alien("Grace")
    assert alice.fingerprint not in listed(ada)
    assert say(ada, row(alice), word) == 404
    assert say(Browser(), row(alice), word) == 302, "to the sign-in page"
    assert row(alice).state == "claimed"


def test_a_page_of_another_site_answers_nothing(workshop: Workshop, alice: Party, server: Forger) -> None:
    claim(alice, server)
    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(member_of(ADA))
    assert say(strict, row(alice), "confirm") == 403
    assert strict.get(f"/account/agents/claims/{row(alice).pk}/confirm/").status_code == 405
    assert row(alice).state == "claimed"


def member_of(address: str) -> Any:
    browser = Browser()
    browser.alien()
    found = queries.person_at(address)
    assert found is not None
    return browser.person()


def test_all_claims_are_refused_at_once_but_those_that_came_after_the_page(
    workshop: Workshop, alice: Party, bob: Party, server: Forger, ada: Browser
) -> None:
    claim(alice, server)
    ada.alien()
    until = timezone.now().isoformat()
    claim(bob, server)
    assert ada.post("/account/agents/claims/refuse-all/", {"until": until}).status_code == 302
    assert (row(alice).state, row(bob).state) == ("refused", "claimed")
    for wrong in ("", "yesterday", "2026-13-01T00:00:00Z", "2026-11-01T00:00:00", *BEYOND):
        assert ada.post("/account/agents/claims/refuse-all/", {"until": wrong}).status_code == 404
    assert row(bob).state == "claimed"


def test_what_is_verified_for_somebody_else_is_confirmed_by_nobody(
    workshop: Workshop, alice: Party, server: Forger, ada: Browser
) -> None:
    claim(alice, server)
    stale = row(alice)
    access, sent = pair(alice, server, human="Grace")
    assert ask(alice, access, sent).body["owner"] == GRACE
    ada.alien()
    assert alice.fingerprint not in listed(ada)
    assert say(ada, stale, "confirm") == 404
    assert alice.get("agents/me").body["owner"] == GRACE


@pytest.mark.parametrize("first", ["claimed", "given up"])
def test_what_another_person_keeps_is_confirmed_by_nobody(
    workshop: Workshop, alice: Party, server: Forger, ada: Browser, first: str
) -> None:
    """They showed the key; whom it named before has nothing but its word."""
    ada.alien()
    if first == "claimed":
        claim(alice, server)
    else:
        ask(alice, *pair(alice, server))
        act(ada, alice, "give-up")
    keeper = User.objects.create_user("somebody")
    ownership.keep(Agent.objects.get(), keeper.pk, timezone.now())
    assert alice.fingerprint not in listed(ada)
    assert say(ada, row(alice), "confirm") == 404
    assert [one.fingerprint for one in queries.agents_of(keeper.pk)] == [alice.fingerprint]


def test_the_owner_that_the_sso_names_sees_nothing_of_who_kept_the_key_before(
    workshop: Workshop, alice: Party, server: Forger, ada: Browser
) -> None:
    alice.get("agents/me")
    keeper = User.objects.create_user("somebody")
    ownership.keep(Agent.objects.get(), keeper.pk, timezone.now())
    ownership.name(keeper.pk, Agent.objects.get().pk, "a private name")
    ask(alice, *pair(alice, server))
    ada.alien()
    assert alice.fingerprint in listed(ada)
    assert "a private name" not in listed(ada)
    assert (Agent.objects.get().name, Agent.objects.get().kept_by) == ("", None)


def test_who_keeps_agents_is_not_deleted_under_them(workshop: Workshop, alice: Party) -> None:
    """Their tokens would go on, and nobody had them on a page."""
    alice.get("agents/me")
    keeper = User.objects.create_user("somebody")
    ownership.keep(Agent.objects.get(), keeper.pk, timezone.now())
    with pytest.raises(ProtectedError):
        keeper.delete()
    assert ownership.end(Agent.objects.get(), timezone.now()) == "somebody"
    keeper.delete()


def test_a_revoked_key_is_confirmed_by_nobody(
    workshop: Workshop, alice: Party, server: Forger, ada: Browser
) -> None:
    claim(alice, server)
    Agent.objects.update(revoked_at=timezone.now())
    ada.alien()
    assert alice.fingerprint not in listed(ada)
    assert say(ada, row(alice), "confirm") == 404


def test_an_agent_is_named_for_its_owner_alone(
    workshop: Workshop, alice: Party, server: Forger, ada: Browser
) -> None:
    ask(alice, *pair(alice, server))
    ada.alien()
    assert act(ada, alice, "name", name="  the <b>estate</b> ") == 302
    assert "the &lt;b&gt;estate&lt;/b&gt;" in listed(ada)
    assert act(ada, alice, "name", name="x" * 81) == 404
    grace = Browser()
    grace.alien("Grace")
    assert act(grace, alice, "name", name="mine") == 404
    assert Agent.objects.get().name == "the <b>estate</b>"
    assert grace.get(f"/account/agents/{Agent.objects.get().pk}/").status_code == 404


def test_an_agent_that_is_given_up_acts_on_as_nobodys(
    workshop: Workshop, cars: Tenant, alice: Party, server: Forger, ada: Browser
) -> None:
    ask(alice, *pair(alice, server))
    proved = row(alice).evidence
    key = alice.post("agents/me/tokens", alice.signed_challenge("token")).body["token"]
    ada.alien()
    act(ada, alice, "name", name="a secret name")
    assert act(ada, alice, "give-up") == 302
    assert Party(private=alice.private, token=key).get("agents/me").code == "token_revoked"
    assert alice.get("agents/me").body["proof"] == "none"
    assert ask(alice, *pair(alice, server)).code == "owner_revoked"
    assert Agent.objects.get().name == ""
    assert act(ada, alice, "give-up") == 404, "it is not theirs any more"
    assert say(ada, row(alice), "confirm") == 302
    assert (row(alice).proof, row(alice).evidence) == ("access_token", proved), "the better proof is kept"


def test_a_revoked_agent_has_ended_with_its_tokens(
    workshop: Workshop, alice: Party, server: Forger, ada: Browser
) -> None:
    ask(alice, *pair(alice, server))
    key = alice.post("agents/me/tokens", alice.signed_challenge("token")).body["token"]
    ada.alien()
    assert act(ada, alice, "revoke") == 302
    assert alice.get("agents/me").code == "agent_revoked"
    assert Party(private=alice.private, token=key).get("agents/me").code == "agent_revoked"
    assert "revoked 20" in listed(ada)


def test_a_token_is_revoked_by_its_agents_owner_alone(
    workshop: Workshop, alice: Party, server: Forger, ada: Browser
) -> None:
    ask(alice, *pair(alice, server))
    made = alice.post("agents/me/tokens", {"label": "for the night", **alice.signed_challenge("token")}).body
    token = AgentToken.objects.get()
    page = f"/account/agents/{token.agent_id}/"
    grace = Browser()
    grace.alien("Grace")
    assert grace.post(f"{page}tokens/{token.pk}/revoke/").status_code == 404
    ada.alien()
    shown = told(ada.get(page))
    assert "for the night" in shown
    assert made["token"] not in shown
    assert ada.post(f"{page}tokens/{token.pk}/revoke/").status_code == 302
    assert Party(private=alice.private, token=made["token"]).get("agents/me").code == "token_revoked"
    assert "for the night" not in told(ada.get(page))


def test_agents_are_gone_from_the_page_with_the_alien_id_and_are_back_with_it(
    workshop: Workshop, alice: Party, server: Forger, ada: Browser
) -> None:
    ask(alice, *pair(alice, server))
    ada.alien()
    person = ada.person()
    assert [one.fingerprint for one in queries.agents_of(person.pk)] == [alice.fingerprint]
    person.socialaccount_set.all().delete()
    assert alice.fingerprint not in listed(ada)
    with pytest.raises(NotFound):
        ownership.give_up(person.pk, Agent.objects.get().pk, timezone.now())
    assert alice.get("agents/me").body["proof"] == "verified", "unlinking ends nothing"


def test_the_pages_are_for_who_is_signed_in(workshop: Workshop, alice: Party, server: Forger) -> None:
    alice.get("agents/me")
    for path in ("", "enrol/", f"{Agent.objects.get().pk}/"):
        found = Browser().get(f"/account/agents/{path}")
        assert found.headers["Location"] == f"/sign-in/?next=/account/agents/{path}"
