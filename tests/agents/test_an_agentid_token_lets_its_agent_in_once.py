"""`Authorization: AgentID …`: a sound token enrols its agent and counts once; every other says which check failed."""

import base64
import json
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone
from pytest_django import Settings

from agents import actions
from agents.authentication import CHALLENGE
from agents.domain import agentid, keys
from agents.models import Agent
from tests.parties import Answer, Party, Workshop

pytestmark = pytest.mark.django_db
MINUTE_MS = 60_000


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def ask(party: Party, value: str) -> Answer:
    return party.get("agents/me", authorization=value)


def token(party: Party, *, age_ms: int = 0, nonce: str | None = None) -> str:
    made = agentid.make(party.private, now_ms=now_ms() - age_ms, nonce=nonce or uuid4().hex)
    return f"AgentID {made}"


def rewritten(value: str, **members: Any) -> str:
    """The token with members changed and its signature as it was."""
    read = json.loads(keys.from_base64url(value.removeprefix("AgentID ")))
    return "AgentID " + keys.to_base64url(json.dumps(read | members).encode())


def test_a_sound_token_enrols_its_agent_at_first_sight(workshop: Workshop, alice: Party) -> None:
    assert not Agent.objects.exists()
    found = ask(alice, token(alice))
    assert (found.status, found.body) == (
        200,
        {"fingerprint": alice.fingerprint, "owner": None, "proof": "none"},
    )
    assert bytes(Agent.objects.get().public_key) == keys.public_bytes(alice.private)
    ask(alice, token(alice))
    assert Agent.objects.count() == 1


def test_a_token_counts_once(workshop: Workshop, alice: Party) -> None:
    value = token(alice)
    assert ask(alice, value).status == 200
    again = ask(alice, value)
    assert (again.status, again.code) == (401, "replayed_nonce")
    assert again.headers["WWW-Authenticate"] == CHALLENGE


def test_a_nonce_counts_once_across_markets(workshop: Workshop, alice: Party) -> None:
    assert ask(alice, token(alice, nonce="one")).status == 200
    elsewhere = alice.at("bikes.localhost")
    assert ask(elsewhere, token(elsewhere, nonce="one")).code == "replayed_nonce"


def test_two_agents_may_pick_the_same_nonce(workshop: Workshop, alice: Party, bob: Party) -> None:
    assert ask(alice, token(alice, nonce="the same")).status == 200
    assert ask(bob, token(bob, nonce="the same")).status == 200


def test_a_token_that_does_not_verify_uses_up_no_nonce(workshop: Workshop, alice: Party, bob: Party) -> None:
    forged = rewritten(token(alice, nonce="mine"), sig=keys.to_base64url(bob.private.sign(b"another")))
    assert ask(alice, forged).code == "bad_signature"
    assert ask(alice, token(alice, nonce="mine")).status == 200


@pytest.mark.parametrize(
    ("age_ms", "code"),
    [
        (4 * MINUTE_MS, None),
        (5 * MINUTE_MS + 15_000, None),
        (-15_000, None),
        (6 * MINUTE_MS, "token_expired"),
        (-MINUTE_MS, "token_from_future"),
    ],
)
def test_a_token_is_good_for_five_minutes_and_the_skew(
    workshop: Workshop, alice: Party, age_ms: int, code: str | None
) -> None:
    found = ask(alice, token(alice, age_ms=age_ms))
    assert (found.status, found.code) == ((401, code) if code else (200, None))


def test_a_replay_at_the_end_of_its_time_is_still_a_replay(workshop: Workshop, alice: Party) -> None:
    """What is remembered outlives the token at both ends of the skew."""
    early = token(alice, age_ms=-20_000)
    assert ask(alice, early).status == 200
    assert ask(alice, early).code == "replayed_nonce"


