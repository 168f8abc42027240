"""Ed25519 keys and signatures: what is refused, and that a plain library would have taken it."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.domain import keys
from tests.vectors.contracts import pen

VECTORS = Path(__file__).parents[2] / "vectors" / "keys"


def vectors(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((VECTORS / name).read_text())
    return found


seeds = st.binary(min_size=32, max_size=32)


def private_key(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)


def test_there_are_fourteen_encodings_of_small_order() -> None:
    assert len({vector["key"] for vector in vectors("small_order_keys.json")}) == 14


@pytest.mark.parametrize("vector", vectors("small_order_keys.json"), ids=lambda vector: vector["key"][:6])
def test_a_key_of_small_order_loads_in_cryptography_and_verifies_what_nobody_signed(
    vector: dict[str, Any],
) -> None:
    raw = bytes.fromhex(vector["key"])
    signature = keys.from_base64url(pen.forged(raw, vector["order"], "anything", "at all"))
    Ed25519PublicKey.from_public_bytes(raw).verify(
        signature, b"anything.at all"
    )  # raises nothing: the forgery
    assert not keys.verify(raw, b"anything.at all", signature)


@pytest.mark.parametrize(
    "vector",
    vectors("small_order_keys.json") + vectors("other_bad_keys.json"),
    ids=lambda vector: vector["key"][:6] or "empty",
)
def test_a_bad_key_is_refused_by_name_wherever_it_comes_in(vector: dict[str, Any]) -> None:
    raw = bytes.fromhex(vector["key"])
    with pytest.raises(keys.KeyRefused) as refused:
        keys.check(raw)
    assert refused.value.code == vector["code"]
    with pytest.raises(keys.KeyRefused) as refused:
        keys.from_jwk({"kty": "OKP", "crv": "Ed25519", "x": keys.to_base64url(raw)})
    assert refused.value.code == vector["code"]
    if len(raw) == keys.KEY_BYTES:
        with pytest.raises(keys.KeyRefused) as refused:
            keys.from_pem(keys.to_pem(raw))
        assert refused.value.code == vector["code"]


@pytest.mark.parametrize("vector", vectors("good_keys.json"), ids=lambda vector: vector["key"][:6])
def test_names_and_spellings_of_a_key_are_those_of_the_rfcs(vector: dict[str, str]) -> None:
    raw = bytes.fromhex(vector["key"])
    assert keys.check(raw) == raw
    assert keys.fingerprint(raw) == vector["fingerprint"]
    assert keys.thumbprint(raw) == vector["thumbprint"]
    assert keys.to_jwk(raw) == {"kty": "OKP", "crv": "Ed25519", "x": vector["x"]}
    assert keys.to_pem(raw) == vector["pem"]


def test_the_thumbprint_of_rfc_8037_appendix_a_3_is_found() -> None:
    raw = keys.from_base64url("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
    assert keys.thumbprint(raw) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@pytest.mark.parametrize("vector", vectors("signatures.json"), ids=lambda vector: vector["about"])
def test_a_signature_is_taken_only_as_an_honest_signer_makes_it(vector: dict[str, Any]) -> None:
    key, message, signature = (bytes.fromhex(vector[name]) for name in ("key", "message", "signature"))
    assert keys.verify(key, message, signature) is vector["valid"]


def test_cryptography_takes_a_signature_whose_r_was_chosen_of_small_order() -> None:
    vector = next(one for one in vectors("signatures.json") if "order 1" in one["about"])
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(vector["key"]))
    key.verify(bytes.fromhex(vector["signature"]), bytes.fromhex(vector["message"]))  # raises nothing


@given(seed=seeds, message=st.binary(max_size=100))
@settings(max_examples=100, deadline=None)
def test_every_honest_key_and_signature_is_taken(seed: bytes, message: bytes) -> None:
    private = private_key(seed)
    raw = keys.public_bytes(private)
    assert keys.verify(raw, message, private.sign(message))
    assert keys.from_pem(keys.to_pem(raw)) == keys.from_jwk(keys.to_jwk(raw)) == keys.check(raw) == raw


@given(seed=seeds, place=st.integers(0, 64 * 8 - 1))
@settings(max_examples=200, deadline=None)
def test_no_bit_of_a_signature_may_change(seed: bytes, place: int) -> None:
    private = private_key(seed)
    signature = bytearray(private.sign(b"agreed"))
    signature[place // 8] ^= 1 << place % 8
    assert not keys.verify(keys.public_bytes(private), b"agreed", bytes(signature))


@given(raw=st.binary(max_size=40), message=st.binary(max_size=10), signature=st.binary(max_size=70))
@settings(max_examples=200, deadline=None)
def test_verify_never_raises(raw: bytes, message: bytes, signature: bytes) -> None:
    assert not keys.verify(raw, message, signature)


@given(raw=st.binary(min_size=32, max_size=32))
@settings(max_examples=200, deadline=None)
def test_strict_never_takes_what_the_library_refuses(raw: bytes) -> None:
    signature = private_key(bytes(32)).sign(b"agreed")
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, b"agreed")
    except InvalidSignature:
        assert not keys.verify(raw, b"agreed", signature)


@given(data=st.binary(max_size=100))
def test_base64url_comes_back_as_it_went(data: bytes) -> None:
    assert keys.from_base64url(keys.to_base64url(data)) == data


@pytest.mark.parametrize(
    "text", ["AA==", "AA=", "A", "AAAAA", "AB", "AAB", "A+A_", "A/AA", "AA A", "AA\n", "ÄAAA", "٣AAA"]
)
def test_base64url_has_one_spelling(text: str) -> None:
    with pytest.raises(ValueError, match="base64url"):
        keys.from_base64url(text)


@pytest.mark.parametrize("value", [None, 7, b"AAAA", ["AAAA"]])
def test_base64url_is_text(value: Any) -> None:
    with pytest.raises(ValueError, match="base64url"):
        keys.from_base64url(value)


@pytest.mark.parametrize(
    "jwk",
    [
        None,
        "jwk",
        [],
        {},
        {"kty": "OKP", "crv": "Ed25519"},
        {"kty": "OKP", "crv": "X25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
        {"kty": "EC", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
        {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "d": "AAAA"},
        {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURp"},
        {"kty": "OKP", "crv": "Ed25519", "x": 7},
        {"kty": ["OKP"], "crv": "Ed25519", "x": "AAAA"},
    ],
)
def test_a_jwk_is_exactly_a_public_ed25519_key(jwk: object) -> None:
    with pytest.raises(keys.KeyRefused) as refused:
        keys.from_jwk(jwk)
    assert refused.value.code == "bad_jwk"


def _pem(seed: bytes = bytes(32)) -> str:
    return keys.to_pem(keys.public_bytes(private_key(seed)))


def test_a_pem_may_end_its_lines_in_any_way() -> None:
    raw = keys.public_bytes(private_key(bytes(32)))
    assert keys.from_pem(_pem().strip()) == keys.from_pem(_pem().replace("\n", "\r\n")) == raw


@pytest.mark.parametrize(
    "pem",
    [
        "",
        "no key",
        _pem() + _pem(bytes([7]) * 32),
        "Subject: somebody else\n" + _pem(),
        _pem() + "and more",
        _pem().replace("PUBLIC", "PRIVATE"),
        _pem() + " " * 1_000,
        "Ω" + _pem(),
        X25519PrivateKey.from_private_bytes(bytes(32))
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        .decode(),
    ],
)
def test_a_pem_holds_one_ed25519_key_and_nothing_else(pem: str) -> None:
    with pytest.raises(keys.KeyRefused) as refused:
        keys.from_pem(pem)
    assert refused.value.code == "bad_pem"


def test_a_refusal_does_not_repeat_the_key() -> None:
    with pytest.raises(keys.KeyRefused) as refused:
        keys.check(bytes([1]) + bytes(31))
    assert str(refused.value) == "small_order_key"


def test_a_fingerprint_is_the_hash_of_what_cryptography_writes_as_der() -> None:
    public = private_key(bytes(32)).public_key()
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert keys.fingerprint(public.public_bytes_raw()) == hashlib.sha256(der).hexdigest()


@pytest.mark.parametrize("name", [keys.fingerprint, keys.thumbprint, keys.to_pem])
def test_only_32_bytes_have_a_name(name: Any) -> None:
    with pytest.raises(keys.KeyRefused) as refused:
        name(bytes(31))
    assert refused.value.code == "bad_key_length"
