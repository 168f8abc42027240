"""Whoever may follow a room gets each of its frames once and in order; nobody else gets any."""

import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from agents import actions, queries
from agents.models import Membership, Tenant
from config.settings.base import channel_layers
from marketplace.models import Policy
from rooms.models import Event, Room
from tests.follower import Follower
from tests.parties import Party, Person, Workshop, terms

pytestmark = pytest.mark.django_db(transaction=True)

Headers = dict[str, str]
KINDS = ["status"] * 3 + ["turn"] * 10 + ["outcome", "status"]


def refused(room: str, headers: Headers, *, after: object = 0) -> int:
    """The code of a socket that closes without a frame."""
    with Follower(room, headers, after=after) as follower:
        return follower.close_code()


def of_agent(party: Party) -> Headers:
    return {"host": party.host, "authorization": party.authorization()}


def of_person(person: Person) -> Headers:
    client = Client()
    client.force_login(person.user)
    cookie = client.cookies["sessionid"].value
    return {"host": person.host, "origin": f"http://{person.host}", "cookie": f"sessionid={cookie}"}


def test_a_party_gets_every_frame_once_and_in_order(signing_room: Callable[..., str], bob: Party) -> None:
    with Follower(signing_room(), of_agent(bob)) as follower:
        frames = follower.frames(15)
    assert [one["type"] for one in frames] == KINDS
    assert [one["seq"] for one in frames] == list(range(1, 16))
    statuses = [one["status"] for one in frames if one["type"] == "status"]
    assert statuses == ["waiting", "ready", "running", "signing"]


