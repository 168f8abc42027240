"""People at the first market, and an SSO that says of them what a test wants."""

from collections.abc import Iterator
from typing import Any

import pytest

from agents.models import Tenant
from tests.agents.people import Browser, Forger, network


@pytest.fixture
def server(settings: Any, cars: Tenant, broker: str) -> Iterator[Forger]:
    with Forger() as opened:
        settings.ALIEN = network(opened)
        yield opened


@pytest.fixture
def ada(server: Forger) -> Browser:
    return Browser()
