"""Whatever an agent, the SSO or a market signs or gives out is good in its own place and in no other, though it be by
the right key, for this human and of this minute."""

import json
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from agents import actions
from agents.domain import agentid, keys, owner_chain
from agents.models import Agent, Ownership, Tenant
from tests.agents.dpop import URL, ask
from tests.alien_sso import ADA, PROVIDER, AlienSso
from tests.alien_sso.agent import proof, thumbprint
from tests.parties import Answer, Party, Workshop

pytestmark = pytest.mark.django_db
Make = Callable[[Party, AlienSso, Tenant], str]
Place = Callable[[Party, AlienSso, str], Answer]


def agentid_token(party: Party, sso: AlienSso, cars: Tenant) -> str:
    return party.authorization().removeprefix("AgentID ")


def access_token(party: Party, sso: AlienSso, cars: Tenant) -> str:
    return sso.access_token("Ada", jkt=thumbprint(party.private))


def id_token(party: Party, sso: AlienSso, cars: Tenant) -> str:
    return sso.id_token("Ada", jkt=thumbprint(party.private))


def dpop_proof(party: Party, sso: AlienSso, cars: Tenant) -> str:
    return proof(party.private, "GET", URL, access_token=access_token(party, sso, cars))


def statement(party: Party, sso: AlienSso, cars: Tenant) -> str:
    """A party's signature over a contract, as the compact JWS that its parts make."""
    said = {
        "iss": sso.issuer,
        "sub": ADA,
        "aud": PROVIDER,
        "htm": "GET",
        "htu": URL,
        "jti": "1",
        "iat": int(time.time()),
    }
    signed = f"{party.header()}.{keys.to_base64url(json.dumps(said).encode())}"
    return f"{signed}.{keys.to_base64url(party.private.sign(signed.encode()))}"


def challenge(party: Party, sso: AlienSso, cars: Tenant) -> str:
    return party.signed_challenge("token")["challenge"]


def market_token(party: Party, sso: AlienSso, cars: Tenant) -> str:
    return actions.issue_token(Agent.objects.get(), cars, now=cars.created_at)[0]


def as_agentid(party: Party, sso: AlienSso, value: str) -> Answer:
    return party.get("agents/me", authorization=f"AgentID {value}")


def as_id_token(party: Party, sso: AlienSso, value: str) -> Answer:
    bound = owner_chain.bind(
        party.private,
        owner=ADA,
        id_token=value,
        issuer=sso.issuer,
        audience=PROVIDER,
        now_ms=1,
        binding_id="b",
    )
    made = agentid.make(
        party.private,
        now_ms=time.time_ns() // 1_000_000,
        nonce=uuid4().hex,
        owner=ADA,
        binding=bound,
        id_token=value,
    )
    return as_agentid(party, sso, made)


def as_access_token(party: Party, sso: AlienSso, value: str) -> Answer:
    return ask(party, value, proof(party.private, "GET", URL, access_token=value))


def as_proof(party: Party, sso: AlienSso, value: str) -> Answer:
    return ask(party, sso.access_token("Ada", jkt=thumbprint(party.private)), value)


def as_market_token(party: Party, sso: AlienSso, value: str) -> Answer:
    return party.get("agents/me", authorization=f"Token {value}")


def as_challenge(party: Party, sso: AlienSso, value: str) -> Answer:
    signature = keys.to_base64url(party.private.sign(value.encode()))
    return party.post("agents/me/tokens", {"challenge": value, "signature": signature})


JWS: tuple[Make, ...] = (access_token, id_token, dpop_proof, statement)
OTHERS: tuple[Make, ...] = (agentid_token, challenge, market_token)
HOME: dict[Place, Make] = {
    as_agentid: agentid_token,
    as_id_token: id_token,
    as_access_token: access_token,
    as_market_token: market_token,
}
CODES: dict[Place, tuple[str, str]] = {
    as_agentid: ("malformed_token", "malformed_token"),
    as_id_token: ("bad_id_token_typ", "malformed_id_token"),
    as_access_token: ("bad_access_token_typ", "malformed_access_token"),
    as_proof: ("bad_proof_typ", "malformed_proof"),
    as_market_token: ("unknown_token", "unknown_token"),
    as_challenge: ("bad_challenge", "bad_challenge"),
}
"""What a place says to a JWS of another kind, and to what is none."""
OWN = {**HOME, as_proof: dpop_proof, as_challenge: challenge}
STRANGERS = [(place, kind) for place in CODES for kind in (*JWS, *OTHERS) if OWN[place] is not kind]


@pytest.mark.parametrize("place", HOME, ids=lambda one: one.__name__)
def test_in_its_own_place_it_is_good(
    workshop: Workshop, alice: Party, sso: AlienSso, cars: Tenant, place: Place
) -> None:
    alice.get("agents/me")
    assert place(alice, sso, HOME[place](alice, sso, cars)).status == 200


@pytest.mark.parametrize(("place", "kind"), STRANGERS, ids=lambda one: one.__name__)
def test_in_the_place_of_another_it_is_refused(
    workshop: Workshop, alice: Party, sso: AlienSso, cars: Tenant, place: Place, kind: Make
) -> None:
    alice.get("agents/me")
    found = place(alice, sso, kind(alice, sso, cars))
    assert (found.status, found.code) == (401, CODES[place][kind not in JWS])
    assert not Ownership.objects.exists()


def test_should_the_sso_ever_give_both_the_same_type_the_audience_tells_its_tokens_apart(
    workshop: Workshop, alice: Party, sso: AlienSso
) -> None:
    jkt = thumbprint(alice.private)
    told = sso.id_token("Ada", jkt=jkt, header={"typ": "at+jwt"})
    assert as_access_token(alice, sso, told).code == "bad_access_token_aud"
    for more in ({}, {"azp": PROVIDER}, {"aud": sso.issuer}, {"aud": [sso.issuer]}):
        access = sso.access_token("Ada", jkt=jkt, header={"typ": "JWT"}, **more)
        assert as_id_token(alice, sso, access).code == "bad_id_token_aud"
    assert not Ownership.objects.exists()


def test_no_signature_of_a_key_does_for_a_challenge(
    workshop: Workshop, alice: Party, sso: AlienSso, cars: Tenant
) -> None:
    """What the key signed elsewhere, and the challenge signed without the line that names its use."""
    asked = alice.signed_challenge("token")
    agentid_read: dict[str, Any] = json.loads(keys.from_base64url(agentid_token(alice, sso, cars)))
    signatures = [
        agentid_read["sig"],
        dpop_proof(alice, sso, cars).rpartition(".")[2],
        statement(alice, sso, cars).rpartition(".")[2],
        keys.to_base64url(alice.private.sign(asked["challenge"].encode())),
    ]
    for signature in signatures:
        found = alice.post("agents/me/tokens", {**asked, "signature": signature})
        assert (found.status, found.code) == (401, "bad_challenge_signature")
    assert alice.post("agents/me/tokens", asked).status == 201, "it was not used up"


def test_no_signature_over_a_challenge_does_for_a_token_or_a_proof(
    workshop: Workshop, alice: Party, sso: AlienSso, cars: Tenant
) -> None:
    asked = alice.signed_challenge("token")
    read = json.loads(keys.from_base64url(agentid_token(alice, sso, cars)))
    made = keys.to_base64url(json.dumps({**read, "sig": asked["signature"]}).encode())
    assert as_agentid(alice, sso, made).code == "bad_signature"
    forged = f"{dpop_proof(alice, sso, cars).rpartition('.')[0]}.{asked['signature']}"
    assert as_proof(alice, sso, forged).code == "bad_proof_signature"
