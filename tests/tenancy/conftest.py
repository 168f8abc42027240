import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.models import Tenant
from tests import pictures
from tests.parties import Party, Workshop
from tests.tenancy import cast
from tests.tenancy.cast import World


@pytest.fixture
def world(
    cars: Tenant,
    bikes: Tenant,
    workshop: Workshop,
    photos_dir: Path,
    alice: Party,
    bob: Party,
    charlie: Party,
) -> World:
    """Something of everything, to be found or not."""
    offered = alice.offer()
    alice.send_photo(offered.body["listing"]["id"], pictures.jpeg())
    workshop.process_photos()
    room = bob.join(alice.get(f"listings/{offered.body['listing']['id']}"))
    workshop.work()
    agents = {"alice": alice, "bob": bob, "charlie": charlie, "stray": Party()}
    return cast.build(cars, bikes, agents, room.body["id"], workshop.process_photos)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """A refusal for each line of the table is no news."""
    logger = logging.getLogger("django")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(before)
