"""GET /api/v1/schema: the whole document, for everybody, the same at every market."""

import os
import subprocess
import sys

import pytest

from agents.models import Tenant
from rooms.management.plan import PROJECT
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


TOGETHER = """
from concurrent.futures import ThreadPoolExecutor
import django
django.setup()
from rooms.openapi.document import document
with ThreadPoolExecutor(6) as pool:
    made = list(pool.map(lambda _: document(), range(6)))
assert all(one is made[0] for one in made)
"""


def test_the_first_who_ask_for_it_may_do_so_at_once() -> None:
    """In a process of its own: it is made once in each."""
    done = subprocess.run(
        [sys.executable, "-c", TOGETHER],
        cwd=PROJECT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
