import logging
from collections.abc import Callable, Iterator

import pytest

from agents.models import Tenant
from tests.parties import Party
from tests.tenancy import cast
from tests.tenancy.cast import World


@pytest.fixture
def world(
    cars: Tenant, bikes: Tenant, signing_room: Callable[..., str], alice: Party, bob: Party, charlie: Party
) -> World:
    """Something of everything, to be found or not."""
    return cast.build(cars, bikes, {"alice": alice, "bob": bob, "charlie": charlie}, signing_room())


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """A refusal for each line of the table is no news."""
    logger = logging.getLogger("django")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(before)
