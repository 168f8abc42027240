"""Whatever a browser is refused for, it is told on a page of the house, by a sound one."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from agents.models import Tenant, User
from tests.markup import flaws

pytestmark = pytest.mark.django_db
HERE = {"host": "cars.localhost"}


def test_a_form_without_its_token_is_told_to_be_sent_again(cars: Tenant) -> None:
    refused = Client(enforce_csrf_checks=True).post("/sign-in/", {"login": "x"}, headers=HERE)
    assert refused.status_code == 403
    assert "Go\nback, load the page anew" in refused.content.decode()
    assert cars.name in refused.content.decode()
    assert flaws(refused.content) == []


def test_who_has_no_password_to_confirm_by_is_told_on_a_page(cars: Tenant) -> None:
    browser = Client()
    browser.force_login(User.objects.create_user("ada"))
    refused = browser.get("/account/confirm/", headers=HERE)
    assert refused.status_code == 403
    assert "This is not for you" in refused.content.decode()
    assert flaws(refused.content) == []


@pytest.mark.parametrize("page", ["400.html", "500.html"])
def test_pages_that_know_nothing_of_the_request_are_sound(page: str) -> None:
    assert flaws(render_to_string(page).encode()) == []
