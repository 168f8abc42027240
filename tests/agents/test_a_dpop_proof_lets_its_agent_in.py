"""`Authorization: DPoP …` with `DPoP: …` (RFC 9449 section 4.3, RFC 9068): a sound pair lets its agent in, with its
owner verified at once; every other says which check failed, and enrols nobody."""

import base64
import hashlib
import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pytest_django import Settings

from agents import actions, ownership, replay
from agents.errors import Unauthenticated
from agents.models import Agent, Ownership
from tests.agents.dpop import URL, ask, pair, refused
from tests.alien_sso import ADA, GRACE, AlienSso
from tests.alien_sso.agent import proof, thumbprint
from tests.parties import Party, Workshop
from tests.vectors.contracts import pen

pytestmark = pytest.mark.django_db
SMALL_ORDER = json.loads((Path(__file__).parents[1] / "vectors/keys/small_order_keys.json").read_text())


def test_a_sound_pair_enrols_its_agent_and_verifies_the_owner(
    workshop: Workshop, alice: Party, sso: AlienSso
) -> None:
    found = ask(alice, *pair(alice, sso))
    assert (found.status, found.body) == (
        200,
        {"fingerprint": alice.fingerprint, "owner": ADA, "proof": "verified"},
    )
    assert alice.get("agents/me").body["owner"] == ADA, "by whatever way the agent comes"
    row = Ownership.objects.get()
    assert (row.state, row.proof, row.address) == ("verified", "access_token", ADA)


def _only_reads(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    assert sql.lstrip().upper().startswith("SELECT"), sql
    return execute(sql, params, many, context)


def test_a_proof_counts_once_and_of_a_thousand_at_the_replay_door_one(
    workshop: Workshop, alice: Party, sso: AlienSso
) -> None:
    ask(alice, *pair(alice, sso))

    def use(_: int) -> bool:
        try:
            replay.once("proof_jti", thumbprint(alice.private), "the same", seconds=60)
        except Unauthenticated:
            return False
        return True

    with ThreadPoolExecutor(32) as pool:
        assert sum(pool.map(use, range(1000))) == 1
    access, sent = pair(alice, sso)
    assert ask(alice, access, sent).status == 200
    assert ask(alice, access, sent).code == "replayed_proof_jti"
    assert ask(alice.at("bikes.localhost"), access, sent).code == "bad_proof_htu"


def test_another_token_makes_a_used_jti_no_fresher(workshop: Workshop, alice: Party, sso: AlienSso) -> None:
    ask(alice, *pair(alice, sso, jti="once"))
    assert ask(alice, *pair(alice, sso, jti="once")).code == "replayed_proof_jti"


def test_where_nobody_can_tell_what_was_used_nobody_is_let_in(
    workshop: Workshop, alice: Party, sso: AlienSso, settings: Settings, tmp_path: Any
) -> None:
    settings.REDIS_URL = f"unix://{tmp_path}/nobody-listens.sock"
    found = ask(alice, *pair(alice, sso))
    assert (found.status, found.code) == (503, "replay_store_unavailable")
    assert not Agent.objects.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"header": {"typ": "JWT"}}, "bad_proof_typ"),
        ({"header": {"typ": "at+jwt"}}, "bad_proof_typ"),
        ({"header": {"typ": None}}, "bad_proof_typ"),
        ({"header": {"alg": "none"}}, "bad_proof_alg"),
        ({"header": {"alg": "HS256"}}, "bad_proof_alg"),
        ({"header": {"alg": "RS256"}}, "bad_proof_alg"),
        ({"header": {"jwk": None}}, "missing_proof_jwk"),
        ({"header": {"jwk": "x"}}, "bad_proof_jwk"),
        ({"header": {"jwk": {"kty": "OKP", "crv": "X25519", "x": "AA"}}}, "bad_proof_jwk"),
        ({"header": {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "AQ" + "A" * 41}}}, "bad_proof_jwk"),
        ({"header": {"crit": ["exp"]}}, "malformed_proof"),
        ({"htm": "POST"}, "bad_proof_htm"),
        ({"htm": "get"}, "bad_proof_htm"),
        ({"htu": None}, "bad_proof_htu"),
        ({"htu": 7}, "bad_proof_htu"),
        ({"htu": "https://cars.localhost/api/v1/agents/me"}, "bad_proof_htu"),
        ({"htu": "http://cars.localhost:8000/api/v1/agents/me"}, "bad_proof_htu"),
        ({"htu": "http://bikes.localhost/api/v1/agents/me"}, "bad_proof_htu"),
        ({"htu": "http://cars.localhost/api/v1/agents/me/"}, "bad_proof_htu"),
        ({"htu": "http://cars.localhost/api/v1/agents/ME"}, "bad_proof_htu"),
        ({"htu": "http://cars.localhost/api/v1/rooms"}, "bad_proof_htu"),
        ({"htu": "http://user@cars.localhost/api/v1/agents/me"}, "bad_proof_htu"),
        ({"htu": "http://cars.localhost/api/v1/x/../agents/me"}, "bad_proof_htu"),
        ({"htu": "/api/v1/agents/me"}, "bad_proof_htu"),
        ({"htu": "//cars.localhost/api/v1/agents/me"}, "bad_proof_htu"),
        ({"htu": "ws://cars.localhost/api/v1/agents/me"}, "bad_proof_htu"),
        ({"htu": "http://cars.localhost"}, "bad_proof_htu"),
        ({"htu": "http://cars.localhost./api/v1/agents/me"}, "bad_proof_htu"),
        ({"htu": "http://cars.localhost:443/api/v1/agents/me"}, "bad_proof_htu"),
        ({"htu": "http://cars.localhost:0/api/v1/agents/me"}, "bad_proof_htu"),
        ({"htu": "http://cars.localhost:99999/api/v1/agents/me"}, "bad_proof_htu"),
        ({"htu": "http://[cars.localhost/api/v1/agents/me"}, "bad_proof_htu"),
        ({"htu": "http://cars.localhost//api/v1/agents/me"}, "bad_proof_htu"),
        ({"htu": "http://cars.localhost/api/v1/agents%2Fme"}, "bad_proof_htu"),
        ({"htu": "http://cars.localhost/api/v1/agents/me%"}, "bad_proof_htu"),
        ({"htu": "http://cars.localhost/api/v1/agents/me\n"}, "bad_proof_htu"),
        ({"htu": "http://cars.localhost/api/v1/agents/me;x"}, "bad_proof_htu"),
        ({"iat": None}, "bad_proof_iat"),
        ({"iat": "1"}, "bad_proof_iat"),
        ({"iat": True}, "bad_proof_iat"),
        ({"iat": -1}, "bad_proof_iat"),
        ({"jti": None}, "missing_proof_jti"),
        ({"jti": ""}, "missing_proof_jti"),
        ({"jti": 7}, "bad_proof_jti"),
        ({"jti": "x" * 257}, "bad_proof_jti"),
        ({"ath": None}, "bad_proof_ath"),
        ({"ath": "x"}, "bad_proof_ath"),
    ],
    ids=str,
)
def test_a_proof_that_says_something_else_is_refused(
    workshop: Workshop, alice: Party, sso: AlienSso, change: dict[str, Any], code: str
) -> None:
    refused(ask(alice, *pair(alice, sso, **change)), code)


