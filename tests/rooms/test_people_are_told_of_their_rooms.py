"""The person behind an agent is told when a room has an outcome, awaits a signature or nears a deadline: on a page and
by mail, once each, as they chose, and never what came out of it."""

import smtplib
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from pytest_django import Settings

from agents import ownership, queries
from agents.models import Agent, Tenant, User
from rooms import tasks
from rooms.actions import mails, notices
from rooms.domain.notices import MOST_TRIES, PATIENCE, Kind, Mail, Way
from rooms.models import Notice, Room
from tests.alien_sso import ADA, GRACE
from tests.parties import OFFER, Answer, Party, Workshop, answer, browser, terms

pytestmark = pytest.mark.django_db
Of = Callable[..., Party]
TOKEN = "t" * 32
PRIVATE = ("15731", "15,731", "canary", "18731", "18,731")


def person(name: str, address: str | None = None, *, email: str | None = None) -> User:
    """Somebody who has an account; address: the AlienID that is linked to it."""
    found = User.objects.create_user(name, email=email or f"{name}@example.org")
    if address is not None:
        SocialAccount.objects.create(
            user=found, provider=queries.ALIEN_ID, uid=address, extra_data={"sub": address}
        )
    return found


def settle(workshop: Workshop, seller: Party, buyer: Party, **changes: Any) -> str:
    """A room between the two whose outcome awaits signatures; its id."""
    told: dict[str, Any] = {"terms": terms("15731.47", notes="canarynote"), **changes}
    found: str = buyer.join(seller.offer(**told), terms=terms("18731.53", notes="canarywish")).body["id"]
    workshop.work()
    return found


def tell(workshop: Workshop, **later: float) -> None:
    """What the task does at that time."""
    now = workshop.later(**later).now
    notices.notify(now)
    mails.send_due(now)


def told(to: User) -> list[tuple[str, str]]:
    """(kind, mail) of each of a person's notices, the first first."""
    return list(Notice.objects.filter(person=to).order_by("id").values_list("kind", "mail"))


def kinds(to: User) -> list[str]:
    return [kind for kind, _ in told(to)]


@pytest.fixture
def ada() -> User:
    return person("ada", ADA)


@pytest.fixture
def grace() -> User:
    return person("grace", GRACE)


def test_both_people_are_told_of_an_outcome_and_of_nothing_in_it(
    workshop: Workshop, of: Of, ada: User, grace: User
) -> None:
    settle(workshop, of("Ada"), of("Grace"))
    tell(workshop)
    assert (told(ada), told(grace)) == ([("outcome", "sent")], [("outcome", "sent")])
    assert sorted(one.to[0] for one in mail.outbox) == ["ada@example.org", "grace@example.org"]
    for one in mail.outbox:
        said = str(one.message())
        assert one.subject == "A room of yours has an outcome · Cars"
        assert OFFER["title"] in said
        assert "https://cars.localhost/account/notices/" in said
        assert not [word for word in (*PRIVATE, "deal", "band", "20000", "$") if word in said]
        assert one.extra_headers["Auto-Submitted"] == "auto-generated"


