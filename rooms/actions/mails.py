"""Workers only: the mails of notices, one at a time, each at most once.

A mail is claimed by changing its row before it is handed over. A mail server that refuses it, or cannot be reached, is
asked again later; whoever dies in between, or hears no answer, leaves it: twice would be worse, and the notice stands
on the person's page anyhow.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from email.utils import make_msgid
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F

from agents import queries as agents
from rooms import notices
from rooms.actions.notices import awaited, people_of
from rooms.domain.notices import WORDS, Kind, Mail, pause, plain
from rooms.models import Notice

if TYPE_CHECKING:
    from django.core.mail.backends.base import BaseEmailBackend

logger = logging.getLogger(__name__)

AT_ONCE: Final = 100
PAGE: Final = "/account/notices/"


def send_due(now: datetime, connect: "Callable[[], BaseEmailBackend]" = get_connection) -> None:
    """Send what is due, by one connection."""
    due = notices.mails_due(now, AT_ONCE)
    if not due:
        return
    server = connect()
    try:
        server.open()
    except OSError as error:
        logger.warning("no mail server: %s", type(error).__name__)
        for notice_id in due:
            if _claim(notice_id, now):
                _later(notice_id, now)
        return
    try:
        for notice_id in due:
            if _claim(notice_id, now) and not _send(notice_id, server, now):
                return
    finally:
        server.close()


def _claim(notice_id: UUID, now: datetime) -> bool:
    """Whether the mail is ours to send: no row changed means that somebody else has it."""
    rows = Notice.objects.filter(id=notice_id, mail=Mail.DUE, mail_due_at__lte=now)
    return rows.update(mail=Mail.SENDING, mail_due_at=None, mail_tries=F("mail_tries") + 1) == 1


def _send(notice_id: UUID, server: "BaseEmailBackend", now: datetime) -> bool:
    """Whether the connection is still good."""
    message = _message(notice_id)
    if message is None:
        _leave(notice_id, Mail.NONE)
        return True
    try:
        server.send_messages([message])
    except (SMTPRecipientsRefused, SMTPResponseException) as refused:
        logger.warning("mail of notice %s was refused: %s", notice_id, type(refused).__name__)
        _later(notice_id, now)
        return True
    except OSError as error:
        logger.warning("mail of notice %s: no answer, %s", notice_id, type(error).__name__)
        return False
    _leave(notice_id, Mail.SENT)
    return True


def _leave(notice_id: UUID, mail: Mail) -> None:
    Notice.objects.filter(id=notice_id, mail=Mail.SENDING).update(mail=mail)


def _later(notice_id: UUID, now: datetime) -> None:
    row = Notice.objects.filter(id=notice_id, mail=Mail.SENDING)
    tries = row.values_list("mail_tries", flat=True).first()
    wait = pause(tries) if tries is not None else None
    if wait is None:
        row.update(mail=Mail.GIVEN_UP)
    else:
        row.update(mail=Mail.DUE, mail_due_at=now + wait)


def _message(notice_id: UUID) -> EmailMessage | None:
    """The mail, or None: nobody is to get it any more."""
    notice = notices.to_mail(notice_id)
    address = _address(notice) if notice is not None else None
    if notice is None or address is None:
        return None
    tenant = notice.room.tenant
    page = f"{settings.PUBLIC_ADDRESS.replace('{host}', tenant.host)}{PAGE}"
    said, market = WORDS[notice.kind, notice.about], plain(tenant.name)
    return EmailMessage(
        subject=f"{said} · {market}",
        body=(
            f"{said}. It bargains over:\n\n    {plain(notice.room.snapshot['title'])}\n\n"
            f"See it, and choose what you are told of, signed in at {market}:\n\n    {page}\n"
        ),
        to=[address],
        headers={"Message-ID": make_msgid(notice.id.hex, tenant.host), "Auto-Submitted": "auto-generated"},
    )


def _address(notice: Notice) -> str | None:
    """Where it goes; None where it has become needless, or who was to be told stands behind no side any more."""
    sides = [side for side, person in people_of(notice.room).items() if person == notice.person_id]
    if notice.kind != Kind.OUTCOME:
        due = awaited(notice.room) if notice.room.status == notice.about else []
        sides = [side for side in sides if side in due]
    return agents.mail_address_of(notice.person_id) if sides else None
