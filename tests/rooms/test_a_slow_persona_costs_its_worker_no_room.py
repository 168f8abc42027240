"""A persona may think longer than a lease holds: the worker's signs of life keep the room."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from rooms.actions import run
from rooms.actions.leases import Leases
from rooms.models import Room
from tests.doubles import Interrupted
from tests.parties import Party, Workshop

pytestmark = pytest.mark.django_db

LEASE = timedelta(seconds=12)


class Clock:
    """A time that goes on when it is told to."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock(workshop: Workshop) -> Clock:
    return Clock(workshop.now)


@pytest.fixture
def leases(clock: Clock) -> Leases:
    return Leases(LEASE, clock)


@pytest.fixture
def room(workshop: Workshop, alice: Party, bob: Party) -> UUID:
    return UUID(bob.join(alice.offer()).body["id"])


def test_a_call_longer_than_the_lease_is_asked_once_and_kept(
    workshop: Workshop, room: UUID, clock: Clock, leases: Leases
) -> None:
    others: list[int | None] = []

    def think() -> None:
        for _ in range(10):
            clock.go_on(6)
            leases.renew()
            others.append(run.claim(room, replace(workshop.worker, clock=clock)))

    persona = Interrupted(at=4, meanwhile=think)
    worker = replace(workshop.worker, clock=clock, hold=leases.held, persona=persona)
    run.run(room, worker)
    assert others == [None] * 10
    found = Room.objects.get()
    assert (found.status, found.fence) == ("signing", 1)


def test_a_worker_that_shows_no_sign_of_life_loses_its_room(
    workshop: Workshop, room: UUID, clock: Clock, leases: Leases
) -> None:
    worker = replace(workshop.worker, clock=clock)
    assert run.claim(room, worker) == 1
    with leases.held(room, 1):
        clock.go_on(13)
        leases.renew()
    assert run.claim(room, worker) == 2


def test_what_another_worker_has_and_what_is_let_go_is_not_renewed(
    workshop: Workshop, room: UUID, clock: Clock, leases: Leases
) -> None:
    run.claim(room, replace(workshop.worker, clock=clock))
    clock.go_on(11)
    before = Room.objects.get().lease_until
    with leases.held(room, 0):
        leases.renew()
    with leases.held(room, 1):
        pass
    leases.renew()
    assert Room.objects.get().lease_until == before