def test_whoever_keeps_an_agent_without_an_owner_is_told(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    settle(workshop, alice, bob)
    keeper = person("keeper")
    Agent.objects.filter(fingerprint=bob.fingerprint).update(kept_by=keeper)
    tell(workshop)
    assert Notice.objects.count() == 1
    assert told(keeper) == [("outcome", "sent")]


def test_who_may_not_sign_in_or_is_not_the_owner_any_more_is_not_told(
    workshop: Workshop, of: Of, ada: User, grace: User
) -> None:
    seller, buyer = of("Ada"), of("Grace")
    settle(workshop, seller, buyer)
    ownership.end(Agent.objects.get(fingerprint=seller.fingerprint), workshop.now)
    User.objects.filter(id=grace.id).update(is_active=False)
    tell(workshop)
    assert not Notice.objects.exists()


def test_a_mail_that_is_due_is_not_sent_to_who_stands_behind_no_side_any_more(
    workshop: Workshop, of: Of, ada: User
) -> None:
    seller = of("Ada")
    settle(workshop, seller, of("Grace"))
    notices.notify(workshop.now)
    ownership.end(Agent.objects.get(fingerprint=seller.fingerprint), workshop.now)
    mails.send_due(workshop.now)
    assert (told(ada), mail.outbox) == ([("outcome", "none")], [])


def test_a_signature_is_awaited_of_who_did_not_sign_for_a_while(
    workshop: Workshop, of: Of, ada: User, grace: User
) -> None:
    seller, buyer = of("Ada"), of("Grace")
    room = settle(workshop, seller, buyer)
    tell(workshop)
    seller.sign(room)
    tell(workshop, seconds=PATIENCE.total_seconds() - 1)
    assert kinds(grace) == ["outcome"]
    tell(workshop, seconds=PATIENCE.total_seconds())
    assert (kinds(ada), kinds(grace)) == (["outcome"], ["outcome", "signature"])
    tell(workshop, hours=47.9)
    assert kinds(grace) == ["outcome", "signature"]
    tell(workshop, hours=48)
    assert (kinds(ada), kinds(grace)) == (["outcome"], ["outcome", "signature", "deadline"])
    assert {mail for _, mail in told(grace)} == {"sent"}
    for _ in range(3):
        tell(workshop, hours=60)
    assert len(mail.outbox) == 4


def test_who_signs_at_once_hears_of_the_outcome_once(
    workshop: Workshop, of: Of, ada: User, grace: User
) -> None:
    seller, buyer = of("Ada"), of("Grace")
    first = settle(workshop, seller, buyer)
    for party in (seller, buyer):
        party.sign(first)  # before anybody looked
    second = settle(workshop, seller, buyer, title="Another car")
    tell(workshop)
    for party in (seller, buyer):
        party.sign(second)
    for hours in (1, 48, 72):
        tell(workshop, hours=hours)
    assert kinds(ada) == kinds(grace) == ["outcome", "outcome"]
    assert len(mail.outbox) == 4


def test_a_room_that_ended_without_an_outcome_is_not_said_to_have_one(
    workshop: Workshop, of: Of, alice: Party, ada: User
) -> None:
    seller = of("Ada")
    listing = seller.offer()
    alice.join(listing)
    seller.post(f"listings/{listing.body['listing']['id']}/withdraw")
    tell(workshop, hours=100)
    assert not Notice.objects.exists()


def test_a_seller_is_told_of_a_room_that_waits_for_their_terms_before_it_ends(
    workshop: Workshop, of: Of, ada: User, grace: User
) -> None:
    seller, buyer = of("Ada"), of("Grace")
    listing = seller.offer()
    workshop.upgraded()  # what the seller consented to runs no more
    room = buyer.join(listing).body
    assert room["waiting_for"] == ["seller_consent"]
    tell(workshop, hours=47.9)
    assert not Notice.objects.exists()
    tell(workshop, hours=48.1)
    assert (kinds(ada), kinds(grace)) == (["deadline"], [])
    assert mail.outbox[0].subject == "A room waits for your agent's terms, and not much longer · Cars"


def test_what_is_needless_by_now_is_not_mailed(workshop: Workshop, of: Of, ada: User, grace: User) -> None:
    seller, buyer = of("Ada"), of("Grace")
    room = settle(workshop, seller, buyer)
    now = workshop.now + PATIENCE
    notices.notify(now)
    seller.sign(room)
    mails.send_due(now)
    assert told(ada) == [("outcome", "sent"), ("signature", "none")]
    assert told(grace) == [("outcome", "sent"), ("signature", "sent")]


def test_nobody_is_told_of_what_they_switched_off(workshop: Workshop, of: Of, ada: User, grace: User) -> None:
    notices.choose(ada.pk, {Kind.OUTCOME: Way.OFF, Kind.SIGNATURE: Way.HERE})
    settle(workshop, of("Ada"), of("Grace"))
    tell(workshop, hours=1)
    assert told(ada) == [("signature", "none")]
    assert told(grace) == [("outcome", "sent"), ("signature", "sent")]


def test_what_is_switched_off_before_its_mail_went_out_is_not_mailed(
    workshop: Workshop, of: Of, ada: User
) -> None:
    settle(workshop, of("Ada"), of("Grace"))
    notices.notify(workshop.now)
    notices.choose(ada.pk, {Kind.OUTCOME: Way.OFF})
    mails.send_due(workshop.now)
    assert mail.outbox == []


class Server(BaseEmailBackend):
    """A mail server that behaves as told: raises what comes next, or takes the mail."""

    def __init__(self, *behaviour: BaseException | None, opens: bool = True) -> None:
        super().__init__()
        self.behaviour = list(behaviour)
        self.opens = opens
        self.taken: list[EmailMessage] = []

    def open(self) -> bool:
        if not self.opens:
            raise ConnectionRefusedError
        return True

    def send_messages(self, email_messages: Any) -> int:
        raised = self.behaviour.pop(0) if self.behaviour else None
        if raised is not None:
            raise raised
        self.taken += email_messages
        return len(email_messages)


BUSY = smtplib.SMTPDataError(451, b"try again later")


def test_a_mail_that_is_refused_is_tried_again_later_and_later(workshop: Workshop, of: Of, ada: User) -> None:
    settle(workshop, of("Ada"), of("Grace"))
    notices.notify(workshop.now)
    server = Server(*[BUSY] * 3)
    sent_at = []
    for minute in range(20):
        before = len(server.behaviour), len(server.taken)
        mails.send_due(workshop.later(minutes=minute).now, lambda: server)
        if (len(server.behaviour), len(server.taken)) != before:
            sent_at.append(minute)
    assert sent_at == [0, 1, 3, 7]
    assert (told(ada), len(server.taken)) == ([("outcome", "sent")], 1)


def test_a_mail_is_given_up_in_the_end(workshop: Workshop, of: Of, ada: User) -> None:
    settle(workshop, of("Ada"), of("Grace"))
    notices.notify(workshop.now)
    for hour in range(2 * MOST_TRIES):
        mails.send_due(workshop.later(hours=hour * 3).now, lambda: Server(opens=False))
    assert told(ada) == [("outcome", "given_up")]
    assert Notice.objects.get(person=ada).mail_tries == MOST_TRIES


class Killed(BaseException):
    """The worker's process ends."""


def test_who_dies_while_a_mail_goes_out_sends_it_no_second_time(
    workshop: Workshop, of: Of, ada: User, grace: User
) -> None:
    settle(workshop, of("Ada"), of("Grace"))
    notices.notify(workshop.now)
    dying, next_one = Server(None, Killed()), Server()
    with pytest.raises(Killed):
        mails.send_due(workshop.now, lambda: dying)
    mails.send_due(workshop.later(days=2).now, lambda: next_one)
    assert (len(dying.taken), next_one.taken) == (1, [])
    assert sorted(mail for _, mail in told(ada) + told(grace)) == ["sending", "sent"]


def test_a_server_that_does_not_answer_may_have_taken_the_mail(
    workshop: Workshop, of: Of, ada: User, grace: User
) -> None:
    settle(workshop, of("Ada"), of("Grace"))
    notices.notify(workshop.now)
    mails.send_due(workshop.now, lambda: Server(TimeoutError()))
    assert sorted(mail for _, mail in told(ada) + told(grace)) == ["due", "sending"], (
        "the other one is not tried"
    )
    later = Server()
    mails.send_due(workshop.later(minutes=5).now, lambda: later)
    assert len(later.taken) == 1


def test_two_workers_send_a_mail_once(workshop: Workshop, of: Of, ada: User) -> None:
    settle(workshop, of("Ada"), of("Grace"))
    notices.notify(workshop.now)
    other = Server()

    class Meanwhile(Server):
        def open(self) -> bool:
            mails.send_due(workshop.now, lambda: other)
            return True

    late = Meanwhile()
    mails.send_due(workshop.now, lambda: late)
    assert (len(other.taken), late.taken) == (1, [])


def test_a_listings_title_cannot_speak_for_the_market(workshop: Workshop, of: Of, ada: User) -> None:
    title = "Pay at https://evil.example/now or call a@b.example \u202e" + "x" * 30
    settle(workshop, of("Ada"), of("Grace"), title=title)
    tell(workshop)
    said = mail.outbox[0].body
    assert "evil.example" not in said
    assert "a@b" not in said
    assert "\u202e" not in said
    assert "https evil. example/now or call a b. example" in said
    assert "xxx…" in said


def test_without_an_address_that_is_shown_to_be_theirs_nobody_gets_mail(
    workshop: Workshop, of: Of, settings: Settings, ada: User
) -> None:
    settle(workshop, of("Ada"), of("Grace"))
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    tell(workshop)
    assert (told(ada), mail.outbox) == ([("outcome", "none")], [])


def test_old_notices_are_dropped(workshop: Workshop, of: Of, ada: User) -> None:
    settle(workshop, of("Ada"), of("Grace"))
    tell(workshop)
    tell(workshop, days=89)
    assert Notice.objects.filter(kind="outcome").exists()
    tell(workshop, days=90)
    assert not Notice.objects.filter(kind="outcome").exists()


def test_the_task_does_both(workshop: Workshop, of: Of, ada: User) -> None:
    settle(workshop, of("Ada"), of("Grace"))
    tasks.notify_people()
    assert len(mail.outbox) == 1


def page(viewer: User | None, path: str = "", host: str = "cars.localhost", **sent: str) -> Answer:
    client = browser()
    if viewer is not None:
        client.force_login(viewer)
    address, to = f"/account/notices/{path}", {"host": host}
    if not path.endswith("/"):
        return answer(client.get(address, headers=to))
    client.cookies["csrftoken"] = TOKEN
    return answer(client.post(address, {"csrfmiddlewaretoken": TOKEN, **sent}, headers=to))


def text(found: Answer) -> str:
    assert found.status == 200
    return found.raw.decode()


def test_a_person_reads_what_they_were_told_and_marks_it(
    workshop: Workshop, of: Of, ada: User, grace: User
) -> None:
    settle(workshop, of("Ada"), of("Grace"))
    tell(workshop, hours=1)
    shown = text(page(ada))
    assert 'Notices <span class="count">(2)</span>' in shown
    assert "A room of yours has an outcome" in shown
    assert "A room waits for your agent's signature" in shown.replace("&#x27;", "'")
    assert OFFER["title"] in shown
    assert not [word for word in PRIVATE if word in shown]
    first = Notice.objects.filter(person=ada).order_by("id")[0]
    assert page(ada, "read/", notice=str(first.id)).status == 302
    assert "(1)" in text(page(ada))
    assert page(ada, "read/").status == 302
    assert 'class="count"' not in text(page(ada))
    assert "(2)" in text(page(grace)), "each marks their own"


def test_another_persons_notice_another_markets_and_none_answer_alike(
    workshop: Workshop, of: Of, ada: User, grace: User, bikes: Tenant
) -> None:
    settle(workshop, of("Ada"), of("Grace"))
    tell(workshop)
    theirs = str(Notice.objects.get(person=grace).id)
    own = str(Notice.objects.get(person=ada).id)
    answers = [page(ada, "read/", notice=one) for one in (theirs, str(uuid4()), "x")]
    assert [one.status for one in answers] == [404] * 3
    assert page(ada, "read/", host="bikes.localhost", notice=own).status == 404
    assert page(ada, "read/", host="bikes.localhost").status == 302
    assert not Notice.objects.exclude(read_at=None).exists()
    elsewhere = text(page(ada, host="bikes.localhost"))
    assert OFFER["title"] not in elsewhere
    assert 'class="count"' not in elsewhere
    assert page(None).status == page(None, "read/").status == page(None, "ways/").status == 302


def test_a_person_chooses_how_they_are_told(workshop: Workshop, of: Of, ada: User) -> None:
    assert page(ada, "ways/", outcome="off", signature="here", deadline="mail").status == 302
    shown = text(page(ada))
    assert '<option value="off" selected>not at all' in shown
    assert page(ada, "ways/", outcome="loudly").status == 400
    settle(workshop, of("Ada"), of("Grace"))
    tell(workshop, hours=1)
    assert told(ada) == [("signature", "none")]


def test_more_than_a_page_is_led_to(workshop: Workshop, of: Of, ada: User) -> None:
    room = Room.objects.get(id=UUID(settle(workshop, of("Ada"), of("Grace"))))
    Notice.objects.bulk_create(
        Notice(person=ada, room=room, kind=kind, about=about, made_at=workshop.now, mail=Mail.NONE)
        for kind, about in (("outcome", "signing"), ("signature", "signing"), ("deadline", "waiting"))
    )
    last = Notice.objects.order_by("-id")[0]
    assert 'rel="next"' not in text(page(ada))
    assert text(page(ada, f"?before={last.id}")).count('class="said"') == 2
    assert text(page(ada, "?before=x")).count('class="said"') == 3


def test_a_notice_is_once_a_person_a_kind_and_a_room(workshop: Workshop, of: Of, ada: User) -> None:
    room = settle(workshop, of("Ada"), of("Grace"))
    tell(workshop)
    Room.objects.filter(id=room).update(notice_at=workshop.now - timedelta(days=1))  # as after a crash
    tell(workshop)
    assert (told(ada), len(mail.outbox)) == ([("outcome", "sent")], 1)
