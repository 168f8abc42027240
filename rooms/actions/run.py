"""Workers only: claim a room, let its personas speak and decide, settle.

Claim -> ask -> record, a short transaction each side of the asking and none around it. The fence in the row
tells a worker that lost its lease; turns are numbered, so nothing is said twice.
"""

import contextlib
import functools
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce

from contracts.domain.outcome import Decision, LimitOffScale, settle
from marketplace import queries as market
from marketplace.domain.listing import rfc3339
from marketplace.domain.sealing import Unopenable
from marketplace.domain.terms import Role, TermsRefused
from rooms import outbox, queries
from rooms.actions import end, figures, news, settlement, speaking
from rooms.actions.session import Session, open_session
from rooms.domain import events
from rooms.domain.brief import Line
from rooms.domain.room import TURNS, Reason, Status, turn_of
from rooms.models import Room, Turn
from rooms.negotiators.base import Interrupted, Models, Persona, Sitting, Unanswered
from rooms.vault import KeyGone, Keyring

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")


def _held_by_its_turns(_room_id: UUID, _fence: int) -> AbstractContextManager[None]:
    """Nothing but recording a turn renews the lease."""
    return contextlib.nullcontext()


@dataclass(frozen=True)
class Worker:
    """What a worker is: its keys, its code, its personas, its clock.

    persona: of rooms without a model, and the stand-in for one. models: None where it can ask none. lease: how long a
    claim holds without a sign of life. pause_seconds: between turns, so that people can follow. stop: set when the
    worker is asked to end. hold: what keeps a claimed room's lease up meanwhile.
    """

    keyring: Keyring
    source_digest: str
    persona: Persona
    clock: Callable[[], datetime]
    stop: threading.Event
    models: Models | None = None
    pause_seconds: float = 0.0
    lease: timedelta = timedelta(seconds=12)
    hold: Callable[[UUID, int], AbstractContextManager[None]] = _held_by_its_turns


class LostRoom(Exception):
    """Another worker has the room, or it ended."""


class PersonaFailed(Exception):
    """A persona gave no answer. What it said stays out of every message: it may have been private."""


def run(room_id: UUID, worker: Worker) -> None:
    """Run a room as far as it goes. Returns at once where somebody else has it or this worker cannot honour
    its manifest."""
    fence = claim(room_id, worker)
    if fence is None:
        return
    try:
        session = open_session(room_id, fence, worker.keyring)
        with worker.hold(room_id, fence), _seated(session, worker) as seat:
            _talk(session, worker, seat)
            outcome = settle(*_decide(session, seat))
        settlement.conclude(session, outcome, worker.keyring, worker.clock())
    except Interrupted:
        _let_go(room_id, fence, worker.clock())
    except LostRoom:
        logger.info("room %s: somebody else has it", room_id)
    except settlement.RoomTaken:
        logger.info("room %s: it ended before its outcome", room_id)
    except settlement.RoomKeyGone:
        _fail(room_id, fence, "manifest_gone", worker)
    except (KeyGone, Unopenable, TermsRefused, LimitOffScale):
        # One reason for all: which it was would tell a side something of the other's limit.
        _fail(room_id, fence, "terms_unusable", worker)
    except Unanswered:
        logger.warning("room %s: no model answered", room_id)
        _fail(room_id, fence, "model_unavailable", worker)
    except PersonaFailed as failed:
        logger.warning("room %s: the persona failed: %s", room_id, failed)
        _fail(room_id, fence, "persona_failed", worker)


def claim(room_id: UUID, worker: Worker) -> int | None:
    """Take the room by changing the row as it was believed to be. The fence; None where it was not so."""
    room = Room.objects.select_related("manifest", "tenant").filter(id=room_id).first()
    if room is None or not _honours(room, worker):
        return None
    now = worker.clock()
    late = now + timedelta(seconds=market.policy(room.tenant).running_seconds)
    free = Q(status=Status.READY) | Q(status=Status.RUNNING, lease_until__lte=now)
    starts = room.status == Status.READY
    with transaction.atomic():
        believed = Room.objects.filter(free, id=room_id, fence=room.fence, last_seq=room.last_seq)
        changed = believed.update(
            status=Status.RUNNING,
            fence=F("fence") + 1,
            last_seq=F("last_seq") + (1 if starts else 0),
            lease_until=now + worker.lease,
            started_at=Coalesce(F("started_at"), now),
            deadline=Case(When(status=Status.READY, then=Value(late)), default=F("deadline")),
            rung_at=None,
        )
        if changed and starts:
            room.status, room.deadline = Status.RUNNING, late
            news.tell_as(room, room.last_seq + 1, news.status_of(room), now)
    return room.fence + 1 if changed else None


