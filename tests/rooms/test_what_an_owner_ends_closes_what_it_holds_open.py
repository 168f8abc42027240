"""An owner who gives an agent up closes, at once, what it opened by their name and by its tokens, and nothing else."""

import time
from collections.abc import Callable

import pytest
from django.conf import settings
from django.utils import timezone

from agents import actions, ownership, queries
from agents.models import Agent, Tenant, User
from tests.agents.dpop import URL, pair
from tests.alien_sso import AlienSso
from tests.follower import Follower
from tests.parties import Party

pytestmark = pytest.mark.django_db(transaction=True)


def agent_of(party: Party) -> Agent:
    found = queries.agent_by_fingerprint(party.fingerprint)
    assert found is not None
    return found


def closes_at_once(follower: Follower) -> bool:
    began = time.monotonic()
    code = follower.close_code()
    return code == 4401 and time.monotonic() - began < settings.FOLLOWER_CHECK_SECONDS / 2


def test_what_was_opened_by_the_owners_name(
    signing_room: Callable[..., str], bob: Party, sso: AlienSso
) -> None:
    room = signing_room()
    access, sent = pair(bob, sso, url=URL.replace("/api/v1/agents/me", f"/ws/rooms/{room}/"))
    headers = {"host": bob.host, "authorization": f"DPoP {access}", "dpop": sent}
    with Follower(room, headers, after=14) as follower:
        follower.frames(1)
        ownership.end(agent_of(bob), timezone.now())
        assert closes_at_once(follower)


def test_what_was_opened_by_a_token(signing_room: Callable[..., str], cars: Tenant, bob: Party) -> None:
    room = signing_room()
    person = User.objects.create_user("somebody")
    ownership.keep(agent_of(bob), person.pk, timezone.now())
    key, _ = actions.issue_token(agent_of(bob), cars, now=timezone.now())
    with Follower(room, {"host": bob.host, "authorization": f"Token {key}"}, after=14) as follower:
        follower.frames(1)
        ownership.give_up(person.pk, agent_of(bob).pk, timezone.now())
        assert closes_at_once(follower)


def test_the_key_itself_stays_connected(signing_room: Callable[..., str], bob: Party) -> None:
    room = signing_room()
    person = User.objects.create_user("somebody")
    ownership.keep(agent_of(bob), person.pk, timezone.now())
    with Follower(room, {"host": bob.host, "authorization": bob.authorization()}, after=13) as follower:
        ownership.give_up(person.pk, agent_of(bob).pk, timezone.now())
        assert len(follower.frames(2)) == 2
