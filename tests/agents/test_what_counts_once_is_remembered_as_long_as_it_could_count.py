"""Nonces, proofs and challenges are remembered for all the time in which a clock of ours could take them again."""

import time
from collections.abc import Callable, Iterator

import pytest
import redis
from pytest_django import Settings

from agents.domain import agentid, challenge
from agents.proving import PROOF_WINDOW
from tests.agents.dpop import ask, pair
from tests.alien_sso import AlienSso
from tests.alien_sso.agent import thumbprint
from tests.parties import Party, Workshop

pytestmark = pytest.mark.django_db
SKEW = 30
TEN_MINUTES = 600
Kept = Callable[[str, str, str], int]


@pytest.fixture
def kept(settings: Settings, broker: str) -> Iterator[Kept]:
    """Seconds for which it is remembered that an owner used a value of a kind."""
    client = redis.Redis.from_url(broker, decode_responses=True)

    def ttl(kind: str, owner: str, value: str) -> int:
        found: int = client.ttl(f"once:{kind}:{owner}:{value}")
        return found

    settings.CLOCK_SKEW_SECONDS = SKEW
    yield ttl
    client.close()


def test_a_nonce_outlives_its_token_at_both_ends_of_the_skew(
    workshop: Workshop, alice: Party, kept: Kept
) -> None:
    token = agentid.make(alice.private, now_ms=time.time_ns() // 1_000_000, nonce="this one")
    assert alice.get("agents/me", authorization=f"AgentID {token}").status == 200
    assert kept("nonce", alice.fingerprint, "this one") >= agentid.LIFETIME_MS // 1000 + 2 * SKEW


def test_a_proof_outlives_the_whole_window(
    workshop: Workshop, alice: Party, sso: AlienSso, kept: Kept
) -> None:
    assert ask(alice, *pair(alice, sso, jti="this one")).status == 200
    assert kept("proof_jti", thumbprint(alice.private), "this one") >= 2 * PROOF_WINDOW


def test_a_challenge_outlives_what_is_left_of_it(workshop: Workshop, alice: Party, kept: Kept) -> None:
    signed = alice.signed_challenge("token")
    assert alice.post("agents/me/tokens", signed).status == 201
    nonce = challenge.read(signed["challenge"]).nonce
    assert TEN_MINUTES + SKEW < kept("challenge", alice.host, nonce) <= TEN_MINUTES + 2 * SKEW + 1
