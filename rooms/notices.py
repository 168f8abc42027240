"""The doors to what people are told. Every door for a person takes the tenant and the person."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from agents.models import Tenant
from rooms.domain.notices import Kind, Mail, Way
from rooms.models import Notice, NoticeWay, Room

MOST_COUNTED = 100


def of_person(tenant: Tenant, person_id: int) -> QuerySet[Notice]:
    """What a person was told at a tenant, the newest first."""
    rows = Notice.objects.filter(person_id=person_id, room__tenant=tenant)
    return rows.select_related("room").order_by("-id")


def unread(tenant: Tenant, person_id: int) -> int:
    """How much of it the person has not marked as read; no more than MOST_COUNTED are counted."""
    return of_person(tenant, person_id).filter(read_at=None).order_by()[:MOST_COUNTED].count()


def ways(person_id: int) -> dict[Kind, Way]:
    """How a person wants to be told of each kind: by mail too, unless they said otherwise."""
    said = dict(NoticeWay.objects.filter(person_id=person_id).values_list("kind", "way"))
    return {kind: Way(said.get(kind.value, Way.MAIL)) for kind in Kind}


def ways_of(kind: Kind, people: Collection[int]) -> dict[int, Way]:
    """The same of one kind, for several people."""
    rows = NoticeWay.objects.filter(kind=kind, person_id__in=people).values_list("person_id", "way")
    said = {person: Way(way) for person, way in rows}
    return {person: said.get(person, Way.MAIL) for person in people}


def rooms_due(now: datetime, most: int) -> list[UUID]:
    """Rooms of which there is something to tell."""
    rows = Room.objects.filter(notice_at__lte=now).order_by("notice_at")
    return list(rows.values_list("id", flat=True)[:most])


def mails_due(now: datetime, most: int) -> list[UUID]:
    """Notices whose mail is to be sent now."""
    rows = Notice.objects.filter(mail=Mail.DUE, mail_due_at__lte=now).order_by("mail_due_at")
    return list(rows.values_list("id", flat=True)[:most])


def to_mail(notice_id: UUID) -> Notice | None:
    """A notice with all that its mail is written from."""
    return Notice.objects.select_related("room__tenant").filter(id=notice_id).first()
