"""POST agents/me/tokens: by DPoP or a challenge of this market, never by an AgentID token alone or by a token."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pytest_django import Settings

from agents import actions, challenges
from agents.domain import challenge, keys
from agents.domain.challenge import Purpose
from agents.errors import Unauthenticated
from agents.models import Agent, AgentToken, Tenant
from tests.agents.people import network
from tests.alien_sso import AlienSso
from tests.alien_sso.agent import proof, thumbprint
from tests.parties import Answer, Party, Workshop
from tests.vectors.contracts import pen

pytestmark = pytest.mark.django_db
SMALL_ORDER = json.loads((Path(__file__).parents[1] / "vectors/keys/small_order_keys.json").read_text())
Watch = Callable[[], AbstractContextManager[None]]


def make(party: Party, **more: Any) -> Answer:
    return party.post("agents/me/tokens", {**party.signed_challenge("token"), **more})


def holder(party: Party, token: str) -> Party:
    return Party(host=party.host, private=party.private, token=token)


def test_a_signed_challenge_makes_a_token_that_is_shown_once(workshop: Workshop, alice: Party) -> None:
    made = make(alice, label="night shift", days=30)
    assert made.status == 201
    token = made.body.pop("token")
    assert holder(alice, token).get("agents/me").body["fingerprint"] == alice.fingerprint
    listed = alice.get("agents/me/tokens")
    assert [one["label"] for one in listed.body["results"]] == ["night shift"]
    assert token.encode() not in listed.raw
    assert AgentToken.objects.get().digest != token
    assert holder(alice.at("bikes.localhost"), token).get("agents/me").code == "unknown_token"


def test_an_agentid_token_alone_makes_none(workshop: Workshop, alice: Party, nothing_changes: Watch) -> None:
    alice.get("agents/me")
    with nothing_changes():
        assert alice.post("agents/me/tokens").code == "challenge_required"
        assert alice.post("agents/me/revoke").code == "challenge_required"


def test_a_token_makes_none(workshop: Workshop, alice: Party) -> None:
    other = holder(alice, make(alice).body["token"])
    found = other.post("agents/me/tokens", other.signed_challenge("token"))
    assert (found.status, found.code) == (403, "key_required")


def test_dpop_makes_one_without_a_challenge(
    workshop: Workshop, alice: Party, alien_sso: AlienSso, settings: Settings
) -> None:
    settings.ALIEN = network(alien_sso)
    access = alien_sso.access_token("Ada", jkt=thumbprint(alice.private))
    url = "http://cars.localhost/api/v1/agents/me/tokens"
    sent = proof(alice.private, "POST", url, access_token=access)
    made = alice.post("agents/me/tokens", {}, authorization=f"DPoP {access}", dpop=sent)
    assert made.status == 201
    told = holder(alice, made.body["token"]).get("agents/me").body
    assert told["proof"] == "verified", "a token's owner is its agent's"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"signature": "A" * 86}, "bad_challenge_signature"),
        ({"signature": "?"}, "bad_challenge_signature"),
        ({"challenge": "x"}, "bad_challenge"),
        ({"challenge": "e30.e30"}, "bad_challenge"),
    ],
)
def test_what_is_no_signed_challenge_makes_none(
    workshop: Workshop, alice: Party, change: dict[str, str], code: str
) -> None:
    found = make(alice, **change)
    assert (found.status, found.code) == (401, code)
    assert not AgentToken.objects.exists()


def test_a_challenge_counts_once_for_its_purpose_its_market_and_its_agent(
    workshop: Workshop, alice: Party, bob: Party, cars: Tenant, bikes: Tenant
) -> None:
    alice.get("agents/me")
    bob.get("agents/me")

    def tried(tenant: Tenant, purpose: Purpose, subject: str, later: Workshop = workshop) -> str | None:
        text, _ = challenges.issue(tenant, purpose, subject, later.now)
        signed = keys.to_base64url(alice.private.sign(challenge.signed_bytes(text)))
        return alice.post("agents/me/tokens", {"challenge": text, "signature": signed}).code

    assert tried(bikes, "token", alice.fingerprint) == "bad_challenge"
    assert tried(cars, "revoke", alice.fingerprint) == "bad_challenge"
    assert tried(cars, "token", bob.fingerprint) == "bad_challenge"
    assert tried(cars, "token", alice.fingerprint, workshop.later(minutes=-11)) == "challenge_expired"
    again = alice.signed_challenge("token")
    assert alice.post("agents/me/tokens", again).status == 201
    assert alice.post("agents/me/tokens", again).code == "replayed_challenge"


def test_a_challenge_that_somebody_made_up_is_none(workshop: Workshop, alice: Party) -> None:
    made = alice.signed_challenge("token")["challenge"].partition(".")[0]
    for text in (made, f"{made}.", f"{made}.AAAA"):
        signed = keys.to_base64url(alice.private.sign(challenge.signed_bytes(text)))
        assert (
            alice.post("agents/me/tokens", {"challenge": text, "signature": signed}).code == "bad_challenge"
        )


@pytest.mark.parametrize("vector", SMALL_ORDER, ids=lambda vector: vector["key"][:8] + vector["key"][-2:])
def test_a_key_under_which_anybody_can_forge_signs_no_challenge(
    workshop: Workshop, cars: Tenant, vector: dict[str, Any]
) -> None:
    """Should a row ever have one, by whatever way it came there."""
    raw = bytes.fromhex(vector["key"])
    text, _ = challenges.issue(cars, "token", keys.fingerprint(raw), workshop.now)
    head, _, rest = challenge.signed_bytes(text).decode().partition(".")
    signature = pen.forged(raw, vector["order"], head, rest)
    Ed25519PublicKey.from_public_bytes(raw).verify(
        keys.from_base64url(signature), challenge.signed_bytes(text)
    )  # raises nothing: the forgery
    with pytest.raises(Unauthenticated) as refused:
        challenges.redeem(
            cars,
            "token",
            keys.fingerprint(raw),
            public_key=raw,
            challenge=text,
            signature=signature,
            now=workshop.now,
        )
    assert refused.value.code == "bad_challenge_signature"


@pytest.mark.parametrize(
    "body",
    [{"days": 0}, {"days": 366}, {"label": "x" * 81}, {"challenge": "x"}, {"signature": "x"}, {"more": 1}],
)
def test_an_unsound_request_makes_none(workshop: Workshop, alice: Party, body: dict[str, Any]) -> None:
    assert alice.post("agents/me/tokens", body).status == 422
    assert not AgentToken.objects.exists()


def test_a_token_is_ended_by_its_agent_and_by_nobody_else(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    made = make(alice).body
    address = f"agents/me/tokens/{made['id']}/revoke"
    assert bob.post(address).status == 404
    assert alice.at("bikes.localhost").post(address).status == 404
    ended = alice.post(address)
    assert (ended.status, ended.body["revoked_at"] is None) == (200, False)
    assert holder(alice, made["token"]).get("agents/me").code == "token_revoked"


def test_an_agent_has_so_many_tokens_and_no_more(workshop: Workshop, alice: Party, cars: Tenant) -> None:
    alice.get("agents/me")
    agent = Agent.objects.get()
    for _ in range(actions.MOST_TOKENS):
        actions.issue_token(agent, cars, now=workshop.now)
    assert (make(alice).status, make(alice).code) == (409, "too_many_tokens")
    first = alice.get("agents/me/tokens?limit=1").body["results"][0]["id"]
    alice.post(f"agents/me/tokens/{first}/revoke")
    assert make(alice).status == 201
