from collections.abc import Iterator

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.alien_sso import AlienSso
from tests.unit.alien_sso.visits import Visit


@pytest.fixture
def visit(alien_sso: AlienSso) -> Iterator[Visit]:
    with httpx.Client(trust_env=False) as client:
        yield Visit(alien_sso, client)


@pytest.fixture
def key() -> Ed25519PrivateKey:
    """An agent's."""
    return Ed25519PrivateKey.generate()
