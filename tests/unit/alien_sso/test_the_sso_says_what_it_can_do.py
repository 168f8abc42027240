"""Discovery, the key set and their rotation, as clients read them."""

from tests.alien_sso import ADA
from tests.alien_sso.endpoints import configuration
from tests.unit.alien_sso.visits import Visit


def test_discovery_names_every_address_and_what_is_done_there(visit: Visit) -> None:
    issuer = visit.server.issuer
    told = visit.get("/.well-known/openid-configuration").json()
    assert told == configuration(issuer)
    ends = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
    paths = ["/oauth/authorize", "/oauth/token", "/oauth/userinfo", "/oauth/jwks"]
    assert [told[end] for end in ends] == [issuer + path for path in paths]
    assert told["response_modes_supported"] == ["query", "json"]
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["token_endpoint_auth_methods_supported"] == ["none"]
    assert told["dpop_signing_alg_values_supported"] == ["EdDSA"]
    assert told["authorization_response_iss_parameter_supported"] is True


def test_an_address_that_there_is_not_is_not_found(visit: Visit) -> None:
    assert [visit.get(path).status_code for path in ("/", "/oauth/token", "/oauth/jwks/")] == [404] * 3


def test_the_key_set_has_public_halves_only(visit: Visit) -> None:
    (key,) = visit.get("/oauth/jwks").json()["keys"]
    assert set(key) == {"kty", "n", "e", "kid", "use", "alg"}
    assert (key["kty"], key["use"], key["alg"]) == ("RSA", "sig", "RS256")


def test_after_a_rotation_the_new_key_signs_and_the_old_one_stays(visit: Visit) -> None:
    old = visit.server.id_token("Ada")
    visit.server.rotate()
    new = visit.server.id_token("Ada")
    tokens = [visit.verified(token) for token in (old, new)]
    assert [token.claims["sub"] for token in tokens] == [ADA, ADA]
    assert tokens[0].header["kid"] != tokens[1].header["kid"]


def test_after_a_rotation_that_drops_the_old_key_it_is_gone(visit: Visit) -> None:
    before = visit.get("/oauth/jwks").json()["keys"]
    visit.server.rotate(keep_old=False)
    (after,) = visit.get("/oauth/jwks").json()["keys"]
    assert after not in before


def test_fetches_of_the_key_set_are_counted(visit: Visit) -> None:
    for _ in range(3):
        visit.get("/oauth/jwks")
    visit.get("/.well-known/openid-configuration")
    assert visit.server.jwks_fetches == 3
