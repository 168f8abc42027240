"""POST agents/me/revoke: the key and every token open nothing afterwards, at no market."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.utils import timezone

from agents import actions
from agents.models import Agent, Tenant
from marketplace.models import SealedTerms
from tests.parties import Party, Workshop

pytestmark = pytest.mark.django_db
Watch = Callable[[], AbstractContextManager[None]]


def with_token(party: Party, tenant: Tenant) -> Party:
    agent = Agent.objects.get(fingerprint=party.fingerprint)
    key, _ = actions.issue_token(agent, tenant, now=timezone.now())
    return Party(host=tenant.host, private=party.private, token=key)


def test_every_way_in_is_closed(workshop: Workshop, alice: Party, cars: Tenant, bikes: Tenant) -> None:
    alice.get("agents/me")
    doors = [alice, alice.at(bikes.host), with_token(alice, cars), with_token(alice, bikes)]
    revoked = doors[1].revoke()
    agent = Agent.objects.get(fingerprint=alice.fingerprint)
    assert agent.revoked_at is not None
    assert (revoked.status, revoked.body) == (
        200,
        {
            "fingerprint": alice.fingerprint,
            "revoked_at": agent.revoked_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
    )
    for door in doors:
        for method, path in (("GET", "agents/me"), ("GET", "listings"), ("POST", "agents/me/revoke")):
            found = door.call(method, path)
            assert (found.status, found.code) == (401, "agent_revoked")


def test_a_token_ends_nobody(workshop: Workshop, alice: Party, cars: Tenant, nothing_changes: Watch) -> None:
    """It is of one market, and the agent acts at others."""
    alice.get("agents/me")
    token = with_token(alice, cars)
    token.get("agents/me")
    with nothing_changes():
        refused = token.post("agents/me/revoke")
    assert (refused.status, refused.code) == (403, "key_required")


def test_what_it_offered_is_taken_off_the_market_and_its_terms_are_erased(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    listing = alice.offer()
    room = bob.join(listing).body["id"]
    alice.revoke()
    later = workshop.later(minutes=1)
    later.sweep()
    later.erase()
    assert bob.get(f"rooms/{room}").body["status"] == "void"
    assert bob.get(f"listings/{listing.body['listing']['id']}").status == 404
    assert SealedTerms.objects.count() == 0


def test_nobody_else_has_ended(workshop: Workshop, alice: Party, bob: Party) -> None:
    bob.get("agents/me")
    alice.revoke()
    assert bob.get("agents/me").status == 200


def test_an_earlier_revocation_stands(workshop: Workshop, alice: Party) -> None:
    alice.get("agents/me")
    agent = Agent.objects.get(fingerprint=alice.fingerprint)
    first = actions.revoke_agent(agent, workshop.now)
    assert actions.revoke_agent(agent, workshop.later(hours=1).now) == first == workshop.now


@pytest.mark.parametrize("body", [{"token": "this"}, []])
def test_what_the_call_does_not_name_is_refused(
    workshop: Workshop, alice: Party, nothing_changes: Watch, body: object
) -> None:
    with nothing_changes():
        assert alice.post("agents/me/revoke", body).status == 422
