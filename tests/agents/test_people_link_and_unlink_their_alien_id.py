"""An AlienID belongs to one account; its owner links and unlinks it, and is never locked out by that."""

from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount

from agents import queries
from agents.models import User
from tests.agents.people import Browser, Forger, rows, told
from tests.alien_sso import ADA, GRACE

pytestmark = pytest.mark.django_db


def linked(browser: Browser, human: str) -> Any:
    return browser.alien(human, process="connect")


def test_an_account_is_linked_to_an_alien_id_and_unlinked(server: Forger) -> None:
    person = User.objects.create_user("somebody", password="right")
    browser = Browser()
    browser.password("somebody", "right")
    assert linked(browser, "Ada").headers["Location"] == "/account/"
    assert ADA in told(browser.get("/account/"))
    assert queries.addresses_of(person.pk) == (ADA,)
    assert browser.person() == person
    one = SocialAccount.objects.get()
    assert browser.post("/account/", {"account": one.pk}).status_code == 302
    assert queries.addresses_of(person.pk) == ()
    assert "no longer linked" in told(browser.get("/account/"))


def test_an_alien_id_of_another_account_is_not_linked(server: Forger, ada: Browser) -> None:
    ada.alien()
    User.objects.create_user("somebody", password="right")
    browser = Browser()
    browser.password("somebody", "right")
    before = rows()
    answer = linked(browser, "Ada")
    assert answer.status_code == 401
    assert "belongs to another account" in told(answer)
    assert rows() == before
    assert browser.person().username == "somebody"


def test_nobody_is_linked_who_is_not_signed_in(server: Forger) -> None:
    before = rows()
    browser = Browser()
    linked(browser, "Ada")
    assert (browser.person(), rows()) == (None, before)


def test_the_only_way_in_is_not_unlinked(ada: Browser) -> None:
    ada.alien()
    before = rows()
    answer = ada.post("/account/", {"account": SocialAccount.objects.get().pk})
    assert answer.status_code == 200
    assert "nothing else would let you in" in told(answer)
    assert rows() == before


def test_nobody_unlinks_what_is_anothers(ada: Browser) -> None:
    ada.alien()
    other = Browser()
    other.alien("Grace")
    before = rows()
    theirs = SocialAccount.objects.get(uid=ADA)
    assert other.post("/account/", {"account": theirs.pk}).status_code == 200
    assert rows() == before
    assert queries.person_at(GRACE) == other.person().pk


def test_an_account_with_the_same_address_of_mail_is_not_taken_over(server: Forger, ada: Browser) -> None:
    User.objects.create_user("somebody", "ada@example.com", "right")
    server.forge = lambda made, human, **said: made(
        human, **said, email="ada@example.com", email_verified=True
    )
    ada.alien()
    assert ada.person().username == f"alien-{ADA[-8:]}"
    assert User.objects.get(username="somebody").pk != ada.person().pk


def test_the_account_page_is_its_owners_alone(server: Forger) -> None:
    answer = Browser().get("/account/")
    assert answer.headers["Location"] == "/sign-in/?next=/account/"