def _honours(room: Room, worker: Worker) -> bool:
    """Whether this worker is what the room's manifest promised."""
    manifest, inference = room.manifest, room.manifest.body["inference"]
    return (
        manifest.source_digest == worker.source_digest
        and worker.keyring.holds(manifest.room_fingerprint)
        and (
            inference["engine"] == "scripted" or (worker.models is not None and worker.models.has(inference))
        )
    )


@dataclass(frozen=True)
class _Seat:
    """The personas of one room, and its account with them."""

    persona: Persona
    sitting: Sitting


@contextlib.contextmanager
def _seated(session: Session, worker: Worker) -> Iterator[_Seat]:
    """Both sides' persona for one room; what its models took is written down when it leaves, however it leaves."""
    sitting = Sitting(
        seconds=session.seconds,
        seconds_left=lambda: session.seconds_left(worker.clock()),
        pause=worker.stop.wait,
    )
    if not session.asks_a_model or worker.models is None:
        yield _Seat(worker.persona, sitting)
        return
    sitting.count("rooms", int(not session.transcript))
    try:
        yield _Seat(worker.models.persona(session.inference, sitting), sitting)
    finally:
        _write_down(session, sitting, worker.clock())


def _write_down(session: Session, sitting: Sitting, now: datetime) -> None:
    """The operator's figures. A room does not fail for want of them."""
    try:
        figures.add(session.tenant_id, session.inference, sitting.take_counts(), now)
    except DatabaseError as error:
        logger.warning("room %s: its figures were not written: %s", session.room_id, type(error).__name__)


def _talk(session: Session, worker: Worker, seat: _Seat) -> None:
    """Say every turn that is not said yet. Raises Interrupted where the worker is asked to stop meanwhile."""
    for nth in range(len(session.transcript) + 1, TURNS + 1):
        if worker.stop.wait(worker.pause_seconds):
            raise Interrupted
        number, role = turn_of(nth)
        offer = session.offer(role, number)
        brief = session.speaking_brief(role, number, offer)
        asked = functools.partial(speaking.words, session, brief, seat.persona, worker.persona, seat.sitting)
        _record(session, Line(number, role, _ask(asked, str), offer), worker)


def _ask(question: Callable[[], Answer], kind: type[Answer]) -> Answer:
    """A persona's answer, of the kind that was asked for, holding no connection of a server's meanwhile.

    They are few, and rooms that wait are many. SQLite's is a file of this thread's own: opening it anew would
    cost as much as recording the turn (docs/performance.md).
    """
    if connection.vendor != "sqlite" and not connection.in_atomic_block:
        connection.close()
    try:
        answer = question()
    except (Unanswered, Interrupted):
        raise
    except Exception as error:  # noqa: BLE001 - whatever a persona does wrong ends its room and nothing else
        raise PersonaFailed(type(error).__name__) from None
    if not isinstance(answer, kind):
        raise PersonaFailed(f"no {kind.__name__}")
    return answer


def _record(session: Session, line: Line, worker: Worker) -> None:
    """Publish a turn, if the room is still ours."""
    now = worker.clock()
    seq = session.last_seq + 1
    with transaction.atomic():
        held = Room.objects.filter(
            id=session.room_id, fence=session.fence, status=Status.RUNNING, last_seq=session.last_seq
        )
        if not held.update(lease_until=now + worker.lease, last_seq=seq):
            raise LostRoom
        Turn.objects.create(
            room_id=session.room_id,
            seq=seq,
            round=line.round,
            persona=line.persona,
            text=line.text,
            offer_band=line.offer_band,
            at=now,
        )
        said = events.TurnFrame(line.round, line.persona, line.text, line.offer_band)
        outbox.broadcast(session.room_id, events.frame(said, seq, rfc3339(now)))
    session.last_seq = seq
    session.transcript.append(line)


def _let_go(room_id: UUID, fence: int, now: datetime) -> None:
    """End the lease at once, so that another worker takes the room up."""
    with transaction.atomic():
        held = Room.objects.filter(id=room_id, fence=fence, status=Status.RUNNING)
        if held.update(lease_until=now):
            outbox.ring_room(room_id)


def _decide(session: Session, seat: _Seat) -> tuple[Decision, Decision]:
    """Both decisions, asked for at the same time, neither seen by the other; inside the limits, and at level
    `sealed` at them."""
    roles: tuple[Role, Role] = ("seller", "buyer")
    with ThreadPoolExecutor(max_workers=2) as both:
        asked = [both.submit(seat.persona.decide, session.deciding_brief(role)) for role in roles]
        seller, buyer = (_ask(answer.result, Decision) for answer in asked)
    return session.held("seller", seller), session.held("buyer", buyer)


def _fail(room_id: UUID, fence: int, reason: Reason, worker: Worker) -> None:
    with transaction.atomic():
        room = queries.locked_room(room_id)
        if room.fence == fence and room.status == Status.RUNNING:
            end.end(room, Status.FAILED, worker.clock(), reason)
