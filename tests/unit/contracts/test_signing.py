"""Signatures as JWS: made and taken in one spelling, and by any library that knows the format."""

import copy
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import OKPKey

from agents.domain import keys
from contracts.domain import signing
from contracts.domain.canonical import NotRepresentable
from contracts.domain.signing import JwsSignature, SignatureRefused
from tests.vectors.contracts import pen

PAYLOAD = signing.payload(pen.deal())
SELLER = pen.key("seller")
SELLER_KEY = pen.public(SELLER)
R_OF_ORDER_1 = bytes([1]) + bytes(31)  # a library takes the signature that its key's holder makes with it
RECEIPT = {"type": "alien-bargain/receipt/1", "erased": [{"kind": "turns", "count": 10}]}


def refusal(key: bytes, payload: str, signature: JwsSignature) -> str:
    with pytest.raises(SignatureRefused) as refused:
        signing.check_signature(key, payload, signature)
    return refused.value.code


def under(header: dict[str, Any]) -> JwsSignature:
    return JwsSignature(**pen.signed(SELLER, PAYLOAD, pen.b64(pen.jcs(header))))


def test_a_document_is_byte_for_byte_what_a_stranger_writes() -> None:
    made = signing.assemble(pen.deal(), [signing.sign(pen.key(side), PAYLOAD) for side in pen.SIDES])
    assert made == pen.contract(pen.deal())


def test_a_signing_input_is_the_two_texts_with_a_dot_between() -> None:
    signature = signing.sign(SELLER, PAYLOAD)
    assert signature.protected == signing.protected_header(SELLER_KEY)
    covered = signing.signing_input(signature.protected, PAYLOAD)
    assert covered == f"{signature.protected}.{PAYLOAD}".encode()
    assert keys.verify(SELLER_KEY, covered, keys.from_base64url(signature.signature))


def test_a_general_library_verifies_a_contract_as_it_is() -> None:
    document = pen.contract(pen.deal())
    for side, entry in zip(pen.SIDES, document["signatures"], strict=True):
        key = OKPKey.import_key(Ed25519PublicKey.from_public_bytes(pen.public(pen.key(side))))
        one: Any = {"payload": document["payload"], "signatures": [entry]}
        assert jws.deserialize_json(one, key, algorithms=["Ed25519"]).payload == pen.jcs(pen.deal())


@given(seed=st.binary(min_size=32, max_size=32), note=st.text(st.characters(exclude_categories=["Cs"])))
@settings(max_examples=50, deadline=None)
def test_what_is_signed_is_taken(seed: bytes, note: str) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    payload = signing.payload({"note": note})
    signing.check_signature(keys.public_bytes(private), payload, signing.sign(private, payload))


def test_the_older_name_of_the_algorithm_is_taken_without_a_warning() -> None:
    signing.check_signature(SELLER_KEY, PAYLOAD, under({**pen.header(SELLER_KEY), "alg": "EdDSA"}))


@pytest.mark.parametrize(
    "changes",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": ["Ed25519"]},
        {"typ": "JWT"},
        {"typ": signing.RECEIPT_TYP},
        {"kid": pen.fingerprint_of("buyer")},
        {"kid": 7},
        {"kid": ...},
        {"crit": ["b64"]},
        {"b64": False},
        {"jwk.use": "sig"},
        {"jwk.crv": "X25519"},
        {"jwk.x": pen.b64(bytes([1]) + bytes(31))},
        {"jwk": "key"},
    ],
    ids=str,
)
def test_a_header_of_another_kind_is_refused_whoever_signed_it(changes: dict[str, Any]) -> None:
    assert (
        refusal(SELLER_KEY, PAYLOAD, under(pen.changed(pen.header(SELLER_KEY), changes))) == "bad_protected"
    )


@pytest.mark.parametrize("protected", ["", "e30", "W10", "!", "bnVsbA", "eyJhbGciOiJFZERTQSJ9"])
def test_a_header_of_no_kind_is_refused(protected: str) -> None:
    signature = JwsSignature(**pen.signed(SELLER, PAYLOAD, protected))
    assert refusal(SELLER_KEY, PAYLOAD, signature) == "bad_protected"


def test_a_header_in_another_spelling_is_refused() -> None:
    text = pen.jcs(pen.header(SELLER_KEY)).replace(b'"kid":', b'"kid": ')
    signature = JwsSignature(**pen.signed(SELLER, PAYLOAD, pen.b64(text)))
    assert refusal(SELLER_KEY, PAYLOAD, signature) == "bad_protected"


