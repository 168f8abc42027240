"""Access tokens: what RFC 9068 section 4 and RFC 9449 section 6.1 refuse, each by a code of its own."""

from typing import Any

import pytest

from agents.domain import access_token, dpop, jose, keys
from agents.domain.access_token import AccessTokenRefused
from tests.unit.agents.issuer import (
    ABSENT,
    ACCESS_HEADER,
    AUDIENCE,
    ISSUER,
    JKT,
    NOW,
    OTHER_JKT,
    OWNER,
    PRIVATE,
    Issuer,
    claims_of_access,
    covered,
)


def late(name: str, seconds: int) -> dict[str, Any]:
    return {name: NOW + seconds}


def verify(issuer: Issuer, token: str, **changes: Any) -> access_token.AccessToken:
    asked: dict[str, Any] = {"issuer": ISSUER, "jkt": JKT, "now": NOW} | changes
    return access_token.verify(access_token.read(token), issuer.jwk, **asked)


def refused(issuer: Issuer, token: str, **changes: Any) -> str:
    with pytest.raises(AccessTokenRefused) as raised:
        verify(issuer, token, **changes)
    return raised.value.code


def test_a_token_of_the_issuer_for_this_key_names_its_owner(issuer: Issuer) -> None:
    read = verify(issuer, issuer.access())
    assert read == access_token.AccessToken(OWNER, ISSUER, JKT, NOW + 3600, claims_of_access())


