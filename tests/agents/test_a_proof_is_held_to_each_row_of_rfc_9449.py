"""The twelve checks of RFC 9449 section 4.3, in its order: what fails one is refused by its code, and enrols nobody.

What is more than a row (spellings, types, edges) is in tests/unit/agents/test_dpop.py.
"""

import time
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from agents.domain import keys
from tests.agents.dpop import URL, ask, pair, refused
from tests.alien_sso import AlienSso, signing_key
from tests.alien_sso.agent import jwk, proof, thumbprint
from tests.alien_sso.keys import jwk as rsa_jwk
from tests.parties import Party, Workshop

pytestmark = pytest.mark.django_db


def test_1_there_is_not_more_than_one_dpop_header(workshop: Workshop, alice: Party, sso: AlienSso) -> None:
    """As the server joins them; over the wire: test_a_header_that_comes_twice_proves_nobody.py."""
    access, sent = pair(alice, sso)
    for joined in (f"{sent},{sent}", f"{sent}, {proof(alice.private, 'GET', URL, access_token=access)}"):
        refused(ask(alice, access, joined), "missing_dpop")
    assert ask(alice, access, sent).status == 200, "alone it is sound"


def test_2_the_header_is_one_well_formed_jwt(workshop: Workshop, alice: Party, sso: AlienSso) -> None:
    access, sent = pair(alice, sso)
    head, body, signature = sent.split(".")
    twice = keys.to_base64url(keys.from_base64url(body).replace(b"{", b'{"jti":"first",', 1))
    for one in (
        f"{head}.{body}",
        f"{sent}.x",
        f"{head}..{signature}",
        f"{head}.{twice}.{signature}",
        f"{sent}=",
    ):
        refused(ask(alice, access, one), "malformed_proof")


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        ("jti", "missing_proof_jti"),
        ("htm", "bad_proof_htm"),
        ("htu", "bad_proof_htu"),
        ("iat", "bad_proof_iat"),
        ("ath", "bad_proof_ath"),
    ],
)
def test_3_every_required_claim_is_there(
    workshop: Workshop, alice: Party, sso: AlienSso, claim: str, code: str
) -> None:
    without: dict[str, Any] = {claim: None}
    refused(ask(alice, *pair(alice, sso, **without)), code)


def test_4_the_type_is_dpop_jwt(workshop: Workshop, alice: Party, sso: AlienSso) -> None:
    for typ in (None, "JWT", "at+jwt", "DPoP+jwt", "application/dpop+jwt"):
        refused(ask(alice, *pair(alice, sso, header={"typ": typ})), "bad_proof_typ")


def test_5_the_algorithm_is_one_of_a_signature_that_is_taken_here(
    workshop: Workshop, alice: Party, sso: AlienSso
) -> None:
    for alg in (None, "none", "HS256", "ES256"):
        refused(ask(alice, *pair(alice, sso, header={"alg": alg})), "bad_proof_alg")
    rsa = signing_key()
    access, sent = pair(alice, sso, header={"alg": "RS256", "jwk": rsa_jwk(rsa)})
    signed = sent.rpartition(".")[0]
    by_rsa = keys.to_base64url(rsa.sign(signed.encode(), PKCS1v15(), SHA256()))
    refused(ask(alice, access, f"{signed}.{by_rsa}"), "bad_proof_alg")


def test_6_the_signature_is_by_the_key_in_the_header(
    workshop: Workshop, alice: Party, bob: Party, sso: AlienSso
) -> None:
    access, sent = pair(alice, sso)
    signed = sent.rpartition(".")[0]
    by_bob = keys.to_base64url(bob.private.sign(signed.encode()))
    refused(ask(alice, access, f"{signed}.{by_bob}"), "bad_proof_signature")
    refused(ask(alice, *pair(alice, sso, header={"jwk": jwk(bob.private)})), "bad_proof_signature")


def test_7_the_key_in_the_header_is_not_private(workshop: Workshop, alice: Party, sso: AlienSso) -> None:
    private = {**jwk(alice.private), "d": keys.to_base64url(alice.private.private_bytes_raw())}
    refused(ask(alice, *pair(alice, sso, header={"jwk": private})), "private_in_proof_jwk")


def test_8_htm_is_the_method_of_the_request(workshop: Workshop, alice: Party, sso: AlienSso) -> None:
    for method in ("POST", "HEAD", "get"):
        refused(ask(alice, *pair(alice, sso, htm=method)), "bad_proof_htm")
    access = sso.access_token("Ada", jkt=thumbprint(alice.private))
    sent = proof(alice.private, "GET", URL, access_token=access)
    found = alice.post("agents/me/challenges", {}, authorization=f"DPoP {access}", dpop=sent)
    refused(found, "bad_proof_htm")


def test_9_htu_is_the_address_of_the_request(workshop: Workshop, alice: Party, sso: AlienSso) -> None:
    for other in (
        URL.replace("http:", "https:"),
        URL.replace("cars", "bikes"),
        URL.replace(".localhost", ".localhost:8000"),
        f"{URL}/",
        URL.replace("/me", "/ME"),
        URL.replace("/me", "/x/%2e%2E/me"),
        URL.replace("/me", "%2Fme"),
    ):
        refused(ask(alice, *pair(alice, sso, htu=other)), "bad_proof_htu")
    access, sent = pair(alice, sso)
    refused(ask(alice.at("bikes.localhost"), access, sent), "bad_proof_htu")


def test_10_no_nonce_is_given_out_so_none_is_asked_for(
    workshop: Workshop, alice: Party, sso: AlienSso
) -> None:
    for nonce in ("whatever", None):
        found = ask(alice, *pair(alice, sso, nonce=nonce))
        assert (found.status, "DPoP-Nonce" in found.headers) == (200, False)


@pytest.mark.parametrize(("ahead", "code"), [(-33, "stale_proof"), (35, "future_proof")])
def test_11_it_was_made_within_half_a_minute_of_this_clock(
    workshop: Workshop, alice: Party, sso: AlienSso, ahead: int, code: str
) -> None:
    refused(ask(alice, *pair(alice, sso, iat=int(time.time()) + ahead)), code)
    assert ask(alice, *pair(alice, sso, iat=int(time.time()) + ahead // 2)).status == 200


def test_12_it_is_for_this_access_token_and_by_the_key_that_the_token_names(
    workshop: Workshop, alice: Party, bob: Party, sso: AlienSso
) -> None:
    access, sent = pair(alice, sso)
    other = sso.access_token("Ada", jkt=thumbprint(alice.private))
    refused(ask(alice, other, sent), "bad_proof_ath")
    refused(ask(bob, access, proof(bob.private, "GET", URL, access_token=access)), "jkt_mismatch")
