"""`Authorization: Token …`, issued by `manage.py enrol_agent`: kept hashed, shown once, of one agent at one market."""

import hashlib
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from agents import actions, queries
from agents.authentication import CHALLENGE
from agents.domain import keys
from agents.models import Agent, AgentToken, Tenant
from tests.parties import Party, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def pem(alice: Party, tmp_path: Path) -> Path:
    file = tmp_path / "alice.pem"
    file.write_text(keys.to_pem(keys.public_bytes(alice.private)))
    return file


@pytest.fixture
def issued(cars: Tenant, pem: Path, alice: Party) -> Party:
    """Alice with a token for the first market."""
    alice.token = enrol("cars", pem)[0]
    return alice


def enrol(*arguments: Any, **options: Any) -> tuple[str, str]:
    """What the command prints: (the token, what it says beside it)."""
    out, err = io.StringIO(), io.StringIO()
    call_command("enrol_agent", *arguments, stdout=out, stderr=err, **options)
    return out.getvalue().strip(), err.getvalue()


def test_the_command_prints_a_token_that_lets_the_agent_in(workshop: Workshop, issued: Party) -> None:
    assert issued.get("agents/me").body["fingerprint"] == issued.fingerprint
    assert issued.offer().status == 201


def test_a_token_may_be_used_again_and_again(workshop: Workshop, issued: Party) -> None:
    assert [issued.get("agents/me").status for _ in range(3)] == [200, 200, 200]


def test_only_the_hash_of_a_token_is_stored(issued: Party) -> None:
    assert issued.token is not None
    row = AgentToken.objects.get()
    assert row.digest == hashlib.sha256(issued.token.encode()).hexdigest()
    assert issued.token not in str(AgentToken.objects.values_list())


def test_each_token_is_another(cars: Tenant, bikes: Tenant, pem: Path) -> None:
    assert len({enrol("cars", pem)[0], enrol("cars", pem)[0], enrol("bikes", pem)[0]}) == 3
    assert Agent.objects.count() == 1


def test_both_ways_in_yield_the_same_agent(workshop: Workshop, alice: Party, pem: Path) -> None:
    listing = alice.offer().body["listing"]["id"]
    alice.token = enrol("cars", pem)[0]
    assert alice.post(f"listings/{listing}/withdraw").status == 200


def test_a_token_is_of_one_market(workshop: Workshop, issued: Party) -> None:
    found = issued.at("bikes.localhost").get("agents/me")
    assert (found.status, found.code) == (401, "unknown_token")


@pytest.mark.parametrize("key", ["never issued", "", "x" * 5000, "é", "' OR 1=1 --"])
def test_an_unknown_token_lets_nobody_in(workshop: Workshop, issued: Party, key: str) -> None:
    found = issued.get("agents/me", authorization=f"Token {key}")
    assert found.status == 401
    assert found.code == ("malformed_token" if key == "é" else "unknown_token")
    assert found.headers["WWW-Authenticate"] == CHALLENGE


def test_the_stored_hash_is_no_token(workshop: Workshop, issued: Party) -> None:
    found = issued.get("agents/me", authorization=f"Token {AgentToken.objects.get().digest}")
    assert found.code == "unknown_token"


def test_an_expired_token_lets_nobody_in(workshop: Workshop, alice: Party, pem: Path) -> None:
    alice.token = enrol("cars", pem, days=0.5)[0]
    assert alice.get("agents/me").status == 200
    AgentToken.objects.update(expires_at=workshop.now - timedelta(seconds=1))
    found = alice.get("agents/me")
    assert (found.status, found.code) == (401, "token_expired")


def test_a_revoked_token_lets_nobody_in_and_another_of_the_agent_does(
    workshop: Workshop, issued: Party, pem: Path
) -> None:
    actions.revoke_token(AgentToken.objects.get(), workshop.now)
    assert (issued.get("agents/me").status, issued.get("agents/me").code) == (401, "token_revoked")
    issued.token = enrol("cars", pem)[0]
    assert issued.get("agents/me").status == 200


def test_a_token_of_a_revoked_agent_lets_nobody_in(workshop: Workshop, issued: Party) -> None:
    actions.revoke_agent(Agent.objects.get(), workshop.now)
    assert issued.get("agents/me").code == "agent_revoked"


def test_the_operator_sees_which_tokens_are_alive(workshop: Workshop, cars: Tenant, pem: Path) -> None:
    enrol("cars", pem, label="good")
    enrol("cars", pem, label="revoked")
    enrol("cars", pem, label="over", days=1)
    actions.revoke_token(AgentToken.objects.get(label="revoked"), workshop.now)
    later = workshop.now + timedelta(days=2)
    assert [token.label for token in queries.live_tokens(cars, later)] == ["good"]


def test_when_a_token_was_used_is_kept_to_five_minutes(workshop: Workshop, issued: Party) -> None:
    issued.get("agents/me")
    row = AgentToken.objects.get()
    assert row.last_used_at is not None
    actions.note_use(row, row.last_used_at + timedelta(minutes=4))
    assert AgentToken.objects.get().last_used_at == row.last_used_at
    actions.note_use(row, row.last_used_at + timedelta(minutes=6))
    assert AgentToken.objects.get().last_used_at == row.last_used_at + timedelta(minutes=6)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "bad_pem"),
        ("no key", "bad_pem"),
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "bad_pem"),
    ],
)
def test_the_command_refuses_what_is_no_key(cars: Tenant, tmp_path: Path, content: str, code: str) -> None:
    file = tmp_path / "bad.pem"
    file.write_text(content)
    with pytest.raises(CommandError, match=code):
        enrol("cars", file)
    assert not Agent.objects.exists()


def test_the_command_refuses_every_key_under_which_anybody_can_forge(cars: Tenant, tmp_path: Path) -> None:
    vectors = json.loads((Path(__file__).parents[1] / "vectors/keys/small_order_keys.json").read_text())
    assert len(vectors) == 14
    for vector in vectors:
        file = tmp_path / f"{vector['key']}.pem"
        file.write_text(keys.to_pem(bytes.fromhex(vector["key"])))
        with pytest.raises(CommandError, match=vector["code"]):
            enrol("cars", file)
    assert not Agent.objects.exists()
    assert not AgentToken.objects.exists()


def test_the_command_names_what_it_cannot_find(cars: Tenant, pem: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no market with the slug 'boats'"):
        enrol("boats", pem)
    with pytest.raises(CommandError, match="cannot be read"):
        enrol("cars", tmp_path / "absent.pem")
    with pytest.raises(CommandError, match="cannot be read"):
        enrol("cars", tmp_path)
