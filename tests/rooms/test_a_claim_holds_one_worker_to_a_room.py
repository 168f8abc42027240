"""Leases and fences: one worker has a room, another resumes what it left, and nothing is said twice."""

import logging
from dataclasses import replace
from datetime import datetime
from threading import Event
from uuid import UUID

import pytest

from contracts.domain.outcome import Outcome
from rooms.actions import run, settlement
from rooms.actions.session import open_session
from rooms.domain.brief import Line
from rooms.models import Room, Turn
from tests.doubles import Interrupted
from tests.parties import Party, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(workshop: Workshop, alice: Party, bob: Party) -> UUID:
    """A room that is ready."""
    return UUID(bob.join(alice.offer()).body["id"])


def said() -> list[tuple[int, str, int | None]]:
    return list(Turn.objects.values_list("seq", "text", "offer_band"))


def test_a_claim_holds(workshop: Workshop, room: UUID) -> None:
    assert run.claim(room, workshop.worker) == 1
    assert run.claim(room, workshop.worker) is None
    assert run.claim(room, workshop.later(seconds=11).worker) is None
    workshop.run(str(room))
    assert not Turn.objects.exists()


def test_a_lease_that_ran_out_is_taken_over(workshop: Workshop, room: UUID) -> None:
    run.claim(room, workshop.worker)
    assert run.claim(room, workshop.later(seconds=13).worker) == 2


def test_what_is_not_there_or_not_ready_is_not_claimed(workshop: Workshop, alice: Party, room: UUID) -> None:
    assert run.claim(UUID(int=7), workshop.worker) is None
    Room.objects.update(status="waiting")
    assert run.claim(room, workshop.later(days=1).worker) is None


def test_another_worker_resumes_with_the_same_turns_and_the_first_is_refused(
    workshop: Workshop, room: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    """The first hangs in its sixth turn until its lease is over, and comes back when the room is settled."""
    before: list[tuple[int, str, int | None]] = []

    def meanwhile() -> None:
        before.extend(said())
        workshop.later(seconds=13).run(str(room))

    slow = replace(workshop.worker, persona=Interrupted(at=6, meanwhile=meanwhile))
    with caplog.at_level(logging.INFO, "rooms"):
        run.run(room, slow)
    turns = said()
    assert len(before) == 5
    assert turns[:5] == before
    assert [seq for seq, *_ in turns] == list(range(4, 14))
    assert "slow" not in turns[5][1]
    assert "somebody else has it" in caplog.text
    assert Room.objects.get().status == "signing"


def test_a_worker_that_lost_its_room_while_deciding_settles_nothing(
    workshop: Workshop, room: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    def clock() -> datetime:
        if Turn.objects.count() == 10:  # both have decided: it is asked when that was
            Room.objects.update(fence=99)
        return workshop.now

    slow = replace(workshop.worker, clock=clock)
    with caplog.at_level(logging.INFO, "rooms"):
        run.run(room, slow)
    found = Room.objects.get()
    assert (found.status, found.outcome) == ("running", None)
    assert "ended before its outcome" in caplog.text


def test_a_record_with_an_old_fence_is_refused(workshop: Workshop, room: UUID) -> None:
    fence = run.claim(room, workshop.worker)
    assert fence is not None
    old = open_session(room, fence, workshop.worker.keyring)
    later = workshop.later(seconds=13)
    assert run.claim(room, later.worker) == fence + 1
    with pytest.raises(run.LostRoom):
        run._record(old, Line(1, "seller", "late", 100), workshop.worker)
    with pytest.raises(settlement.RoomTaken):
        settlement.conclude(old, Outcome(True, 82), later.worker.keyring, later.now)
    run._fail(room, fence, "persona_failed", workshop.worker)
    assert Room.objects.get().status == "running"
    assert not Turn.objects.exists()


def test_a_worker_that_is_asked_to_stop_lets_go_at_once(workshop: Workshop, room: UUID) -> None:
    workshop.run_turns(str(room), 3)
    assert len(said()) == 3
    found = Room.objects.get()
    assert found.status == "running"
    assert found.lease_until is not None
    before = said()
    workshop.later(seconds=1).run(str(room))  # well within the lease that the first had
    assert said()[:3] == before
    assert Room.objects.get().status == "signing"


def test_a_worker_that_is_stopping_says_nothing_at_all(workshop: Workshop, room: UUID) -> None:
    stopping = Event()
    stopping.set()
    run.run(room, replace(workshop.worker, stop=stopping))
    assert not Turn.objects.exists()
    assert run.claim(room, workshop.later(seconds=1).worker) is not None


def test_offers_are_the_same_whoever_resumes(
    workshop: Workshop, room: UUID, alice: Party, bob: Party
) -> None:
    """The same terms, in another room, by one worker in one go."""
    listing = alice.get(f"listings/{Room.objects.get().listing_id}")
    for turns in (2, 1, 4):
        workshop.run_turns(str(room), turns)
    workshop.later(seconds=1).run(str(room))
    seller = [offer for _, text, offer in said() if text.startswith("seller")]
    other = Party().join(listing).body["id"]
    workshop.run(other)
    again = Turn.objects.filter(room=other, persona="seller").values_list("offer_band", flat=True)
    assert len(seller) == 5
    assert seller[0] == again[0], "the plan comes from the key that the seller's terms are sealed to"


def test_a_room_that_ends_under_a_running_worker_is_left_alone(
    workshop: Workshop, room: UUID, alice: Party, bob: Party
) -> None:
    listing = Room.objects.get().listing_id

    def meanwhile() -> None:
        assert alice.post(f"listings/{listing}/withdraw").status == 200

    run.run(room, replace(workshop.worker, persona=Interrupted(at=4, meanwhile=meanwhile)))
    assert bob.get(f"rooms/{room}").body["status"] == "void"
    assert len(said()) == 3


def test_a_worker_without_the_room_key_leaves_the_room_alone(
    workshop: Workshop, room: UUID, tmp_path: object
) -> None:
    stranger = replace(workshop.worker, keyring=type(workshop.worker.keyring)(tmp_path / "empty"))  # type: ignore[operator]
    assert run.claim(room, stranger) is None
    other_code = replace(workshop.worker, source_digest="sha256:" + "0" * 64)
    assert run.claim(room, other_code) is None
    assert Room.objects.get().status == "ready"
