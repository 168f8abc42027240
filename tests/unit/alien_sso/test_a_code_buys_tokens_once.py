"""The token endpoint: a code once, to whoever began, by the key that it was asked for by."""

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.alien_sso import ADA, PROVIDER, AlienSso, agent
from tests.unit.alien_sso.visits import BACK, Visit, refusal

OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))


def proof(visit: Visit, key: Ed25519PrivateKey, **otherwise: object) -> str:
    url = f"{visit.server.issuer}/oauth/token"
    return agent.proof(key, "POST", url, **otherwise)  # type: ignore[arg-type]


def test_tokens_without_a_proof_are_bound_to_no_key(visit: Visit) -> None:
    answer = visit.token(code=visit.code())
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert (told["token_type"], told["expires_in"], told["scope"]) == ("Bearer", 3600, "openid")
    for token in (told["id_token"], told["access_token"]):
        assert "cnf" not in visit.verified(token).claims


def test_tokens_with_a_proof_are_bound_to_its_key(visit: Visit, key: Ed25519PrivateKey) -> None:
    told = visit.token(proof(visit, key), code=visit.code()).json()
    assert told["token_type"] == "DPoP"
    for token in (told["id_token"], told["access_token"]):
        assert visit.verified(token).claims["cnf"] == {"jkt": agent.thumbprint(key)}


def test_an_access_token_says_what_resource_servers_read(visit: Visit) -> None:
    token = visit.verified(visit.token(code=visit.code()).json()["access_token"])
    claims, issuer = token.claims, visit.server.issuer
    assert token.header["typ"] == "at+jwt"
    assert set(claims) == {"iss", "sub", "aud", "client_id", "iat", "exp", "jti", "scope"}
    assert (claims["iss"], claims["sub"], claims["client_id"]) == (issuer, ADA, PROVIDER)
    assert claims["aud"] == [PROVIDER, issuer]
    assert claims["exp"] - claims["iat"] == 3600


def test_an_id_token_says_what_clients_read(visit: Visit) -> None:
    token = visit.verified(visit.token(code=visit.code(nonce=None)).json()["id_token"])
    assert token.header["typ"] == "JWT"
    assert set(token.claims) == {"iss", "sub", "aud", "iat", "exp", "auth_time"}
    assert token.claims["aud"] == PROVIDER


def test_a_code_is_good_once_and_a_second_try_ends_what_it_bought(visit: Visit) -> None:
    code = visit.code()
    bought = visit.token(code=code).json()
    assert refusal(visit.token(code=code)) == (400, "invalid_grant")
    assert refusal(visit.refresh(bought["refresh_token"])) == (400, "invalid_grant")


@pytest.mark.parametrize(
    "otherwise",
    [
        {"code_verifier": "another-verifier-of-forty-three-characters-or-so"},
        {"client_id": "another"},
        {"redirect_uri": None},
        {"redirect_uri": f"{BACK}?x"},
    ],
)
def test_a_code_is_good_for_nobody_but_who_asked_and_is_spent_by_the_try(
    visit: Visit, otherwise: dict[str, str | None]
) -> None:
    code = visit.code()
    assert refusal(visit.token(code=code, **otherwise)) == (400, "invalid_grant")
    assert refusal(visit.token(code=code)) == (400, "invalid_grant")


def test_a_code_that_nobody_was_given_buys_nothing(visit: Visit) -> None:
    assert refusal(visit.token(code="made up")) == (400, "invalid_grant")


@pytest.mark.parametrize("missing", ["code", "code_verifier", "client_id", "grant_type"])
def test_what_is_missing_is_told(visit: Visit, missing: str) -> None:
    told: dict[str, str | None] = {"code": visit.code(), missing: None}
    assert refusal(visit.token(**told)) == (400, "invalid_request")


def test_there_are_two_kinds_of_grant(visit: Visit) -> None:
    told = visit.token(grant_type="password", code=visit.code())
    assert refusal(told) == (400, "unsupported_grant_type")


def test_a_code_expires() -> None:
    now = [1_800_000_000.0]
    with AlienSso(clock=lambda: now[0]) as server, httpx.Client(trust_env=False) as client:
        visit = Visit(server, client)
        code = visit.code()
        now[0] += 300
        assert refusal(visit.token(code=code)) == (400, "invalid_grant")


# By the key that it was asked for by (RFC 9449 section 10)


def test_a_code_asked_for_by_a_key_is_good_for_no_other(visit: Visit, key: Ed25519PrivateKey) -> None:
    other = Ed25519PrivateKey.generate()
    for sent in (proof(visit, other), None):
        code = visit.code(dpop_jkt=agent.thumbprint(key))
        assert refusal(visit.token(sent, code=code)) == (400, "invalid_dpop_proof")
    code = visit.code(dpop_jkt=agent.thumbprint(key))
    assert visit.token(proof(visit, key), code=code).json()["token_type"] == "DPoP"


@pytest.mark.parametrize(
    "otherwise",
    [
        {"header": {"typ": "JWT"}},
        {"header": {"alg": "ES256"}},
        {"header": {"alg": "none"}},
        {"header": {"jwk": None}},
        {"header": {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}}},
        {"header": {"jwk": agent.jwk(OTHER)}},
        {"htm": "GET"},
        {"htm": None},
        {"htu": "http://127.0.0.1/oauth/token"},
        {"htu": None},
        {"iat": 0},
        {"iat": None},
        {"iat": "now"},
        {"iat": float("nan")},
        {"jti": None},
        {"jti": ""},
    ],
    ids=str,
)
def test_a_proof_that_is_wrong_is_refused_and_costs_no_code(
    visit: Visit, key: Ed25519PrivateKey, otherwise: dict[str, object]
) -> None:
    code = visit.code()
    wrong = proof(visit, key, **otherwise)
    assert refusal(visit.token(wrong, code=code)) == (400, "invalid_dpop_proof")
    assert visit.token(proof(visit, key), code=code).status_code == 200


def test_a_proof_that_tells_its_private_key_is_refused(visit: Visit, key: Ed25519PrivateKey) -> None:
    sent = proof(visit, key, header={"jwk": {**agent.jwk(key), "d": "any"}})
    assert refusal(visit.token(sent, code=visit.code())) == (400, "invalid_dpop_proof")


def test_a_proof_that_is_no_token_is_refused(visit: Visit) -> None:
    for sent in ("", "x", "a.b", "a.b.c", "e30.e30.e30"):
        assert refusal(visit.token(sent, code="any")) == (400, "invalid_dpop_proof")


def test_a_proof_is_good_once(visit: Visit, key: Ed25519PrivateKey) -> None:
    sent = proof(visit, key)
    assert visit.token(sent, code=visit.code()).status_code == 200
    assert refusal(visit.token(sent, code=visit.code())) == (400, "invalid_dpop_proof")


def test_two_proofs_are_none(visit: Visit, key: Ed25519PrivateKey) -> None:
    headers = [("DPoP", proof(visit, key)), ("DPoP", proof(visit, key))]
    form = {"grant_type": "authorization_code", "client_id": PROVIDER, "code": visit.code()}
    answer = visit.client.post(f"{visit.server.issuer}/oauth/token", data=form, headers=headers)
    assert refusal(answer) == (400, "invalid_dpop_proof")
