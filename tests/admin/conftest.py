from typing import Any

import pytest

from agents.models import Membership, Tenant, User
from tests.agents.people import Browser


@pytest.fixture(autouse=True)
def _one_factor(settings: Any) -> None:
    """Second factors have tests of their own: tests/agents/test_people_who_are_staff_show_a_second_factor.py."""
    settings.STAFF_MFA = False


@pytest.fixture
def operator(cars: Tenant) -> Browser:
    """At the desk of the first market, as its operator."""
    person = User.objects.create_user("olga")
    Membership.objects.create(person=person, tenant=cars, role="operator")
    return at_desk(person)


@pytest.fixture
def superuser(cars: Tenant) -> Browser:
    """At the same desk, as who runs the installation."""
    return at_desk(User.objects.create_superuser("sigrid"))


def at_desk(person: User, host: str = "cars.localhost") -> Browser:
    browser = Browser()
    browser.defaults["HTTP_HOST"] = host
    browser.force_login(person)
    return browser