def test_another_keys_signature_is_refused_by_name() -> None:
    assert refusal(SELLER_KEY, PAYLOAD, signing.sign(pen.key("buyer"), PAYLOAD)) == "wrong_key"


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "AAAA",
        "=" * 86,
        pen.b64(bytes(64)),
        pen.plus_l(signing.sign(SELLER, PAYLOAD).signature),
        signing.sign(SELLER, PAYLOAD).signature + "==",
        pen.chosen_r("seller", signing.protected_header(SELLER_KEY), PAYLOAD, R_OF_ORDER_1),
        signing.sign(SELLER, signing.payload(pen.no_deal())).signature,
        signing.sign(pen.key("buyer"), PAYLOAD).signature,
    ],
)
def test_a_signature_that_does_not_hold_is_refused_by_name(signature: str) -> None:
    protected = signing.protected_header(SELLER_KEY)
    assert refusal(SELLER_KEY, PAYLOAD, JwsSignature(protected, signature)) == "bad_signature"


def test_a_signature_holds_for_its_own_payload_only() -> None:
    other = signing.payload(pen.no_deal())
    assert refusal(SELLER_KEY, other, signing.sign(SELLER, PAYLOAD)) == "bad_signature"


@given(protected=st.text(max_size=60), signature=st.text(max_size=90), payload=st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_whatever_a_stranger_sends_is_refused_and_nothing_else_happens(
    protected: str, signature: str, payload: str
) -> None:
    assert refusal(SELLER_KEY, payload, JwsSignature(protected, signature)) == "bad_protected"
    own = signing.protected_header(SELLER_KEY)
    assert refusal(SELLER_KEY, payload, JwsSignature(own, signature)) == "bad_signature"


def test_assembling_keeps_the_statement_apart_from_its_maker() -> None:
    statement = pen.deal()
    before = copy.deepcopy(statement)
    signing.assemble(statement, [])["statement"]["tenant"] = "bikes"
    assert statement == before


def test_only_a_payload_in_its_one_spelling_is_signed() -> None:
    with pytest.raises(ValueError, match="base64url"):
        signing.sign(SELLER, PAYLOAD + "=")


def test_a_statement_that_jcs_cannot_write_is_not_signed() -> None:
    with pytest.raises(NotRepresentable):
        signing.payload({"title": "\ud800"})


def compact_refusal(token: str, key: bytes = SELLER_KEY, typ: str = signing.RECEIPT_TYP) -> str:
    with pytest.raises(SignatureRefused) as refused:
        signing.verify_compact(key, token, typ)
    return refused.value.code


def test_a_receipt_is_a_compact_jws_of_its_own_type() -> None:
    token = signing.sign_compact(SELLER, RECEIPT, signing.RECEIPT_TYP)
    assert signing.verify_compact(SELLER_KEY, token, signing.RECEIPT_TYP) == RECEIPT
    protected, payload, signature = token.split(".")
    own = {**pen.header(SELLER_KEY), "typ": signing.RECEIPT_TYP}
    assert (protected, payload) == (pen.b64(pen.jcs(own)), pen.b64(pen.jcs(RECEIPT)))
    assert pen.b64(SELLER.sign(f"{protected}.{payload}".encode())) == signature


def test_a_receipt_that_is_not_one_is_refused_by_name() -> None:
    token = signing.sign_compact(SELLER, RECEIPT, signing.RECEIPT_TYP)
    protected, payload, signature = token.split(".")
    assert compact_refusal(token, typ=signing.TYP) == "bad_protected"
    assert compact_refusal(token, key=pen.public(pen.key("buyer"))) == "wrong_key"
    assert compact_refusal(f"{protected}.{payload}") == "bad_protected"
    assert compact_refusal(f"{token}.{signature}") == "bad_protected"
    assert compact_refusal(f"{protected}..{signature}") == "bad_signature"
    assert compact_refusal(f"{protected}.{payload}.{pen.plus_l(signature)}") == "bad_signature"
    assert compact_refusal(f"{protected}.{pen.b64(b'{}')}.{signature}") == "bad_signature"
    chosen = pen.chosen_r("seller", protected, payload, R_OF_ORDER_1)
    assert compact_refusal(f"{protected}.{payload}.{chosen}") == "bad_signature"


@pytest.mark.parametrize("content", [b"[]", b'{"a": 1}', b'{"a":1,"a":1}', b"receipt", b"\xff"])
def test_a_signed_receipt_that_is_no_object_in_jcs_is_refused_by_name(content: bytes) -> None:
    protected = pen.b64(pen.jcs({**pen.header(SELLER_KEY), "typ": signing.RECEIPT_TYP}))
    entry = pen.signed(SELLER, pen.b64(content), protected)
    assert compact_refusal(f"{protected}.{pen.b64(content)}.{entry['signature']}") == "bad_payload"


@given(token=st.text(max_size=100))
@settings(max_examples=100, deadline=None)
def test_any_text_is_refused_as_a_receipt(token: str) -> None:
    assert compact_refusal(token) == "bad_protected"