@pytest.mark.parametrize("typ", ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"])
def test_the_typ_is_a_media_type(issuer: Issuer, typ: str) -> None:
    assert verify(issuer, issuer.access(header={"typ": typ})).subject == OWNER


@pytest.mark.parametrize("token", ["", "x", "e30.e30", "e30.e30.", "é.e30.AA"])
def test_what_is_no_compact_jws_is_malformed(issuer: Issuer, token: str) -> None:
    assert refused(issuer, token) == "malformed_access_token"


@pytest.mark.parametrize("typ", [ABSENT, None, "JWT", "dpop+jwt", "application/jwt", "at+jwt ", ["at+jwt"]])
def test_another_typ_is_refused(issuer: Issuer, typ: Any) -> None:
    assert refused(issuer, issuer.access(header={"typ": typ})) == "bad_access_token_typ"


@pytest.mark.parametrize(
    "alg", [ABSENT, None, "none", "HS256", "RS512", "PS256", "EdDSA", "rs256", ["RS256"]]
)
def test_another_algorithm_is_refused(issuer: Issuer, alg: Any) -> None:
    assert refused(issuer, issuer.access(header={"alg": alg})) == "bad_access_token_alg"


def test_a_token_that_nobody_signed_is_refused(issuer: Issuer) -> None:
    header = ACCESS_HEADER | {"alg": "none"}
    assert refused(issuer, covered(header, claims_of_access()) + ".") == "malformed_access_token"
    assert refused(issuer, covered(header, claims_of_access()) + ".AA") == "bad_access_token_alg"
    assert refused(issuer, covered(ACCESS_HEADER, claims_of_access()) + ".AA") == "bad_access_token_signature"


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(issuer: Issuer) -> None:
    forged = issuer.by_secret(ACCESS_HEADER | {"alg": "HS256"}, claims_of_access())
    assert refused(issuer, forged) == "bad_access_token_alg"
    assert (
        refused(issuer, issuer.by_secret(ACCESS_HEADER, claims_of_access())) == "bad_access_token_signature"
    )


@pytest.mark.parametrize("kid", [ABSENT, None, "", 5, ["key-1"]])
def test_a_token_that_does_not_say_which_key_signed_it_is_refused(issuer: Issuer, kid: Any) -> None:
    assert refused(issuer, issuer.access(header={"kid": kid})) == "missing_access_token_kid"


def test_a_token_of_another_key_is_refused(issuer: Issuer, stranger: Issuer) -> None:
    assert refused(issuer, stranger.access()) == "bad_access_token_signature"


@pytest.mark.parametrize("iss", [ABSENT, None, "https://evil.example", ISSUER + "/", [ISSUER]])
def test_a_token_of_another_issuer_is_refused(issuer: Issuer, iss: Any) -> None:
    assert refused(issuer, issuer.access(iss=iss)) == "bad_access_token_iss"


@pytest.mark.parametrize(
    "aud", [ABSENT, None, AUDIENCE, [AUDIENCE], [], [ISSUER, 5], {ISSUER: 1}, ISSUER + "/"]
)
def test_a_token_that_is_not_for_its_issuer_is_refused(issuer: Issuer, aud: Any) -> None:
    assert refused(issuer, issuer.access(aud=aud)) == "bad_access_token_aud"
    assert verify(issuer, issuer.access(aud=ISSUER)).subject == OWNER


@pytest.mark.parametrize("exp", [ABSENT, None, "soon", True, -1, float(2**53), "1e400"])
def test_a_token_without_an_end_is_refused(issuer: Issuer, exp: Any) -> None:
    assert refused(issuer, issuer.access(exp=exp)) == "bad_access_token_exp"


def test_a_token_that_ends_at_infinity_is_refused(issuer: Issuer) -> None:
    for spelled, code in (("1e400", "bad_access_token_exp"), ("Infinity", "malformed_access_token")):
        claims = f'{{"iss":"{ISSUER}","aud":"{ISSUER}","iat":0,"exp":{spelled}}}'
        assert refused(issuer, issuer.sign(ACCESS_HEADER, claims)) == code


def test_a_token_ends_with_its_time_and_the_skew(issuer: Issuer) -> None:
    token = issuer.access(exp=NOW)
    assert verify(issuer, token, now=NOW + 29.9).expires_at == NOW
    assert refused(issuer, token, now=NOW + 30) == "expired_access_token"
    assert refused(issuer, token, now=NOW + 1, skew=0) == "expired_access_token"


@pytest.mark.parametrize("iat", [ABSENT, None, "now", True, -1])
def test_a_token_without_a_beginning_is_refused(issuer: Issuer, iat: Any) -> None:
    assert refused(issuer, issuer.access(iat=iat)) == "bad_access_token_iat"
    if iat is not ABSENT:
        assert refused(issuer, issuer.access(nbf=iat)) == "bad_access_token_iat"


@pytest.mark.parametrize("name", ["iat", "nbf"])
def test_a_token_begins_with_its_time_less_the_skew(issuer: Issuer, name: str) -> None:
    assert verify(issuer, issuer.access(**late(name, 30))).subject == OWNER
    assert refused(issuer, issuer.access(**late(name, 31))) == "access_token_from_future"


@pytest.mark.parametrize("sub", [ABSENT, None, "", "a b", "é", "a" * 129, 5])
def test_a_token_without_an_owner_is_refused(issuer: Issuer, sub: Any) -> None:
    assert refused(issuer, issuer.access(sub=sub)) == "missing_access_token_sub"


@pytest.mark.parametrize("cnf", [ABSENT, None, {}, {"jkt": ""}, {"jkt": 5}, {"jkt": JKT + "="}, "x"])
def test_a_token_bound_to_no_key_is_refused(issuer: Issuer, cnf: Any) -> None:
    assert refused(issuer, issuer.access(cnf=cnf)) == "missing_cnf_jkt"


def test_a_token_bound_to_another_key_is_refused(issuer: Issuer) -> None:
    assert refused(issuer, issuer.access(cnf={"jkt": OTHER_JKT})) == "jkt_mismatch"
    assert refused(issuer, issuer.access(), jkt=OTHER_JKT) == "jkt_mismatch"


def test_an_id_token_is_no_access_token(issuer: Issuer) -> None:
    assert refused(issuer, issuer.id(cnf={"jkt": JKT})) == "bad_access_token_typ"
    # Should the SSO ever give both the same typ, the audience still tells them apart.
    assert refused(issuer, issuer.id(header={"typ": "at+jwt"}, cnf={"jkt": JKT})) == "bad_access_token_aud"


def test_a_proof_is_no_access_token(issuer: Issuer) -> None:
    proof = dpop.make(PRIVATE, method="GET", url=ISSUER, now=NOW, jti="x")
    assert refused(issuer, proof) == "bad_access_token_typ"


def test_an_access_token_is_no_proof(issuer: Issuer) -> None:
    asked: dict[str, Any] = {"method": "GET", "url": ISSUER, "access_token": "x", "now": NOW}
    for token in (issuer.access(), issuer.id()):
        with pytest.raises(dpop.ProofRefused) as raised:
            dpop.verify(token, **asked)
        assert raised.value.code == "bad_proof_typ"


def test_a_refusal_repeats_nothing_of_the_token() -> None:
    for code, reason in AccessTokenRefused.reasons.items():
        assert str(AccessTokenRefused(code)) == f"{AccessTokenRefused.about}{reason}"


def test_what_a_token_says_is_shown_without_its_claims(issuer: Issuer) -> None:
    token = issuer.access(email="someone@example")
    assert "someone" not in repr(verify(issuer, token))
    assert keys.to_base64url(jose.read(token).signature) not in repr(access_token.read(token))
