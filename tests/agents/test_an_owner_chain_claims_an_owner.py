"""An AgentID token with an owner's chain: the owner is claimed by it, verified where the SSO named the key, and a chain
that is broken anywhere is refused and enrols nobody."""

import copy
import hashlib
import json
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from agents import ownership
from agents.domain import agentid, javascript_json, keys, owner_chain
from agents.models import Agent, Ownership
from tests.alien_sso import ADA, GRACE, PROVIDER, AlienSso, signing_key
from tests.alien_sso.agent import thumbprint
from tests.parties import Answer, Party, Workshop

pytestmark = pytest.mark.django_db
Change = Callable[[dict[str, Any]], None]


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def binding(party: Party, sso: AlienSso, id_token: str, owner: str = ADA) -> dict[str, Any]:
    return owner_chain.bind(
        party.private,
        owner=owner,
        id_token=id_token,
        issuer=sso.issuer,
        audience=PROVIDER,
        now_ms=now_ms(),
        binding_id="Ünïcode stands unescaped",
    )


def ask(
    party: Party, bound: Any, id_token: Any, owner: str | None = ADA, *, nonce: str | None = None
) -> Answer:
    token = agentid.make(
        party.private,
        now_ms=now_ms(),
        nonce=nonce or uuid4().hex,
        owner=owner,
        binding=bound,
        id_token=id_token,
    )
    return party.get("agents/me", authorization=f"AgentID {token}")


def refused(found: Answer, code: str) -> None:
    assert (found.status, found.code) == (401, code)
    assert not Agent.objects.exists()


def rebound(party: Party, bound: dict[str, Any], change: Change) -> dict[str, Any]:
    """The binding with its payload changed and signed anew."""
    made = copy.deepcopy(bound)
    change(made["payload"])
    signed = javascript_json.stringify(made["payload"])
    return {
        **made,
        "payloadHash": hashlib.sha256(signed).hexdigest(),
        "signature": keys.to_base64url(party.private.sign(signed)),
    }


def test_a_chain_makes_its_owner_claimed_and_counts_for_nothing(
    workshop: Workshop, alice: Party, sso: AlienSso
) -> None:
    told = sso.id_token("Ada")
    for _ in range(2):
        found = ask(alice, binding(alice, sso, told), told, nonce=f"Grüße {uuid4().hex}")
        assert (found.status, found.body["owner"], found.body["proof"]) == (200, ADA, "claimed")
    assert [row.state for row in Ownership.objects.all()] == ["claimed"]
    assert Ownership.objects.get().evidence is None, "an id token that names no key is not kept"


def test_a_second_key_bound_to_a_captured_id_token_is_claimed_and_never_verified(
    workshop: Workshop, alice: Party, bob: Party, sso: AlienSso
) -> None:
    told = sso.id_token("Ada", jkt=thumbprint(alice.private))
    assert ask(alice, binding(alice, sso, told), told).body["proof"] == "verified"
    assert ask(bob, binding(bob, sso, told), told).code == "jkt_mismatch"
    bare = sso.id_token("Ada")
    assert ask(bob, binding(bob, sso, bare), bare).body["proof"] == "claimed"


def test_an_id_token_that_names_the_key_verifies_the_owner_also_after_it_expired(
    workshop: Workshop, alice: Party, sso: AlienSso
) -> None:
    told = sso.id_token("Ada", jkt=thumbprint(alice.private), exp=1)
    found = ask(alice, binding(alice, sso, told), told)
    assert found.body == {"fingerprint": alice.fingerprint, "owner": ADA, "proof": "verified"}
    assert alice.get("agents/me").body["owner"] == ADA, "it stands when later tokens bring no chain"


def test_a_claim_is_verified_by_a_later_token_that_names_the_key(
    workshop: Workshop, alice: Party, sso: AlienSso
) -> None:
    bare, named = sso.id_token("Ada"), sso.id_token("Ada", jkt=thumbprint(alice.private))
    assert ask(alice, binding(alice, sso, bare), bare).body["proof"] == "claimed"
    assert ask(alice, binding(alice, sso, named), named).body["proof"] == "verified"
    assert ask(alice, binding(alice, sso, bare), bare).body["proof"] == "verified"


