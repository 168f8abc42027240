"""ID tokens: what OpenID Connect Core section 3.1.3.7 refuses, each by a code of its own."""

from typing import Any

import pytest

from agents.domain import dpop, id_token
from agents.domain.id_token import IdTokenRefused
from tests.unit.agents.issuer import (
    ABSENT,
    AUDIENCE,
    ID_HEADER,
    ISSUER,
    JKT,
    NOW,
    OWNER,
    PRIVATE,
    Issuer,
    claims_of_id,
    covered,
)


def late(name: str, seconds: int) -> dict[str, Any]:
    return {name: NOW + seconds}


def verify(issuer: Issuer, token: str, **changes: Any) -> id_token.IdToken:
    asked: dict[str, Any] = {
        "issuers": [ISSUER],
        "audiences": [AUDIENCE],
        "now": NOW,
        "may_have_expired": False,
    } | changes
    return id_token.verify(id_token.read(token), issuer.jwk, **asked)


def refused(issuer: Issuer, token: str, **changes: Any) -> str:
    with pytest.raises(IdTokenRefused) as raised:
        verify(issuer, token, **changes)
    return raised.value.code


def test_a_token_of_the_issuer_for_us_names_who_signed_in(issuer: Issuer) -> None:
    expected = id_token.IdToken(OWNER, ISSUER, AUDIENCE, None, NOW + 3600, claims_of_id())
    assert verify(issuer, issuer.id()) == expected
    assert verify(issuer, issuer.id(header={"typ": ABSENT})) == expected
    assert verify(issuer, issuer.id(aud=AUDIENCE)).audience == AUDIENCE


def test_the_key_that_the_issuer_named_is_told(issuer: Issuer) -> None:
    assert verify(issuer, issuer.id(cnf={"jkt": JKT})).jkt == JKT


@pytest.mark.parametrize("token", ["", "x", "e30.e30", "e30.e30.", "é.e30.AA"])
def test_what_is_no_compact_jws_is_malformed(issuer: Issuer, token: str) -> None:
    assert refused(issuer, token) == "malformed_id_token"


@pytest.mark.parametrize(
    "typ", [None, "", "at+jwt", "application/at+jwt", "dpop+jwt", "logout+jwt", ["JWT"], 5]
)
def test_another_typ_is_refused(issuer: Issuer, typ: Any) -> None:
    assert refused(issuer, issuer.id(header={"typ": typ})) == "bad_id_token_typ"


@pytest.mark.parametrize(
    "alg", [ABSENT, None, "none", "HS256", "RS512", "PS256", "EdDSA", "rs256", ["RS256"]]
)
def test_another_algorithm_is_refused(issuer: Issuer, alg: Any) -> None:
    assert refused(issuer, issuer.id(header={"alg": alg})) == "bad_id_token_alg"


def test_a_token_that_nobody_signed_is_refused(issuer: Issuer) -> None:
    header = ID_HEADER | {"alg": "none"}
    assert refused(issuer, covered(header, claims_of_id()) + ".") == "malformed_id_token"
    assert refused(issuer, covered(header, claims_of_id()) + ".AA") == "bad_id_token_alg"
    assert refused(issuer, covered(ID_HEADER, claims_of_id()) + ".AA") == "bad_id_token_signature"


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(issuer: Issuer) -> None:
    forged = issuer.by_secret(ID_HEADER | {"alg": "HS256"}, claims_of_id())
    assert refused(issuer, forged) == "bad_id_token_alg"
    assert refused(issuer, issuer.by_secret(ID_HEADER, claims_of_id())) == "bad_id_token_signature"


@pytest.mark.parametrize("kid", [ABSENT, None, "", 5])
def test_a_token_that_does_not_say_which_key_signed_it_is_refused(issuer: Issuer, kid: Any) -> None:
    assert refused(issuer, issuer.id(header={"kid": kid})) == "missing_id_token_kid"


def test_a_token_of_another_key_is_refused(issuer: Issuer, stranger: Issuer) -> None:
    assert refused(issuer, stranger.id()) == "bad_id_token_signature"


@pytest.mark.parametrize("iss", [ABSENT, None, "https://evil.example", ISSUER + "/", [ISSUER]])
def test_a_token_of_another_issuer_is_refused(issuer: Issuer, iss: Any) -> None:
    assert refused(issuer, issuer.id(iss=iss)) == "bad_id_token_iss"


@pytest.mark.parametrize(
    "aud", [ABSENT, None, "", "other", ["other"], [], [AUDIENCE, 5], [AUDIENCE, "other"], {AUDIENCE: 1}]
)
def test_a_token_for_somebody_else_is_refused(issuer: Issuer, aud: Any) -> None:
    assert refused(issuer, issuer.id(aud=aud)) == "bad_id_token_aud"