def test_a_token_whose_members_were_changed_is_refused(workshop: Workshop, alice: Party, bob: Party) -> None:
    other = json.loads(keys.from_base64url(token(bob).removeprefix("AgentID ")))
    changes: list[tuple[dict[str, Any], str]] = [
        ({"nonce": "another"}, "bad_signature"),
        ({"timestamp": now_ms() - 5}, "bad_signature"),
        ({"fingerprint": bob.fingerprint}, "fingerprint_mismatch"),
        ({"publicKeyPem": other["publicKeyPem"]}, "fingerprint_mismatch"),
        (
            {"publicKeyPem": other["publicKeyPem"], "fingerprint": bob.fingerprint},
            "bad_signature",
        ),
        ({"v": 2}, "unsupported_version"),
        ({"timestamp": "now"}, "bad_timestamp"),
        ({"owner": "someone"}, "bad_signature"),
        ({"owner": 7}, "malformed_token"),
        ({"ownerBinding": {}}, "broken_owner_chain"),
        ({"idToken": "a.b.c"}, "broken_owner_chain"),
        ({"surprise": 1}, "malformed_token"),
        ({"nonce": ""}, "malformed_token"),
        ({"nonce": "x" * 129}, "malformed_token"),
        ({"sig": "x"}, "bad_signature"),
    ]
    for change, code in changes:
        found = ask(alice, rewritten(token(alice), **change))
        assert (found.status, found.code) == (401, code), change
    assert not Agent.objects.exists(), "nobody enrols by a token that is refused"


@pytest.mark.parametrize(
    "value",
    ["", "x", "e30", "bnVsbA", "W10", "=", "a b", "e30=", "e30 e30", "A" * 20_000, "é", "AgentID e30"],
)
def test_what_is_no_token_is_refused(workshop: Workshop, alice: Party, value: str) -> None:
    for scheme in ("AgentID", "agentid"):
        found = ask(alice, f"{scheme} {value}")
        assert (found.status, found.code) == (401, "malformed_token")


@pytest.mark.parametrize("value", ["", "AgentIDx e30", "Bearer x", "Basic eDp5"])
def test_another_scheme_proves_nobody(workshop: Workshop, alice: Party, value: str) -> None:
    found = ask(alice, value)
    assert (found.status, found.code) == (401, "not_authenticated")
    assert found.headers["WWW-Authenticate"] == CHALLENGE


def test_refused_credentials_are_refused_where_none_are_needed(workshop: Workshop, alice: Party) -> None:
    assert alice.get("listings", authorization="AgentID x").code == "malformed_token"


SMALL_ORDER = json.loads((Path(__file__).parents[1] / "vectors/keys/small_order_keys.json").read_text())


@pytest.mark.parametrize("vector", SMALL_ORDER, ids=lambda vector: vector["key"][:8] + vector["key"][-2:])
def test_a_key_under_which_anybody_can_forge_enrols_nobody(
    workshop: Workshop, alice: Party, vector: dict[str, Any]
) -> None:
    raw = bytes.fromhex(vector["key"])
    der = bytes.fromhex("302a300506032b6570032100") + raw
    pem = f"-----BEGIN PUBLIC KEY-----\n{base64.b64encode(der).decode()}\n-----END PUBLIC KEY-----\n"
    # The signature that common libraries accept under a key of order 1, whatever the message is.
    forged = keys.to_base64url(bytes([1]) + bytes(63))
    found = ask(
        alice, rewritten(token(alice), publicKeyPem=pem, fingerprint=keys.fingerprint(raw), sig=forged)
    )
    assert (found.status, found.code) == (401, vector["code"])
    assert not Agent.objects.exists()


def test_a_revoked_agent_is_let_in_no_more(workshop: Workshop, alice: Party, bob: Party) -> None:
    ask(alice, token(alice))
    actions.revoke_agent(Agent.objects.get(), workshop.now)
    found = ask(alice, token(alice))
    assert (found.status, found.code) == (401, "agent_revoked")
    assert ask(bob, token(bob)).status == 200


def test_where_nobody_can_tell_what_was_used_nobody_is_let_in(
    workshop: Workshop, alice: Party, settings: Settings, tmp_path: Path
) -> None:
    settings.REDIS_URL = f"unix://{tmp_path}/nobody-listens.sock"
    found = ask(alice, token(alice))
    assert (found.status, found.code) == (503, "replay_store_unavailable")
    assert int(found.headers["Retry-After"]) > 0
    assert not Agent.objects.exists()
    assert alice.call("GET", "listings", anonymous=True).status == 200, "visitors need no store"


def test_a_token_by_a_key_made_a_moment_ago_needs_no_enrolment(workshop: Workshop) -> None:
    stranger = Party(private=Ed25519PrivateKey.generate())
    assert stranger.offer().status == 201


def test_whatever_way_leads_to_enrolment_no_such_key_gets_through_it(db: None) -> None:
    for vector in SMALL_ORDER:
        with pytest.raises(keys.KeyRefused):
            actions.enrol(bytes.fromhex(vector["key"]), timezone.now())
    assert not Agent.objects.exists()
