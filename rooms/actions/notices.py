"""What people are to be told of rooms: rows, each once for a person, a kind and a room's status. Mails go out from them
in `mails`; nothing here waits for anybody."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from agents import queries as agents
from agents.errors import NotFound
from agents.models import Tenant
from contracts import queries as contracts
from marketplace.domain.terms import Role
from rooms import notices, queries
from rooms.actions.join import wanted
from rooms.domain.notices import KEPT, PATIENCE, Kind, Mail, Way, near, next_look
from rooms.domain.room import Status
from rooms.models import Notice, NoticeWay, Room

AT_ONCE = 200


def notify(now: datetime) -> None:
    """Make what is due, and drop what is old."""
    for room_id in notices.rooms_due(now, AT_ONCE):
        with transaction.atomic():
            _look(queries.locked_room(room_id), now)
    old = Notice.objects.filter(made_at__lte=now - KEPT).values_list("id", flat=True)[:AT_ONCE]
    Notice.objects.filter(id__in=list(old)).delete()


def _look(room: Room, now: datetime) -> None:
    if room.notice_at is None or room.notice_at > now:
        return  # somebody else has looked
    people = people_of(room)
    for kind, sides in _told(room, now).items():
        _tell(room, kind, {people[side] for side in sides if side in people}, now)
    room.notice_at = _next_look(room, now)
    room.save(update_fields=["notice_at"])


def people_of(room: Room) -> dict[Role, int]:
    """{side: the person behind its agent today}, where there is one."""
    behind = agents.people_behind([room.seller_id, room.buyer_id])
    sides: dict[Role, UUID] = {"seller": room.seller_id, "buyer": room.buyer_id}
    return {side: behind[agent] for side, agent in sides.items() if agent in behind}


def _told(room: Room, now: datetime) -> Mapping[Kind, list[Role]]:
    """Which kinds a room gives reason for, and to which sides."""
    if room.status == Status.WAITING:
        return {Kind.DEADLINE: awaited(room)}
    if room.status == Status.DONE:
        return {Kind.OUTCOME: ["seller", "buyer"]}
    if room.status != Status.SIGNING or room.decided_at is None or room.deadline is None:
        return {}
    told: dict[Kind, list[Role]] = {Kind.OUTCOME: ["seller", "buyer"]}
    if now >= room.decided_at + PATIENCE:
        told[Kind.SIGNATURE] = awaited(room)
    if now >= near(room.decided_at, room.deadline):
        told[Kind.DEADLINE] = awaited(room)
    return told


def awaited(room: Room) -> list[Role]:
    """The sides that a room waits for: whose signature, or whose terms and consent, is not there."""
    if room.status == Status.WAITING:
        return ["seller"] if wanted(room) else []
    contract = contracts.contract_of_room(room.id) if room.status == Status.SIGNING else None
    if contract is None:
        return []
    signed = contracts.signed_roles(contract)
    sides: tuple[Role, ...] = ("seller", "buyer")
    return [side for side in sides if side not in signed]


def _next_look(room: Room, now: datetime) -> datetime | None:
    if room.status != Status.SIGNING or room.decided_at is None or room.deadline is None:
        return None
    return next_look(now, room.decided_at, room.deadline)


def _tell(room: Room, kind: Kind, people: set[int], now: datetime) -> None:
    ways = notices.ways_of(kind, people)
    made = [_notice(room, kind, person, way, now) for person, way in ways.items() if way != Way.OFF]
    Notice.objects.bulk_create(made, ignore_conflicts=True)


def _notice(room: Room, kind: Kind, person_id: int, way: Way, now: datetime) -> Notice:
    by_mail = way == Way.MAIL
    return Notice(
        person_id=person_id,
        room=room,
        kind=kind,
        about=Status.SIGNING if kind == Kind.OUTCOME else room.status,  # told once, signed already or not
        made_at=now,
        mail=Mail.DUE if by_mail else Mail.NONE,
        mail_due_at=now if by_mail else None,
    )


def mark_read(tenant: Tenant, person_id: int, notice_id: UUID | None, now: datetime) -> None:
    """One of a person's notices at a tenant, or all of them (None). Raises NotFound where the one is not theirs."""
    rows = notices.of_person(tenant, person_id)
    if notice_id is not None:
        rows = rows.filter(id=notice_id)
        if not rows.exists():
            raise NotFound
    Notice.objects.filter(id__in=rows.filter(read_at=None).order_by().values("id")).update(read_at=now)


def choose(person_id: int, ways: Mapping[Kind, Way]) -> None:
    """How a person wants to be told from now on. Mails of a kind that is to come no more are not sent."""
    with transaction.atomic():
        for kind, way in ways.items():
            NoticeWay.objects.update_or_create(person_id=person_id, kind=kind, defaults={"way": way})
            if way != Way.MAIL:
                due = Notice.objects.filter(person_id=person_id, kind=kind, mail=Mail.DUE)
                due.update(mail=Mail.NONE, mail_due_at=None)
