"""An owner who gives an agent up closes, at once, what it opened by their name and by its tokens, what they opened
themselves because it was theirs, and nothing else."""

import time
from collections.abc import Callable

import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.test import Client
from django.utils import timezone

from agents import actions, ownership, queries
from agents.models import Agent, Tenant, User
from tests.agents.dpop import URL, pair
from tests.alien_sso import ADA, GRACE, AlienSso
from tests.follower import Follower
from tests.parties import Party, Person, member
from tests.rooms.test_a_room_is_followed_live import of_person

pytestmark = pytest.mark.django_db(transaction=True)


def agent_of(party: Party) -> Agent:
    found = queries.agent_by_fingerprint(party.fingerprint)
    assert found is not None
    return found


def closes_at_once(follower: Follower, by: int = 4401) -> bool:
    began = time.monotonic()
    code = follower.close_code()
    return code == by and time.monotonic() - began < settings.FOLLOWER_CHECK_SECONDS / 2


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


@pytest.fixture
def keeper(bob: Party, cars: Tenant) -> Person:
    """The person whose agent bob is."""
    person = member(cars)
    bob.get("agents/me")
    ownership.keep(agent_of(bob), person.user.pk, timezone.now())
    return person


def linked(person: Person, address: str) -> SocialAccount:
    account: SocialAccount = SocialAccount.objects.create(
        user=person.user, provider=queries.ALIEN_ID, uid=address
    )
    return account


def test_what_the_person_opened_who_gives_it_up(
    signing_room: Callable[..., str], bob: Party, keeper: Person
) -> None:
    room = signing_room()
    with Follower(room, of_person(keeper), after=14) as follower:
        follower.frames(1)
        ownership.give_up(keeper.user.pk, agent_of(bob).pk, timezone.now())
        assert closes_at_once(follower, 4404)


def test_what_a_keeper_opened_before_the_owner_was_known(
    signing_room: Callable[..., str], bob: Party, keeper: Person, cars: Tenant
) -> None:
    room, owner = signing_room(), member(cars)
    linked(owner, GRACE)
    with Follower(room, of_person(keeper), after=14) as follower:
        follower.frames(1)
        ownership.prove(agent_of(bob), GRACE, "id_token", {}, timezone.now())
        assert closes_at_once(follower, 4404)


def test_what_the_person_opened_who_unlinks_the_alien_id_that_owns_it(
    signing_room: Callable[..., str], bob: Party, cars: Tenant
) -> None:
    room, person = signing_room(), member(cars)
    person.user.set_password("another way in")
    person.user.save()
    account = linked(person, ADA)
    ownership.prove(agent_of(bob), ADA, "id_token", {}, timezone.now())
    client = Client()
    client.force_login(person.user)
    with Follower(room, of_person(person), after=14) as follower:
        follower.frames(1)
        answered = client.post("/account/", {"account": account.pk}, headers={"host": person.host})
        assert answered.status_code == 302
        assert closes_at_once(follower, 4404)
