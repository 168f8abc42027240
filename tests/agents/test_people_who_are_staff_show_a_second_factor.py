"""The operator's pages open for staff that signed in by the market's own door and showed a one-time code."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from agents.models import Tenant, User
from tests.agents.people import Browser, code_for, code_of, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cars", "broker")]
PASSWORD = "a lantern on the quay"


@pytest.fixture(autouse=True)
def long_codes(settings: Any) -> None:
    """A code lasts a day: no test meets the end of one."""
    settings.MFA_TOTP_PERIOD = 86_400


@pytest.fixture
def staff() -> User:
    return User.objects.create_superuser("ada", "ada@example.com", PASSWORD)


def signed_in() -> Browser:
    browser = Browser()
    assert browser.password("ada", PASSWORD).status_code == 302
    return browser


def set_up(browser: Browser) -> None:
    """One-time codes, by the pages. Who just signed in says the password once more."""
    begun = browser.get("/account/mfa/totp/activate/")
    assert begun.headers["Location"] == "/account/confirm/?next=%2Faccount%2Fmfa%2Ftotp%2Factivate%2F"
    said = {"password": PASSWORD, "next": "/account/mfa/totp/activate/"}
    assert browser.post("/account/confirm/", said).status_code == 302
    page = browser.get("/account/mfa/totp/activate/")
    assert "<svg" in told(page)
    assert "data:" not in told(page)
    secret = page.context["form"].secret
    code = code_for(secret)
    assert browser.post("/account/mfa/totp/activate/", {"code": code}).status_code == 302


def test_staff_without_one_are_led_to_set_it_up(staff: User) -> None:
    browser = signed_in()
    answer = browser.get("/admin/", follow=True)
    assert [place for place, _ in answer.redirect_chain] == ["/admin/login/?next=/admin/", "/account/mfa/"]
    assert "Set up one-time codes" in told(answer)
    assert browser.get("/admin/agents/user/").status_code == 302


def test_staff_who_showed_one_are_let_in(staff: User) -> None:
    browser = signed_in()
    set_up(browser)
    led = browser.get("/admin/", follow=True)
    assert led.redirect_chain[-1][0] == "/account/mfa/reauthenticate/?next=%2Fadmin%2F"
    answer = browser.post("/account/mfa/reauthenticate/", {"code": code_of(staff), "next": "/admin/"})
    assert answer.headers["Location"] == "/admin/"
    assert browser.get("/admin/").status_code == 200
    assert browser.get("/admin/agents/user/").status_code == 200
    assert browser.post("/admin/logout/").headers["Location"] == "/sign-out/"


def test_a_session_of_before_shows_it_first(staff: User) -> None:
    """Setting one up in one browser opens nothing in another that never showed it."""
    other, browser = signed_in(), signed_in()
    set_up(browser)
    assert other.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/account/mfa/reauthenticate/")


def test_the_next_sign_in_asks_for_it_and_then_lets_in(staff: User) -> None:
    set_up(signed_in())
    browser = Browser()
    assert browser.password("ada", PASSWORD).headers["Location"] == "/account/mfa/authenticate/"
    assert browser.person() is None
    assert "do not hold" not in told(browser.get("/account/mfa/authenticate/"))
    assert browser.post("/account/mfa/authenticate/", {"code": "000000"}).status_code == 200
    assert browser.person() is None
    assert browser.post("/account/mfa/authenticate/", {"code": code_of(staff)}).status_code == 302
    assert browser.person() == staff
    assert browser.get("/admin/").status_code == 200


def test_a_code_is_good_once(staff: User) -> None:
    set_up(signed_in())
    code = code_of(staff)
    first, second = Browser(), Browser()
    for browser in (first, second):
        browser.password("ada", PASSWORD)
        browser.post("/account/mfa/authenticate/", {"code": code})
    assert (first.person(), second.person()) == (staff, None)


def test_whoever_turns_it_off_is_kept_out_again(staff: User) -> None:
    browser = signed_in()
    set_up(browser)
    browser.post("/account/mfa/reauthenticate/", {"code": code_of(staff)})
    assert browser.get("/admin/").status_code == 200
    assert browser.post("/account/mfa/totp/deactivate/").status_code == 302
    assert browser.get("/admin/", follow=True).redirect_chain[-1][0] == "/account/mfa/"


def test_what_makes_the_codes_is_not_in_the_database_in_the_clear(staff: User) -> None:
    browser = signed_in()
    browser.post("/account/confirm/", {"password": PASSWORD, "next": "/account/mfa/totp/activate/"})
    secret = browser.get("/account/mfa/totp/activate/").context["form"].secret
    browser.post("/account/mfa/totp/activate/", {"code": code_for(secret)})
    assert Authenticator.objects.filter(type="totp").exists()
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_the_admin_has_no_door_of_its_own(staff: User) -> None:
    browser = Browser()
    for answer in (
        browser.get("/admin/login/?next=/admin/agents/user/"),
        browser.post("/admin/login/?next=/admin/agents/user/", {"username": "ada", "password": PASSWORD}),
    ):
        assert answer.headers["Location"] == "/sign-in/?next=%2Fadmin%2Fagents%2Fuser%2F"
    assert (
        browser.get("/admin/login/?next=//elsewhere.example").headers["Location"].endswith("next=%2Fadmin%2F")
    )
    assert browser.person() is None


def test_who_is_no_staff_finds_nothing_there() -> None:
    User.objects.create_user("ada", password=PASSWORD)
    browser = signed_in()
    assert browser.get("/admin/", follow=True).status_code == 404


def test_staff_need_none_where_the_operator_says_so(staff: User, settings: Any) -> None:
    settings.STAFF_MFA = False
    assert signed_in().get("/admin/").status_code == 200


def test_pages_that_hold_secrets_are_kept_by_nobody(staff: User, cars: Tenant) -> None:
    browser = signed_in()
    set_up(browser)
    for path in ("/account/mfa/recovery-codes/", "/account/"):
        assert "no-store" in browser.get(path).headers.get("Cache-Control", ""), path