@pytest.mark.parametrize("azp", ["other", None, 5, [AUDIENCE]])
def test_a_token_issued_to_somebody_else_is_refused(issuer: Issuer, azp: Any) -> None:
    for aud in (AUDIENCE, [AUDIENCE, "other"]):
        assert refused(issuer, issuer.id(aud=aud, azp=azp)) == "bad_id_token_aud"


def test_a_token_for_several_is_taken_where_all_are_known_and_it_says_to_whom_it_was_issued(
    issuer: Issuer,
) -> None:
    several = ["other", AUDIENCE]
    told = issuer.id(aud=several, azp=AUDIENCE)
    assert verify(issuer, told, audiences=several).audience == AUDIENCE
    assert verify(issuer, issuer.id(aud=[AUDIENCE], azp=AUDIENCE)).audience == AUDIENCE
    assert refused(issuer, told) == "bad_id_token_aud", "one that is not known is not trusted"
    for azp in (ABSENT, None, "third", several):
        assert refused(issuer, issuer.id(aud=several, azp=azp), audiences=[*several, "third"]) == (
            "bad_id_token_aud"
        )
    assert refused(issuer, issuer.id(aud=["other"], azp=AUDIENCE), audiences=several) == "bad_id_token_aud"


@pytest.mark.parametrize("exp", [ABSENT, None, "soon", True, -1, float(2**53)])
def test_a_token_without_an_end_is_refused(issuer: Issuer, exp: Any) -> None:
    assert refused(issuer, issuer.id(exp=exp), may_have_expired=True) == "bad_id_token_exp"


def test_a_token_ends_with_its_time_and_the_skew_where_that_matters(issuer: Issuer) -> None:
    token = issuer.id(exp=NOW)
    assert verify(issuer, token, now=NOW + 29.9).expires_at == NOW
    assert refused(issuer, token, now=NOW + 30) == "expired_id_token"
    assert verify(issuer, token, now=NOW + 10**9, may_have_expired=True).subject == OWNER


@pytest.mark.parametrize("iat", [ABSENT, None, "now", True, -1])
def test_a_token_without_a_beginning_is_refused(issuer: Issuer, iat: Any) -> None:
    assert refused(issuer, issuer.id(iat=iat)) == "bad_id_token_iat"


@pytest.mark.parametrize("name", ["iat", "nbf"])
def test_a_token_begins_with_its_time_less_the_skew(issuer: Issuer, name: str) -> None:
    assert verify(issuer, issuer.id(**late(name, 30))).subject == OWNER
    assert refused(issuer, issuer.id(**late(name, 31)), may_have_expired=True) == "id_token_from_future"


@pytest.mark.parametrize("sub", [ABSENT, None, "", "a b", "é", "a" * 129, 5])
def test_a_token_of_nobody_is_refused(issuer: Issuer, sub: Any) -> None:
    assert refused(issuer, issuer.id(sub=sub)) == "missing_id_token_sub"


@pytest.mark.parametrize("nonce", [ABSENT, None, "", "another", ["asked"]])
def test_a_token_that_answers_another_sign_in_is_refused(issuer: Issuer, nonce: Any) -> None:
    assert refused(issuer, issuer.id(nonce=nonce), nonce="asked") == "bad_id_token_nonce"
    assert verify(issuer, issuer.id(nonce="asked"), nonce="asked").subject == OWNER
    assert verify(issuer, issuer.id(nonce="unasked")).subject == OWNER


@pytest.mark.parametrize("cnf", [None, {}, {"jkt": ""}, {"jkt": 5}, {"jkt": JKT + "="}, {"jwk": {}}, "x", []])
def test_a_key_that_is_half_named_is_refused(issuer: Issuer, cnf: Any) -> None:
    assert refused(issuer, issuer.id(cnf=cnf)) == "bad_cnf_jkt"


def test_an_access_token_is_no_id_token(issuer: Issuer) -> None:
    assert refused(issuer, issuer.access()) == "bad_id_token_typ"
    # Should the SSO ever give both the same typ, the audience still tells them apart.
    for aud in (ISSUER, [ISSUER], [AUDIENCE, ISSUER]):
        token = issuer.access(header={"typ": "JWT"}, aud=aud, azp=AUDIENCE)
        assert refused(issuer, token, audiences=[AUDIENCE, ISSUER]) == "bad_id_token_aud"


def test_a_proof_is_no_id_token(issuer: Issuer) -> None:
    proof = dpop.make(PRIVATE, method="GET", url=ISSUER, now=NOW, jti="x")
    assert refused(issuer, proof) == "bad_id_token_typ"


def test_a_refusal_repeats_nothing_of_the_token() -> None:
    for code, reason in IdTokenRefused.reasons.items():
        assert str(IdTokenRefused(code)) == f"{IdTokenRefused.about}{reason}"
