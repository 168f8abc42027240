"""What leaves of the evidence of an owner: what holds good, and in that no text that a token would fit into."""

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agents.domain import evidence, javascript_json, keys, owner_chain
from agents.domain.disclosure import disclosed
from tests.alien_sso import ADA, GRACE, PROVIDER, AlienSso
from tests.alien_sso.agent import thumbprint

PRIVATE = Ed25519PrivateKey.generate()
PUBLIC = keys.public_bytes(PRIVATE)
AT = "2026-01-01T00:00:00Z"


@pytest.fixture(scope="module")
def sso() -> Iterator[AlienSso]:
    with AlienSso() as server:
        yield server


def document(sso: AlienSso, jkt: str | None = thumbprint(PRIVATE), **payload: Any) -> dict[str, Any]:
    """The evidence of an id token, with a binding by the key whose payload has these members as well."""
    token = sso.id_token("Ada", jkt=jkt)
    bound = owner_chain.bind(
        PRIVATE, owner=ADA, id_token=token, issuer=sso.issuer, audience=PROVIDER, now_ms=1, binding_id="b"
    )
    signed = bound["payload"] | payload
    text = javascript_json.stringify(signed)
    bound |= {
        "payloadHash": hashlib.sha256(text).hexdigest(),
        "signature": keys.to_base64url(PRIVATE.sign(text)),
    }
    return evidence.of_id_token(
        public_key=PUBLIC,
        owner=ADA,
        issuer=sso.issuer,
        token=token,
        jwk=sso.jwks()["keys"][0],
        binding=bound | {"payload": signed},
        at=AT,
    )


def shown(kept: object, owner: str = ADA) -> dict[str, Any] | None:
    return disclosed(kept, fingerprint=keys.fingerprint(PUBLIC), owner=owner)


def test_what_holds_good_leaves_as_it_was_kept(sso: AlienSso) -> None:
    kept = document(sso)
    assert shown(kept) == kept
    word = evidence.of_confirmation(public_key=PUBLIC, owner=ADA, at=AT)
    assert shown(word) == word


def test_what_does_not_hold_stays(sso: AlienSso) -> None:
    kept = document(sso)
    assert shown(document(sso, jkt=None)) is None, "an id token that names no key"
    assert shown(kept, owner=GRACE) is None
    spoiled: list[object] = [None, [], {}, {**kept, "note": 1}, {**kept, "at": "x"}]
    spoiled.append({**kept, "token": kept["token"][:-8]})
    assert [shown(one) for one in spoiled] == [None] * len(spoiled)


def deep(levels: int) -> Any:
    return [deep(levels - 1)] if levels else []


@pytest.mark.parametrize("note", ["token", "name", "deep"])
def test_a_binding_that_a_token_would_fit_into_is_left_out(sso: AlienSso, note: str) -> None:
    bare = sso.id_token("Grace")
    more: dict[str, Any] = {
        "token": {"note": [bare]},
        "name": {bare: 1},
        "deep": {"note": deep(9)},
    }
    kept = document(sso, **more[note])
    found = shown(kept)
    assert found == {**kept, "binding": None}
    assert evidence.check(found, fingerprint=keys.fingerprint(PUBLIC), owner=ADA).valid


def test_beside_its_payload_a_binding_has_no_room_for_a_token(sso: AlienSso) -> None:
    kept = document(sso)
    for name in kept["binding"]:
        assert shown({**kept, "binding": {**kept["binding"], name: sso.id_token("Grace")}}) is None


def test_a_number_that_parsers_read_differently_proves_nothing(sso: AlienSso) -> None:
    kept = document(sso)
    kept["binding"]["createdAt"] = 2**53 + 1
    assert shown(kept) is None


def test_of_the_ssos_key_its_public_half_leaves(sso: AlienSso) -> None:
    kept = document(sso)
    noted = {**kept, "jwk": {**kept["jwk"], "x5c": [sso.id_token("Grace")]}}
    assert shown(noted) == kept