@pytest.mark.parametrize(
    "htu",
    [
        "HTTP://CARS.localhost:80/api/v1/agents/me",
        "http://cars.localhost/api/v1/agents/me?x=1#there",
        "http://cars.localhost/api/v1/%61gents/me",
        "http://cars.localhost:/api/v1/agents/me",
        "http://cars.localhost/api/v1/agents/me?",
        "http://cars.localhost/api/v1/agents/me#",
    ],
)
def test_the_same_address_spelled_otherwise_is_the_same(
    workshop: Workshop, alice: Party, sso: AlienSso, htu: str
) -> None:
    assert ask(alice, *pair(alice, sso, htu=htu), path="agents/me?y=2").status == 200


@pytest.mark.parametrize(
    ("ahead", "code"), [(-40, "stale_proof"), (40, "future_proof"), (-20, None), (20, None)]
)
def test_a_proof_is_good_for_half_a_minute_around_the_clock(
    workshop: Workshop, alice: Party, sso: AlienSso, ahead: int, code: str | None
) -> None:
    found = ask(alice, *pair(alice, sso, iat=int(time.time()) + ahead))
    assert (found.status, found.code) == ((401, code) if code else (200, None))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_a_time_that_is_no_number_is_refused(
    workshop: Workshop, alice: Party, sso: AlienSso, number: str
) -> None:
    """With the signature right: json readers make floats of them, and no comparison with NaN says no."""
    access, sent = pair(alice, sso, iat=1)
    head, body, _ = sent.split(".")
    text = base64.urlsafe_b64decode(body + "==").decode().replace('"iat":1', f'"iat":{number}')
    code = "bad_proof_iat" if number == "1e400" else "malformed_proof"
    refused(ask(alice, access, resigned(alice.private, head, text)), code)


