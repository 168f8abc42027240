"""An e-mail address and a password: where they are on they let in whoever knows both; where they are off, nobody."""

from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core import mail

from agents.models import Tenant, User
from tests.agents.people import Browser, rows, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cars", "broker")]
PASSWORD = "a lantern on the quay"


def test_somebody_makes_an_account_and_comes_back() -> None:
    browser = Browser()
    assert browser.post("/sign-up/", {"email": "ada@example.com", "password1": PASSWORD}).status_code == 302
    person = User.objects.get()
    assert browser.person() == person
    for name in ("ada@example.com", "ADA@example.com", person.username):
        again = Browser()
        assert again.password(name, PASSWORD, next="/listings/").headers["Location"] == "/listings/"
        assert again.person() == person


@pytest.mark.parametrize("password", ["short", "1q2w3e4r5t", "ada@example.com"])
def test_a_password_that_is_easily_guessed_is_refused(password: str) -> None:
    answer = Browser().post("/sign-up/", {"email": "ada@example.com", "password1": password})
    assert answer.status_code == 200
    assert 'role="alert"' in told(answer)
    assert not User.objects.exists()


def test_an_address_is_one_account() -> None:
    Browser().post("/sign-up/", {"email": "ada@example.com", "password1": PASSWORD})
    before = rows()
    Browser().post("/sign-up/", {"email": "ada@example.com", "password1": PASSWORD + "!"})
    assert rows() == before


def test_a_password_is_changed_by_whoever_knows_it() -> None:
    User.objects.create_user("ada", password=PASSWORD)
    browser = Browser()
    browser.password("ada", PASSWORD)
    said = {"oldpassword": "not it", "password1": "another " + PASSWORD, "password2": "another " + PASSWORD}
    assert browser.post("/account/password/", said).status_code == 200
    answer = browser.post("/account/password/", {**said, "oldpassword": PASSWORD})
    assert answer.headers["Location"] == "/account/"
    assert Browser().password("ada", PASSWORD).status_code == 200
    assert Browser().password("ada", "another " + PASSWORD).status_code == 302


def test_signing_in_takes_a_new_session() -> None:
    User.objects.create_user("ada", password=PASSWORD)
    browser = Browser()
    session = browser.session
    session["planted"] = "by whoever knows its key"
    session.save()
    browser.password("ada", PASSWORD)
    assert browser.cookies["sessionid"].value != session.session_key


def test_tries_are_counted() -> None:
    User.objects.create_user("grace", password=PASSWORD)
    browser = Browser()
    for _ in range(10):
        assert browser.password("grace", "wrong").status_code == 200
    assert browser.password("grace", PASSWORD).status_code == 200, "not even the right one, for a while"
    assert browser.person() is None


LOCAL = (
    "/sign-up/",
    "/account/password/",
    "/account/password/set/",
    "/account/password/reset/",
    "/account/password/reset/sent/",
    "/account/password/reset/done/",
    "/account/password/reset/1-abc/",
    "/account/confirm/",
    "/account/email/sent/",
    "/account/email/abc/",
)


def test_where_they_are_off_there_are_no_such_pages(settings: Any) -> None:
    settings.LOCAL_ACCOUNTS = False
    person = User.objects.create_user("ada", password=PASSWORD)
    signed_in = Browser()
    signed_in.force_login(person)
    for browser in (Browser(), signed_in):
        for path in LOCAL:
            assert browser.get(path).status_code == 404, path
            assert browser.post(path).status_code == 404, path
    assert "assword" not in told(Browser().get("/sign-in/"))
    assert "assword" not in told(signed_in.get("/account/"))


def test_where_they_are_off_a_password_of_before_opens_nothing(settings: Any) -> None:
    User.objects.create_superuser("ada", "ada@example.com", PASSWORD)
    settings.LOCAL_ACCOUNTS = False
    browser = Browser()
    before = rows()
    assert browser.password("ada", PASSWORD).status_code == 404
    browser.post("/admin/login/", {"username": "ada", "password": PASSWORD})
    assert browser.person() is None
    assert authenticate(username="ada", password=PASSWORD) is None
    assert authenticate(email="ada@example.com", password=PASSWORD) is None
    assert rows() == before


def test_without_a_mail_server_nobody_resets_a_password() -> None:
    User.objects.create_user("ada", "ada@example.com", PASSWORD)
    assert Browser().post("/account/password/reset/", {"email": "ada@example.com"}).status_code == 404


def test_with_one_a_password_is_reset_by_mail(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"
    User.objects.create_user("ada", "ada@example.com", PASSWORD)
    browser = Browser()
    answer = browser.post("/account/password/reset/", {"email": "ada@example.com"})
    assert answer.headers["Location"] == "/account/password/reset/sent/"
    assert browser.get("/account/password/reset/sent/").status_code == 200
    link = next(word for word in mail.outbox[0].body.split() if "/account/password/reset/" in word)
    form = browser.get(link.partition("cars.localhost")[2]).headers["Location"]
    assert browser.get(form).status_code == 200
    fresh = "another " + PASSWORD
    assert browser.post(form, {"password1": fresh, "password2": fresh}).status_code == 302
    assert Browser().password("ada", fresh).status_code == 302


def test_with_one_an_address_may_have_to_be_shown_first(settings: Any) -> None:
    settings.EMAIL_HOST, settings.ACCOUNT_EMAIL_VERIFICATION = "mail.example", "mandatory"
    browser = Browser()
    answer = browser.post("/sign-up/", {"email": "ada@example.com", "password1": PASSWORD})
    assert answer.headers["Location"] == "/account/email/sent/"
    assert browser.get("/account/email/sent/").status_code == 200
    assert browser.person() is None
    assert Browser().password("ada@example.com", PASSWORD).headers["Location"] == "/account/email/sent/"
    link = next(word for word in mail.outbox[0].body.split() if "/account/email/" in word)
    path = link.partition("cars.localhost")[2]
    assert browser.get(path).status_code == 200
    assert browser.post(path).status_code == 302
    assert Browser().password("ada@example.com", PASSWORD).headers["Location"] == "/"


@pytest.mark.parametrize("path", ["/sign-in/", "/sign-up/"])
def test_while_tries_cannot_be_counted_nobody_signs_in(settings: Any, cars: Tenant, path: str) -> None:
    User.objects.create_user("ada", password=PASSWORD)
    counters = settings.CACHES["default"]
    settings.CACHES = {"default": {**counters, "LOCATION": f"unix://{settings.TEST_DIR}/nobody-listens.sock"}}
    browser, before = Browser(), rows()
    said = {"login": "ada", "email": "ada@example.com", "password": PASSWORD, "password1": PASSWORD}
    answer = browser.post(path, said)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert browser.get(path).status_code == 200
    assert (browser.person(), rows()) == (None, before)
