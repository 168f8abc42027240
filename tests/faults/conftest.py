from collections.abc import Iterator

import pytest

from rooms.management.stack import Stack
from tests.faults.bargains import Agents
from tests.stacks import private_stack


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A market as processes, slow enough to be interrupted."""
    with private_stack(turn_pause=0.3, turns_hours=0) as opened:
        yield opened


@pytest.fixture
def agents(stack: Stack) -> Iterator[Agents]:
    found = Agents(stack.url("cars"))
    yield found
    found.close()
