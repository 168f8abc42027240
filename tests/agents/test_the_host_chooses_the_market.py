"""The Host header chooses the tenant; where no market has the name, nothing is served."""

import pytest
from django.db import IntegrityError, transaction

from agents.models import Membership, Tenant, User
from tests.parties import Party, Workshop

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "host", ["cars.localhost", "CARS.localhost", "cars.localhost:8000", "Cars.LocalHost:1"]
)
def test_case_and_port_do_not_matter(workshop: Workshop, alice: Party, host: str) -> None:
    assert alice.at(host).offer().status == 201
    assert len(alice.get("listings").body["results"]) == 1


@pytest.mark.parametrize("host", ["boats.localhost", "localhost", "cars.cars.localhost", "localhost:8000"])
def test_an_unknown_host_is_404_for_everything(workshop: Workshop, alice: Party, host: str) -> None:
    for path in ("manifest", "listings", "agents/me", "nothing"):
        found = alice.at(host).get(path)
        assert found.status == 404
        assert found.raw == alice.at(host).call("GET", path, anonymous=True).raw


@pytest.mark.parametrize(
    "host", ["evil.example", "cars.localhost.evil.example", "cars localhost", "[::1]", ""]
)
def test_a_host_that_is_not_ours_is_refused(workshop: Workshop, alice: Party, host: str) -> None:
    assert alice.at(host).get("manifest").status in (400, 404)


def test_each_market_has_its_own_manifest(workshop: Workshop, alice: Party) -> None:
    assert alice.get("manifest").status == alice.at("bikes.localhost").get("manifest").status == 200


def test_a_host_is_written_in_lower_case() -> None:
    with pytest.raises(IntegrityError, match="tenant_host_is_lower_case"), transaction.atomic():
        Tenant.objects.create(slug="boats", name="Boats", host="Boats.localhost")


def test_a_person_has_a_role_once(cars: Tenant) -> None:
    person = User.objects.create_user("somebody")
    Membership.objects.create(person=person, tenant=cars, role="auditor")
    Membership.objects.create(person=person, tenant=cars, role="seller")
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(person=person, tenant=cars, role="auditor")
    with pytest.raises(IntegrityError, match="membership_role_is_known"), transaction.atomic():
        Membership.objects.create(person=person, tenant=cars, role="king")
