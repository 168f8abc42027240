"""Evidence that was kept is judged again with nothing but itself, and with the issuer's keys where they are at hand."""

from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agents.domain import evidence, keys, owner_chain
from tests.alien_sso import ADA, GRACE, PROVIDER, AlienSso, signing_key
from tests.alien_sso.agent import thumbprint

PRIVATE = Ed25519PrivateKey.generate()
PUBLIC = keys.public_bytes(PRIVATE)
FINGERPRINT = keys.fingerprint(PUBLIC)
AT = "2026-01-01T00:00:00Z"


@pytest.fixture(scope="module")
def sso() -> Iterator[AlienSso]:
    with AlienSso() as server:
        yield server


def of_access_token(sso: AlienSso, **claims: Any) -> dict[str, Any]:
    token = sso.access_token("Ada", **{"jkt": thumbprint(PRIVATE), **claims})
    return evidence.of_access_token(
        public_key=PUBLIC, owner=ADA, issuer=sso.issuer, token=token, jwk=sso.jwks()["keys"][0], at=AT
    )


def of_id_token(sso: AlienSso, **claims: Any) -> dict[str, Any]:
    token = sso.id_token("Ada", **{"jkt": thumbprint(PRIVATE), **claims})
    bound = owner_chain.bind(
        PRIVATE, owner=ADA, id_token=token, issuer=sso.issuer, audience=PROVIDER, now_ms=1, binding_id="b"
    )
    return evidence.of_id_token(
        public_key=PUBLIC,
        owner=ADA,
        issuer=sso.issuer,
        token=token,
        jwk=sso.jwks()["keys"][0],
        binding=bound,
        at=AT,
    )


def judged(document: object, **more: Any) -> evidence.Verdict:
    return evidence.check(document, fingerprint=FINGERPRINT, owner=ADA, **more)


def failed(document: object, **more: Any) -> list[str]:
    return [check.name for check in judged(document, **more).checks if not check.passed]


def test_what_was_kept_holds_after_the_token_expired_and_the_sso_took_another_key(sso: AlienSso) -> None:
    documents = [of_access_token(sso, exp=1), of_id_token(sso, exp=1)]
    published = sso.jwks()["keys"]
    for document in documents:
        assert judged(document).valid
        assert judged(document).unknown == (evidence.UNKNOWN_JWKS,)
        assert judged(document, jwks=published) == evidence.Verdict(judged(document).checks, ())
        assert failed(document, jwks=[]) == ["jwk"]


def test_a_confirmation_is_the_markets_word() -> None:
    document = evidence.of_confirmation(public_key=PUBLIC, owner=ADA, at=AT)
    assert judged(document).valid
    assert judged(document).unknown == (evidence.OPERATORS_WORD,)
    assert failed({**document, "token": "a.b.c"}) == ["kind"]


def test_evidence_of_something_else_is_none(sso: AlienSso) -> None:
    document = of_access_token(sso)
    other = keys.public_bytes(Ed25519PrivateKey.generate())
    assert failed({**document, "owner": GRACE}) == ["owner"]
    assert failed({**document, "fingerprint": "0" * 64}) == ["fingerprint"]
    assert failed({**document, "key": keys.to_jwk(other)}) == ["key", "jkt"]
    assert failed({**document, "kind": "id_token"})[0] == "kind"
    assert failed({**document, "issuer": "http://elsewhere"}) == ["issuer"]
    assert failed({**document, "surprise": 1}) == ["members"]
    assert failed(of_access_token(sso, sub=GRACE)) == ["subject"]
    assert failed(of_access_token(sso, key=signing_key())) == ["signature"]


def test_a_token_that_names_no_key_is_no_evidence(sso: AlienSso) -> None:
    assert failed(of_id_token(sso, jkt=None)) == ["jkt"]
    assert failed(of_access_token(sso, jkt="A" * 43)) == ["jkt"]


def test_a_binding_that_was_changed_is_seen(sso: AlienSso) -> None:
    document = of_id_token(sso)
    document["binding"]["payload"]["ownerSessionSub"] = GRACE
    assert failed(document) == ["binding"]


@pytest.mark.parametrize("document", [None, 7, "x", [], {}, {"kind": "access_token"}], ids=str)
def test_whatever_it_is_it_is_judged(document: object) -> None:
    assert failed(document) == ["members"]


def test_members_of_any_kind_are_judged(sso: AlienSso) -> None:
    sound = of_id_token(sso)
    for name in sound:
        values: tuple[Any, ...] = (None, 7, [], {}, "x")
        for value in values:
            may = name == "at" or (
                name == "binding" and value is None
            )  # a token says it all without its binding
            assert judged({**sound, name: value}).valid == may, (name, value)