def test_what_happens_while_it_is_open_comes_as_it_happens(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    room = bob.join(alice.offer("15000.00"), "18000.00").body["id"]
    with Follower(room, of_agent(bob)) as follower:
        opening = follower.frames(2)
        workshop.work()
        bargaining = follower.frames(13)
        for party in (bob, alice):
            assert party.sign(room).status == 200
        signing = follower.frames(3)
        workshop.later(seconds=1).erase()
        erased = follower.frames(1)
    told = opening + bargaining + signing + erased
    assert [one["seq"] for one in told] == list(range(1, len(told) + 1))
    assert [one["type"] for one in signing + erased] == ["status", "status", "contract", "erased"]


def test_no_frame_holds_a_private_term(workshop: Workshop, alice: Party, bob: Party) -> None:
    hidden = {"notes": "canarynote the gearbox whines", "dealbreakers": ["canarybreaker"]}
    listing = alice.offer(terms=terms("15731.47", **hidden))
    room = bob.join(listing, terms=terms("18264.39", **hidden)).body["id"]
    workshop.work()
    with Follower(room, of_agent(bob)) as follower:
        told = json.dumps(follower.frames(15))
    assert "turn" in told
    for canary in ("canary", "gearbox", "15731", "18264", "15,731", "18,264"):
        assert canary not in told


def test_it_goes_on_after_any_number(signing_room: Callable[..., str], auditor: Person) -> None:
    room = signing_room()
    for after in (1, 7, 14):
        with Follower(room, of_person(auditor), after=after) as follower:
            frames = follower.frames(15 - after)
        assert [one["seq"] for one in frames] == list(range(after + 1, 16))


def test_a_frame_whose_broadcast_was_lost_comes_with_the_next(
    signing_room: Callable[..., str], bob: Party
) -> None:
    room = signing_room()
    with Follower(room, of_agent(bob), after=14) as follower:
        follower.frames(1)
        publish_unheard(room)
        assert bob.sign(room).status == 200
        assert [one["seq"] for one in follower.frames(2)] == [16, 17]


def test_a_frame_whose_broadcast_was_lost_comes_when_the_right_is_checked(
    signing_room: Callable[..., str], bob: Party, settings: Any
) -> None:
    settings.FOLLOWER_CHECK_SECONDS = 0.2
    room = signing_room()
    with Follower(room, of_agent(bob), after=14) as follower:
        follower.frames(1)
        publish_unheard(room)
        assert [one["seq"] for one in follower.frames(1)] == [16]


def publish_unheard(room_id: str) -> None:
    """A frame in the rows, and nobody told."""
    room = Room.objects.get(id=room_id)
    room.last_seq += 1
    room.save(update_fields=["last_seq"])
    Event.objects.create(
        room=room, seq=room.last_seq, kind="contract", body={"contract": "/"}, at=timezone.now()
    )


@pytest.mark.parametrize("after", ["x", "-1", "1" * 10])
def test_a_number_that_is_none_is_refused(signing_room: Callable[..., str], bob: Party, after: Any) -> None:
    assert refused(signing_room(), of_agent(bob), after=after) == 4400


def test_strangers_get_no_frame(
    signing_room: Callable[..., str], workshop: Workshop, auditor: Person, bob: Party, charlie: Party
) -> None:
    room = signing_room()
    visitor = {"host": "cars.localhost"}
    assert refused(room, visitor) == 4401
    assert refused(room, of_agent(charlie)) == 4404
    assert refused(room, of_agent(bob.at("bikes.localhost"))) == 4404
    assert refused(str(uuid4()), of_agent(bob)) == 4404
    assert refused(room, {**of_person(auditor), "origin": "http://elsewhere.localhost"}) == 4401
    without_origin = {name: value for name, value in of_person(auditor).items() if name != "origin"}
    assert refused(room, without_origin) == 4401


@pytest.mark.parametrize("origin", ["null", "", "http://[", "cars.localhost", "http://cars.localhost.evil"])
def test_an_origin_that_is_not_the_markets_is_refused(
    signing_room: Callable[..., str], auditor: Person, origin: str
) -> None:
    assert refused(signing_room(), {**of_person(auditor), "origin": origin}) == 4401


def test_cookies_of_others_on_the_same_host_are_no_matter(
    signing_room: Callable[..., str], auditor: Person
) -> None:
    """A browser sends the cookies of every port of a host, and some of their names are no token (RFC 6265)."""
    headers = of_person(auditor)
    others = {**headers, "cookie": f'a@b=1; c/d="; {headers["cookie"]}'}
    with Follower(signing_room(), others, after=14) as follower:
        follower.frames(1)


def test_a_revoked_agent_gets_no_frame(signing_room: Callable[..., str], bob: Party) -> None:
    room = signing_room()
    revoke(bob)
    assert refused(room, of_agent(bob)) == 4401


def revoke(party: Party) -> None:
    agent = queries.agent_by_fingerprint(party.fingerprint)
    assert agent is not None
    actions.revoke_agent(agent, timezone.now())


def test_revoking_an_agent_closes_what_it_holds_open(signing_room: Callable[..., str], bob: Party) -> None:
    """At once: the tests' settings look again after ten seconds only, and nobody waits for that here."""
    room = signing_room()
    with Follower(room, of_agent(bob), after=14) as follower:
        follower.frames(1)
        began = time.monotonic()
        revoke(bob)
        assert follower.close_code() == 4401
        assert time.monotonic() - began < settings.FOLLOWER_CHECK_SECONDS / 2


def test_a_right_that_ends_unheard_ends_at_the_next_check(
    signing_room: Callable[..., str], auditor: Person, settings: Any
) -> None:
    settings.FOLLOWER_CHECK_SECONDS = 0.2
    with Follower(signing_room(), of_person(auditor), after=14) as follower:
        follower.frames(1)
        Membership.objects.filter(person=auditor.user).delete()
        assert follower.close_code() == 4404


def test_a_market_that_stops_to_be_public_closes_to_the_public(
    signing_room: Callable[..., str], cars: Tenant, settings: Any
) -> None:
    settings.FOLLOWER_CHECK_SECONDS = 0.2
    Policy.objects.filter(tenant=cars).update(transcripts_public=True)
    with Follower(signing_room(), {"host": "cars.localhost"}, after=12) as follower:
        follower.frames(2)
        Policy.objects.filter(tenant=cars).update(transcripts_public=False)
        assert follower.close_code() == 4401


def test_a_socket_ends_with_its_token(signing_room: Callable[..., str], cars: Tenant, bob: Party) -> None:
    room = signing_room()
    agent = queries.agent_by_fingerprint(bob.fingerprint)
    assert agent is not None
    bob.token, _ = actions.issue_token(agent, cars, now=timezone.now(), lifetime=timedelta(seconds=2))
    with Follower(room, of_agent(bob), after=15) as follower:
        began = time.monotonic()
        assert follower.close_code() == 4401
        assert time.monotonic() - began < settings.FOLLOWER_CHECK_SECONDS / 2


def test_without_a_channel_layer_a_follower_is_asked_to_come_later(
    signing_room: Callable[..., str], bob: Party, settings: Any
) -> None:
    room = signing_room()
    settings.CHANNEL_LAYERS = channel_layers("unix:///nowhere/broker.sock")
    assert refused(room, of_agent(bob)) == 1013
