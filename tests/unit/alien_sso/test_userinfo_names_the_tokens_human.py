"""Userinfo answers the token's bearer, or the key that it is bound to, and nobody else."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.alien_sso import ADA, agent, signing_key
from tests.unit.alien_sso.visits import Visit

PATH = "/oauth/userinfo"


def refused(visit: Visit, **headers: str) -> str:
    answer = visit.get(PATH, None, **headers)
    assert answer.status_code == 401
    said = answer.headers["www-authenticate"]
    assert said.startswith("Bearer ")
    assert 'DPoP error="' in said
    code: str = answer.json()["error"]
    return code


def test_a_bearer_is_told_its_human(visit: Visit) -> None:
    token = visit.token(code=visit.code()).json()["access_token"]
    assert visit.get(PATH, Authorization=f"Bearer {token}").json() == {"sub": ADA}


def test_the_key_of_a_bound_token_is_told_its_human(visit: Visit, key: Ed25519PrivateKey) -> None:
    token = visit.server.access_token("Ada", jkt=agent.thumbprint(key))
    sent = agent.proof(key, "GET", visit.server.issuer + PATH, access_token=token)
    assert visit.get(PATH, Authorization=f"DPoP {token}", DPoP=sent).json() == {"sub": ADA}


def test_a_bound_token_is_no_use_without_its_key(visit: Visit, key: Ed25519PrivateKey) -> None:
    token = visit.server.access_token("Ada", jkt=agent.thumbprint(key))
    url, other = visit.server.issuer + PATH, Ed25519PrivateKey.generate()
    assert refused(visit, Authorization=f"Bearer {token}") == "invalid_token"
    assert refused(visit, Authorization=f"DPoP {token}") == "invalid_dpop_proof"
    for sent in (agent.proof(other, "GET", url, access_token=token), agent.proof(key, "GET", url)):
        assert refused(visit, Authorization=f"DPoP {token}", DPoP=sent) == "invalid_dpop_proof"


@pytest.mark.parametrize(
    "otherwise",
    [
        {"now": 0},
        {"exp": None},
        {"sub": None},
        {"header": {"alg": "none"}},
        {"header": {"alg": "HS256"}},
        {"header": {"typ": "JWT"}},
        {"header": {"kid": None}},
    ],
    ids=str,
)
def test_a_token_that_is_wrong_names_nobody(visit: Visit, otherwise: dict[str, Any]) -> None:
    token = visit.server.access_token("Ada", **otherwise)
    assert refused(visit, Authorization=f"Bearer {token}") == "invalid_token"


def test_a_token_by_another_key_names_nobody_whatever_it_calls_its_key(visit: Visit) -> None:
    (published,) = visit.server.jwks()["keys"]
    for header in ({}, {"kid": published["kid"]}):
        token = visit.server.access_token("Ada", key=signing_key(), header=header)
        assert refused(visit, Authorization=f"Bearer {token}") == "invalid_token"


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer x", "Bearer a.b.c", "Basic eDp5", "Bearer e30.e30."])
def test_what_is_no_token_names_nobody(visit: Visit, sent: str) -> None:
    assert refused(visit, Authorization=sent) == "invalid_token"


def test_an_id_token_is_no_access_token(visit: Visit) -> None:
    token = visit.server.id_token("Ada")
    assert refused(visit, Authorization=f"Bearer {token}") == "invalid_token"
