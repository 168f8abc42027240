"""Whoever may follow a room gets each of its frames once and in order; nobody else gets any."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from channels.testing import WebsocketCommunicator
from django.test import Client
from django.utils import timezone

from agents import actions, queries
from config.asgi import application
from tests.parties import Party, Person, Workshop

pytestmark = pytest.mark.django_db(transaction=True)

Headers = dict[str, str]
KINDS = ["status"] * 3 + ["turn"] * 10 + ["outcome", "status"]


def follow(room: str, headers: Headers, *, after: int = 0, expect: int = 0) -> tuple[list[Any], int | None]:
    """`expect` frames, or all until the socket closes; and the close code, None where it stays open."""

    async def run() -> tuple[list[Any], int | None]:
        sent = [(name.encode(), value.encode()) for name, value in headers.items()]
        socket = WebsocketCommunicator(application, f"/ws/rooms/{room}/?after={after}", sent)
        await socket.connect(timeout=10)
        frames: list[Any] = []
        while not expect or len(frames) < expect:
            message = await socket.receive_output(timeout=10)
            if message["type"] == "websocket.close":
                return frames, message["code"]
            frames.append(json.loads(message["text"]))
        await socket.disconnect()
        return frames, None

    return async_to_sync(run)()


def of_agent(party: Party) -> Headers:
    return {"host": party.host, "authorization": party.authorization()}


def of_person(person: Person) -> Headers:
    client = Client()
    client.force_login(person.user)
    cookie = client.cookies["sessionid"].value
    return {"host": person.host, "origin": f"http://{person.host}", "cookie": f"sessionid={cookie}"}


def test_a_party_gets_every_frame_once_and_in_order(signing_room: Callable[..., str], bob: Party) -> None:
    frames, _ = follow(signing_room(), of_agent(bob), expect=15)
    assert [one["type"] for one in frames] == KINDS
    assert [one["seq"] for one in frames] == list(range(1, 16))
    assert [one["status"] for one in frames if one["type"] == "status"] == [
        "waiting",
        "ready",
        "running",
        "signing",
    ]


def test_it_goes_on_after_any_number(signing_room: Callable[..., str], auditor: Person) -> None:
    room = signing_room()
    for after in (1, 7, 14):
        frames, _ = follow(room, of_person(auditor), after=after, expect=15 - after)
        assert [one["seq"] for one in frames] == list(range(after + 1, 16))


@pytest.mark.parametrize("after", ["x", "-1", "1" * 10])
def test_a_number_that_is_none_is_refused(signing_room: Callable[..., str], bob: Party, after: Any) -> None:
    assert follow(signing_room(), of_agent(bob), after=after) == ([], 4400)


def test_strangers_get_no_frame(
    signing_room: Callable[..., str], workshop: Workshop, auditor: Person, bob: Party, charlie: Party
) -> None:
    room = signing_room()
    visitor = {"host": "cars.localhost"}
    assert follow(room, visitor) == ([], 4401)
    assert follow(room, of_agent(charlie)) == ([], 4404)
    assert follow(room, of_agent(bob.at("bikes.localhost"))) == ([], 4404)
    assert follow(room, {**of_person(auditor), "origin": "http://elsewhere.localhost"}) == ([], 4401)
    without_origin = {name: value for name, value in of_person(auditor).items() if name != "origin"}
    assert follow(room, without_origin) == ([], 4401)


def test_a_revoked_agent_gets_no_frame(signing_room: Callable[..., str], bob: Party) -> None:
    room = signing_room()
    agent = queries.agent_by_fingerprint(bob.fingerprint)
    assert agent is not None
    actions.revoke_agent(agent, timezone.now())
    assert follow(room, of_agent(bob)) == ([], 4401)
