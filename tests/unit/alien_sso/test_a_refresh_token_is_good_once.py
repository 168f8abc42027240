"""Refresh tokens rotate; one that comes back ends its family; a bound one needs its key."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.alien_sso import ADA, PROVIDER, AlienSso, agent
from tests.unit.alien_sso.visits import Visit, refusal


def test_a_refresh_gives_new_tokens_of_the_same_human_without_the_nonce(visit: Visit) -> None:
    first = visit.token(code=visit.code()).json()
    second = visit.refresh(first["refresh_token"]).json()
    assert all(first[name] != second[name] for name in ("refresh_token", "access_token"))
    before, after = (visit.verified(told["id_token"]).claims for told in (first, second))
    assert (after["sub"], after["auth_time"]) == (ADA, before["auth_time"])
    assert "nonce" not in after


def test_an_old_refresh_token_that_comes_back_ends_them_all(visit: Visit) -> None:
    first = visit.token(code=visit.code()).json()["refresh_token"]
    second = visit.refresh(first).json()["refresh_token"]
    assert refusal(visit.refresh(first)) == (400, "invalid_grant")
    assert refusal(visit.refresh(second)) == (400, "invalid_grant")


def test_a_refresh_token_is_its_clients_alone(visit: Visit) -> None:
    token = visit.token(code=visit.code()).json()["refresh_token"]
    assert refusal(visit.refresh(token, client_id="another")) == (400, "invalid_grant")
    assert refusal(visit.refresh("made up")) == (400, "invalid_grant")
    assert visit.refresh(token).status_code == 200


def test_a_bound_refresh_token_needs_its_key_and_stays_bound(visit: Visit, key: Ed25519PrivateKey) -> None:
    url, other = f"{visit.server.issuer}/oauth/token", Ed25519PrivateKey.generate()
    token = visit.token(agent.proof(key, "POST", url), code=visit.code()).json()["refresh_token"]
    assert refusal(visit.refresh(token)) == (400, "invalid_dpop_proof")
    assert refusal(visit.refresh(token, agent.proof(other, "POST", url))) == (400, "invalid_dpop_proof")
    told = visit.refresh(token, agent.proof(key, "POST", url)).json()
    assert told["token_type"] == "DPoP"
    assert visit.verified(told["access_token"]).claims["cnf"] == {"jkt": agent.thumbprint(key)}


def test_a_refresh_token_that_is_bound_to_none_takes_no_key(visit: Visit, key: Ed25519PrivateKey) -> None:
    token = visit.token(code=visit.code()).json()["refresh_token"]
    sent = agent.proof(key, "POST", f"{visit.server.issuer}/oauth/token")
    assert refusal(visit.refresh(token, sent)) == (400, "invalid_dpop_proof")


@pytest.mark.parametrize("bound", [True, False])
def test_an_agents_session_goes_on(bound: bool, key: Ed25519PrivateKey) -> None:
    with AlienSso(approve_as="Ada") as server:
        session = agent.bind(server.issuer, PROVIDER, key if bound else None)
        later = session.refresh().refresh()
        assert server.owner(later.access_token) == server.owner(session.access_token)
        with pytest.raises(agent.NotBound, match="invalid_grant"):
            session.refresh()
