"""GET /api/v1/schema: the whole document, for everybody, the same at every market."""

import pytest

from agents.models import Tenant
from rooms.openapi.document import document
from tests.parties import Party

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("host", ["cars.localhost", "bikes.localhost"])
def test_anybody_gets_the_document(cars: Tenant, bikes: Tenant, host: str) -> None:
    found = Party(host=host).call("GET", "schema", anonymous=True)
    assert (found.status, found.headers["Content-Type"]) == (200, "application/json")
    assert found.body == document()


def test_credentials_that_are_refused_elsewhere_do_no_harm(cars: Tenant) -> None:
    assert Party(token="unknown").get("schema").status == 200