def resigned(key: Ed25519PrivateKey, head: str, text: str) -> str:
    signed = f"{head}.{encoded(text.encode())}"
    return f"{signed}.{encoded(key.sign(signed.encode()))}"


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def test_a_proof_by_another_key_than_its_own_is_refused(
    workshop: Workshop, alice: Party, bob: Party, sso: AlienSso
) -> None:
    access, sent = pair(alice, sso)
    head, body, _ = sent.split(".")
    forged = f"{head}.{body}.{encoded(bob.private.sign(f'{head}.{body}'.encode()))}"
    refused(ask(alice, access, forged), "bad_proof_signature")
    refused(ask(bob, access, proof(bob.private, "GET", URL, access_token=access)), "jkt_mismatch")


@pytest.mark.parametrize("vector", SMALL_ORDER, ids=lambda vector: vector["key"][:8] + vector["key"][-2:])
def test_a_key_under_which_anybody_can_forge_proves_nobody(
    workshop: Workshop, alice: Party, sso: AlienSso, vector: dict[str, Any]
) -> None:
    """An access token bound to it changes nothing: whoever asks the SSO chooses the key."""
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": encoded(bytes.fromhex(vector["key"]))}
    canonical = json.dumps(jwk, sort_keys=True, separators=(",", ":")).encode()
    access = sso.access_token("Ada", jkt=encoded(hashlib.sha256(canonical).digest()))
    sent = proof(alice.private, "GET", URL, access_token=access, header={"jwk": jwk})
    signed = sent.rpartition(".")[0]
    forged = pen.forged(bytes.fromhex(vector["key"]), vector["order"], *signed.split("."))
    refused(ask(alice, access, f"{signed}.{forged}"), "bad_proof_jwk")


def test_a_private_key_that_is_sent_along_is_burnt(workshop: Workshop, alice: Party, sso: AlienSso) -> None:
    public = encoded(alice.private.public_key().public_bytes_raw())
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": public, "d": "AAAA"}
    refused(ask(alice, *pair(alice, sso, header={"jwk": jwk})), "private_in_proof_jwk")


@pytest.mark.parametrize("sent", [None, "", "x", "a.b.c", "....", "é"])
def test_a_proof_that_is_none_is_refused(
    workshop: Workshop, alice: Party, sso: AlienSso, sent: str | None
) -> None:
    access, _ = pair(alice, sso)
    refused(ask(alice, access, sent), "malformed_proof" if sent else "missing_dpop")


def test_two_proofs_are_none(workshop: Workshop, alice: Party, sso: AlienSso) -> None:
    """As a server joins a header that came twice."""
    access, sent = pair(alice, sso)
    refused(ask(alice, access, f"{sent},{sent}"), "missing_dpop")
    refused(ask(alice, f"{access},DPoP {access}", sent), "malformed_access_token")


def test_while_the_sso_is_down_its_keys_are_good_and_without_any_nobody_is_let_in(
    workshop: Workshop, alice: Party, bob: Party, sso: AlienSso
) -> None:
    sso.down = True
    found = ask(alice, *pair(alice, sso))
    assert (found.status, found.code, found.headers["Retry-After"]) == (503, "sso_unavailable", "5")
    assert not Agent.objects.exists()


def test_a_key_has_one_owner_until_that_link_is_ended(
    workshop: Workshop, alice: Party, sso: AlienSso
) -> None:
    ask(alice, *pair(alice, sso))
    assert ask(alice, *pair(alice, sso, human="Grace")).code == "owner_mismatch"
    assert ownership.end(Agent.objects.get(), workshop.now) == ADA
    assert ask(alice, *pair(alice, sso)).code == "owner_revoked", "no token makes it that owner's again"
    assert alice.get("agents/me").body["proof"] == "none"
    assert ask(alice, *pair(alice, sso, human="Grace")).body["owner"] == GRACE
    assert ownership.end(Agent.objects.get(), workshop.now) == GRACE
    assert ownership.end(Agent.objects.get(), workshop.now) is None


def test_a_revoked_agent_is_let_in_no_more_however_good_its_token_is(
    workshop: Workshop, alice: Party, bob: Party, sso: AlienSso
) -> None:
    ask(alice, *pair(alice, sso))
    actions.revoke_agent(Agent.objects.get(), workshop.now)
    found = ask(alice, *pair(alice, sso))
    assert (found.status, found.code) == (401, "agent_revoked")
    assert ask(alice, *pair(alice, sso, human="Grace")).code == "agent_revoked"
    assert ask(bob, *pair(bob, sso)).status == 200, "another key of the same human's"


def test_a_proof_for_one_market_is_none_at_another(workshop: Workshop, alice: Party, sso: AlienSso) -> None:
    access, sent = pair(alice, sso)
    refused(ask(alice.at("bikes.localhost"), access, sent), "bad_proof_htu")
    assert ask(alice, access, sent).status == 200, "nothing of it was used up"
