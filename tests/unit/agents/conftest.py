"""Two SSOs on paper."""

import pytest

from tests.alien_sso import signing_key
from tests.unit.agents.issuer import Issuer


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    return Issuer(signing_key(0))


@pytest.fixture(scope="session")
def stranger() -> Issuer:
    """Another SSO, or the same after it has changed its key."""
    return Issuer(signing_key())
