"""Right tokens by default, and each wrong one by naming what is to be wrong."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc.errors import JoseError

from tests.alien_sso import ADA, GRACE, AlienSso, compact, keys, signing_key
from tests.unit.alien_sso.visits import Visit


def test_a_human_is_a_name_or_any_address(alien_sso: AlienSso) -> None:
    subjects = [compact.parts(alien_sso.id_token(human))[1]["sub"] for human in ("Ada", GRACE, "somebody")]
    assert subjects == [ADA, GRACE, "somebody"]


@pytest.mark.parametrize("kind", ["access_token", "id_token"])
def test_claims_and_header_can_be_changed_and_dropped(alien_sso: AlienSso, kind: str) -> None:
    said: dict[str, Any] = {"iss": "another", "exp": None, "new": 1, "header": {"typ": "x", "kid": None}}
    token = getattr(alien_sso, kind)("Ada", now=1_800_000_000, **said)
    header, claims, _, _ = compact.parts(token)
    assert header == {"alg": "RS256", "typ": "x"}
    assert (claims["iss"], claims["new"], claims["iat"]) == ("another", 1, 1_800_000_000)
    assert "exp" not in claims


def test_another_key_signs_under_its_own_name_or_a_false_one(visit: Visit) -> None:
    (published,) = visit.server.jwks()["keys"]
    own = visit.server.id_token("Ada", key=signing_key())
    false = visit.server.id_token("Ada", key=signing_key(), header={"kid": published["kid"]})
    assert compact.parts(own)[0]["kid"] == keys.kid(signing_key()) != published["kid"]
    for token in (own, false):
        with pytest.raises((JoseError, ValueError)):
            visit.verified(token)


def test_an_unsigned_token_can_be_made(alien_sso: AlienSso) -> None:
    assert alien_sso.id_token("Ada", header={"alg": "none"}).endswith(".")


def test_a_token_by_the_public_key_as_a_secret_can_be_made(alien_sso: AlienSso) -> None:
    _, _, signed, signature = compact.parts(alien_sso.id_token("Ada", header={"alg": "HS256"}))
    public = alien_sso.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert hmac.compare_digest(signature, hmac.digest(public, signed, hashlib.sha256))


def test_a_token_can_say_what_is_no_json(alien_sso: AlienSso) -> None:
    claims = alien_sso.id_token("Ada", exp=float("inf"), nbf=float("nan")).split(".")[1]
    assert b'"exp":Infinity' in compact.decode(claims)
    assert b'"nbf":NaN' in compact.decode(claims)


def test_a_process_makes_each_key_once() -> None:
    with AlienSso() as one, AlienSso() as other:
        assert one.key is other.key
        one.rotate()
        other.rotate()
        assert one.key is other.key
    assert json.dumps(keys.jwk(signing_key())).count('"d"') == 0