def test_a_chain_of_another_owner_than_the_verified_one_is_refused(
    workshop: Workshop, alice: Party, sso: AlienSso
) -> None:
    named, other = sso.id_token("Ada", jkt=thumbprint(alice.private)), sso.id_token("Grace")
    ask(alice, binding(alice, sso, named), named)
    assert ask(alice, binding(alice, sso, other, GRACE), other, GRACE).code == "owner_mismatch"
    ownership.end(Agent.objects.get(), workshop.now)
    assert ask(alice, binding(alice, sso, named), named).code == "owner_revoked"


@pytest.mark.parametrize("missing", ["owner", "binding", "id token"])
def test_a_chain_comes_whole_or_not_at_all(
    workshop: Workshop, alice: Party, sso: AlienSso, missing: str
) -> None:
    told = sso.id_token("Ada")
    parts: list[Any] = [binding(alice, sso, told), told, ADA]
    parts[["binding", "id token", "owner"].index(missing)] = None
    refused(ask(alice, *parts), "broken_owner_chain")


def test_an_owner_that_is_only_named_is_not_heard(workshop: Workshop, alice: Party, sso: AlienSso) -> None:
    """The Alien command's version 2 sent no more than that, once bound."""
    told = sso.id_token("Ada", jkt=thumbprint(alice.private))
    found = ask(alice, None, None)
    assert found.body == {"fingerprint": alice.fingerprint, "owner": None, "proof": "none"}
    assert not Ownership.objects.exists()
    assert ask(alice, binding(alice, sso, told), told).body["proof"] == "verified"
    assert ask(alice, None, None, GRACE).body["owner"] == ADA, (
        "nor does it put another in the verified one's place"
    )


CHANGES: list[tuple[str, Change, str]] = [
    ("owner", lambda payload: payload.update(ownerSessionSub=GRACE), "binding_of_another_owner"),
    ("token", lambda payload: payload.update(idTokenHash="0" * 64), "binding_of_another_token"),
    ("issuer", lambda payload: payload.update(issuer="http://elsewhere"), "binding_of_another_token"),
    ("audience", lambda payload: payload.update(ownerAudience="another"), "binding_of_another_token"),
    (
        "key",
        lambda payload: payload.update(agentInstance={"publicKeyFingerprint": "0" * 64}),
        "binding_of_another_key",
    ),
    ("no key", lambda payload: payload.pop("agentInstance"), "binding_of_another_key"),
]


@pytest.mark.parametrize(("name", "change", "code"), CHANGES, ids=[name for name, _, _ in CHANGES])
def test_a_binding_for_something_else_is_refused(
    workshop: Workshop, alice: Party, sso: AlienSso, name: str, change: Change, code: str
) -> None:
    told = sso.id_token("Ada")
    refused(ask(alice, rebound(alice, binding(alice, sso, told), change), told), code)


def test_a_binding_by_another_key_is_refused(
    workshop: Workshop, alice: Party, bob: Party, sso: AlienSso
) -> None:
    told = sso.id_token("Ada")
    refused(ask(alice, binding(bob, sso, told), told), "bad_binding_signature")
    resigned = rebound(alice, binding(bob, sso, told), lambda _: None)
    refused(ask(alice, resigned, told), "binding_of_another_key")


def test_a_binding_that_was_changed_is_refused(workshop: Workshop, alice: Party, sso: AlienSso) -> None:
    told = sso.id_token("Ada")
    bound = binding(alice, sso, told)
    refused(ask(alice, {**bound, "payloadHash": "0" * 64}, told), "bad_binding_hash")
    refused(ask(alice, {**bound, "signature": "AA"}, told), "bad_binding_signature")
    refused(ask(alice, {**bound, "surprise": 1}, told), "broken_owner_chain")
    refused(ask(alice, {**bound, "payload": []}, told), "broken_owner_chain")
    changed = {**bound, "payload": {**bound["payload"], "issuedAt": 1}}
    refused(ask(alice, changed, told), "bad_binding_hash")


