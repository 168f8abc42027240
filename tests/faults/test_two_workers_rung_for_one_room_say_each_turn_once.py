"""Many bells for one room, in threads with connections of their own, as workers are."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connections

from rooms.actions import run
from rooms.models import Room, Turn
from tests.parties import Party, Workshop

WORKERS = 4


@pytest.mark.django_db(transaction=True)
def test_each_turn_is_said_once_however_many_workers_hear_the_bell(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    rooms = [UUID(Party().join(listing).body["id"]) for listing in [alice.offer()] for _ in range(3)]
    together = Barrier(WORKERS)

    def hear(_: int) -> None:
        try:
            for room in rooms:
                together.wait(30)
                run.run(room, workshop.worker)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as crowd:
        list(crowd.map(hear, range(WORKERS)))
    for room in Room.objects.all():
        assert (room.status, room.fence) == ("signing", 1)  # one claim, and no other
        assert [turn.seq for turn in room.turns.all()] == list(range(4, 14))
    assert Turn.objects.count() == 30
