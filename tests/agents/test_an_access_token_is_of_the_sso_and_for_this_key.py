"""The access token beside a DPoP proof (RFC 9068 section 4, RFC 9449 section 6.1): every one that is not of the SSO,
for this key and of this time is refused by name, and enrols nobody."""

import base64
import json
import time
from typing import Any

import pytest

from tests.agents.dpop import URL, ask, pair, refused
from tests.alien_sso import PROVIDER, AlienSso, signing_key
from tests.alien_sso.agent import proof, thumbprint
from tests.parties import Party, Workshop

pytestmark = pytest.mark.django_db

TOKENS: list[tuple[dict[str, Any], str]] = [
    ({"header": {"typ": "JWT"}}, "bad_access_token_typ"),
    ({"header": {"typ": None}}, "bad_access_token_typ"),
    ({"header": {"alg": "none"}}, "malformed_access_token"),
    ({"header": {"alg": "HS256"}}, "bad_access_token_alg"),
    ({"header": {"kid": None}}, "missing_access_token_kid"),
    ({"header": {"kid": "another"}}, "unknown_access_token_kid"),
    ({"iss": "http://elsewhere"}, "bad_access_token_iss"),
    ({"aud": PROVIDER}, "bad_access_token_aud"),
    ({"aud": [7]}, "bad_access_token_aud"),
    ({"exp": None}, "bad_access_token_exp"),
    ({"exp": "soon"}, "bad_access_token_exp"),
    ({"exp": float("nan")}, "malformed_access_token"),
    ({"exp": float("inf")}, "malformed_access_token"),
    ({"exp": 1}, "expired_access_token"),
    ({"iat": "now"}, "bad_access_token_iat"),
    ({"iat": None}, "bad_access_token_iat"),
    ({"iat": 4_000_000_000}, "access_token_from_future"),
    ({"nbf": 4_000_000_000}, "access_token_from_future"),
    ({"sub": None}, "missing_access_token_sub"),
    ({"sub": ""}, "missing_access_token_sub"),
    ({"sub": "two words"}, "missing_access_token_sub"),
    ({"cnf": None}, "missing_cnf_jkt"),
    ({"cnf": {"jkt": "short"}}, "missing_cnf_jkt"),
]


@pytest.mark.parametrize(("change", "code"), TOKENS, ids=str)
def test_an_access_token_that_says_something_else_is_refused(
    workshop: Workshop, alice: Party, sso: AlienSso, change: dict[str, Any], code: str
) -> None:
    access = sso.access_token("Ada", **{"jkt": thumbprint(alice.private), **change})
    refused(ask(alice, access, proof(alice.private, "GET", URL, access_token=access)), code)


@pytest.mark.parametrize(("ahead", "code"), [(-20, None), (-40, "expired_access_token")])
def test_an_access_token_ends_when_it_says_and_the_skew_later(
    workshop: Workshop, alice: Party, sso: AlienSso, ahead: int, code: str | None
) -> None:
    access = sso.access_token("Ada", jkt=thumbprint(alice.private), exp=int(time.time()) + ahead)
    found = ask(alice, access, proof(alice.private, "GET", URL, access_token=access))
    assert (found.status, found.code) == ((401, code) if code else (200, None))


@pytest.mark.parametrize("name", ["iat", "nbf"])
@pytest.mark.parametrize(("ahead", "code"), [(20, None), (40, "access_token_from_future")])
def test_an_access_token_begins_when_it_says_and_the_skew_earlier(
    workshop: Workshop, alice: Party, sso: AlienSso, name: str, ahead: int, code: str | None
) -> None:
    times: dict[str, Any] = {name: int(time.time()) + ahead}
    access = sso.access_token("Ada", jkt=thumbprint(alice.private), **times)
    found = ask(alice, access, proof(alice.private, "GET", URL, access_token=access))
    assert (found.status, found.code) == ((401, code) if code else (200, None))


def test_a_token_by_another_key_than_the_ssos_is_refused(
    workshop: Workshop, alice: Party, sso: AlienSso
) -> None:
    kid = {"kid": json.loads(base64.urlsafe_b64decode(sso.access_token("Ada").split(".")[0] + "=="))["kid"]}
    access = sso.access_token("Ada", jkt=thumbprint(alice.private), key=signing_key(), header=kid)
    refused(
        ask(alice, access, proof(alice.private, "GET", URL, access_token=access)),
        "bad_access_token_signature",
    )


def test_the_kinds_of_token_are_never_taken_for_one_another(
    workshop: Workshop, alice: Party, sso: AlienSso
) -> None:
    jkt = thumbprint(alice.private)
    told = sso.id_token("Ada", jkt=jkt, aud=[PROVIDER, sso.issuer], azp=PROVIDER)
    refused(ask(alice, told, proof(alice.private, "GET", URL, access_token=told)), "bad_access_token_typ")
    access, sent = pair(alice, sso)
    refused(ask(alice, sent, proof(alice.private, "GET", URL, access_token=sent)), "bad_access_token_typ")
    refused(ask(alice, access, access), "bad_proof_typ")
    refused(ask(alice, access, told), "bad_proof_typ")