ID_TOKENS: list[tuple[dict[str, Any], str]] = [
    ({"header": {"alg": "none"}}, "malformed_id_token"),
    ({"header": {"alg": "HS256"}}, "bad_id_token_alg"),
    ({"header": {"typ": "at+jwt"}}, "bad_id_token_typ"),
    ({"header": {"typ": "dpop+jwt"}}, "bad_id_token_typ"),
    ({"header": {"kid": None}}, "missing_id_token_kid"),
    ({"header": {"kid": "another"}}, "unknown_id_token_kid"),
    ({"iss": "http://elsewhere"}, "bad_id_token_iss"),
    ({"aud": "another"}, "bad_id_token_aud"),
    ({"aud": [PROVIDER, "another"]}, "bad_id_token_aud"),
    ({"aud": [PROVIDER, "another"], "azp": "another"}, "bad_id_token_aud"),
    ({"aud": [PROVIDER, "another"], "azp": PROVIDER}, "bad_id_token_aud"),
    ({"aud": PROVIDER, "azp": "another"}, "bad_id_token_aud"),
    ({"exp": None}, "bad_id_token_exp"),
    ({"iat": "now"}, "bad_id_token_iat"),
    ({"iat": None}, "bad_id_token_iat"),
    ({"nbf": "now"}, "bad_id_token_iat"),
    ({"exp": float("nan")}, "malformed_id_token"),
    ({"iat": 4_000_000_000}, "id_token_from_future"),
    ({"sub": None}, "missing_id_token_sub"),
    ({"sub": GRACE}, "id_token_of_another"),
    ({"cnf": {"jkt": 7}}, "bad_cnf_jkt"),
    ({"cnf": {}}, "bad_cnf_jkt"),
]


@pytest.mark.parametrize(("change", "code"), ID_TOKENS, ids=str)
def test_an_id_token_that_says_something_else_is_refused(
    workshop: Workshop, alice: Party, sso: AlienSso, change: dict[str, Any], code: str
) -> None:
    told = sso.id_token("Ada", **change)
    refused(ask(alice, binding(alice, sso, told), told), code)


@pytest.mark.parametrize(("ahead", "code"), [(20, None), (40, "id_token_from_future")])
def test_an_id_token_may_be_the_skew_ahead_of_this_clock(
    workshop: Workshop, alice: Party, sso: AlienSso, ahead: int, code: str | None
) -> None:
    told = sso.id_token("Ada", iat=int(time.time()) + ahead)
    found = ask(alice, binding(alice, sso, told), told)
    assert (found.status, found.code) == ((401, code) if code else (200, None))


def test_an_audience_is_a_text_or_a_list_and_the_binding_may_take_either_over(
    workshop: Workshop, alice: Party, sso: AlienSso
) -> None:
    """The stock command sends `aud` on as the SSO wrote it."""
    told = sso.id_token("Ada", aud=[PROVIDER])

    def said(audience: Any) -> Answer:
        bound = binding(alice, sso, told)
        return ask(alice, rebound(alice, bound, lambda payload: payload.update(ownerAudience=audience)), told)

    assert [said(one).body["proof"] for one in (PROVIDER, [PROVIDER])] == ["claimed", "claimed"]
    others: list[Any] = [None, [], "another", [PROVIDER, "another"]]
    assert {said(one).code for one in others} == {"binding_of_another_token"}


def test_an_id_token_for_its_own_issuer_is_an_access_token(
    workshop: Workshop, alice: Party, sso: AlienSso
) -> None:
    for aud in (sso.issuer, [sso.issuer], [PROVIDER, sso.issuer]):
        told = sso.id_token("Ada", aud=aud, azp=PROVIDER)
        refused(ask(alice, binding(alice, sso, told), told), "bad_id_token_aud")


def test_an_id_token_by_another_key_than_the_ssos_is_refused(
    workshop: Workshop, alice: Party, sso: AlienSso
) -> None:
    head = json.loads(keys.from_base64url(sso.id_token("Ada").split(".")[0]))
    told = sso.id_token("Ada", key=signing_key(), header={"kid": head["kid"]})
    refused(ask(alice, binding(alice, sso, told), told), "bad_id_token_signature")


def test_an_access_token_is_no_id_token(workshop: Workshop, alice: Party, sso: AlienSso) -> None:
    told = sso.access_token("Ada", jkt=thumbprint(alice.private))
    refused(ask(alice, binding(alice, sso, told), told), "bad_id_token_typ")


def test_a_rotated_key_is_found_and_one_that_left_the_set_proves_nothing_new(
    workshop: Workshop, alice: Party, bob: Party, sso: AlienSso
) -> None:
    sso.rotate()
    told = sso.id_token("Ada", jkt=thumbprint(alice.private))
    assert ask(alice, binding(alice, sso, told), told).body["proof"] == "verified"
    kept = Ownership.objects.get().evidence
    assert kept is not None
    assert kept["jwk"] in sso.jwks()["keys"], "kept with what verified it"
