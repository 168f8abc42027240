"""DPoP proofs: each row of RFC 9449 section 4.3 refuses by a code of its own."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from agents.domain import dpop, jose, keys
from agents.domain.dpop import ProofRefused
from tests.unit.agents.issuer import (
    ABSENT,
    FINGERPRINT,
    JKT,
    NOW,
    OTHER,
    PRIVATE,
    PUBLIC,
    Issuer,
    changed,
    covered,
)

URL = "https://cars.example/api/v1/rooms"
TOKEN = "header.payload.signature"
HEADER: dict[str, Any] = {"typ": "dpop+jwt", "alg": "EdDSA", "jwk": keys.to_jwk(PUBLIC)}
CLAIMS: dict[str, Any] = {
    "jti": "once",
    "htm": "POST",
    "htu": URL,
    "iat": int(NOW),
    "ath": base64.urlsafe_b64encode(hashlib.sha256(TOKEN.encode()).digest()).rstrip(b"=").decode(),
}
BAD_KEYS = json.loads((Path(__file__).parents[2] / "vectors/keys/small_order_keys.json").read_text())
BAD_KEYS += json.loads((Path(__file__).parents[2] / "vectors/keys/other_bad_keys.json").read_text())


def signed(header: object, claims: object) -> str:
    text = covered(header, claims)
    return f"{text}.{keys.to_base64url(PRIVATE.sign(text.encode()))}"


def proof(*, header: dict[str, Any] | None = None, **claims: Any) -> str:
    """Truly signed: only the check under test may refuse it."""
    return signed(changed(HEADER, header or {}), changed(CLAIMS, claims))


def verify(value: str, **changes: Any) -> dpop.Proof:
    asked: dict[str, Any] = {"method": "POST", "url": URL, "access_token": TOKEN, "now": NOW} | changes
    return dpop.verify(value, **asked)


def refused(value: str, **changes: Any) -> str:
    with pytest.raises(ProofRefused) as raised:
        verify(value, **changes)
    return raised.value.code


def test_a_proof_of_the_key_for_this_request_verifies() -> None:
    expected = dpop.Proof(PUBLIC, FINGERPRINT, JKT, "once", NOW)
    assert verify(proof()) == expected
    made = dpop.make(PRIVATE, method="POST", url=URL + "?page=2#top", now=NOW, jti="once", access_token=TOKEN)
    assert verify(made) == expected


def test_the_newer_name_of_the_algorithm_is_taken_too() -> None:
    assert verify(proof(header={"alg": "Ed25519"})).jkt == JKT


def test_a_proof_made_for_a_token_endpoint_has_a_nonce_and_no_hash() -> None:
    made = dpop.make(PRIVATE, method="POST", url=URL, now=NOW + 0.9, jti="x", nonce="n")
    claims = jose.read(made).payload
    assert claims == {"jti": "x", "htm": "POST", "htu": URL, "iat": int(NOW), "nonce": "n"}
    assert refused(made) == "bad_proof_ath"


@pytest.mark.parametrize("value", ["", "x", "e30.e30", "e30.e30.", proof() + "=", proof() + ", " + proof()])
def test_what_is_no_compact_jws_is_malformed(value: str) -> None:
    assert refused(value) == "malformed_proof"


def test_an_oversized_proof_is_malformed() -> None:
    assert refused(proof(more="x" * jose.MOST_CHARACTERS)) == "malformed_proof"


@pytest.mark.parametrize(
    "typ", [ABSENT, None, "JWT", "at+jwt", "DPoP+JWT", "application/dpop+jwt", ["dpop+jwt"]]
)
def test_another_typ_is_refused(typ: Any) -> None:
    assert refused(proof(header={"typ": typ})) == "bad_proof_typ"


@pytest.mark.parametrize(
    "alg", [ABSENT, None, "none", "HS256", "RS256", "ES256", "Ed448", "eddsa", ["EdDSA"]]
)
def test_another_algorithm_is_refused(alg: Any) -> None:
    assert refused(proof(header={"alg": alg})) == "bad_proof_alg"


def test_a_proof_by_an_rsa_key_is_refused(issuer: Issuer) -> None:
    header = HEADER | {"alg": "RS256", "jwk": issuer.jwk}
    assert refused(issuer.sign(header, CLAIMS)) == "bad_proof_alg"
    assert refused(issuer.sign(header | {"alg": "EdDSA"}, CLAIMS)) == "bad_proof_jwk"


@pytest.mark.parametrize("jwk", [ABSENT, None])
def test_a_header_without_a_key_is_refused(jwk: Any) -> None:
    assert refused(proof(header={"jwk": jwk})) == "missing_proof_jwk"


@pytest.mark.parametrize("jwk", ["x", [], 5, True])
def test_a_key_that_is_no_object_is_refused(jwk: Any) -> None:
    assert refused(proof(header={"jwk": jwk})) == "bad_proof_jwk"


@pytest.mark.parametrize(
    "change",
    [
        {"kty": "EC"},
        {"kty": ABSENT},
        {"crv": "X25519"},
        {"crv": "Ed448"},
        {"crv": ["Ed25519"]},
        {"x": ABSENT},
        {"x": 5},
        {"x": ""},
        {"x": "AA"},
        {"x": keys.to_jwk(PUBLIC)["x"] + "="},
    ],
    ids=str,
)
def test_a_key_that_is_no_ed25519_key_is_refused(change: dict[str, Any]) -> None:
    assert refused(proof(header={"jwk": changed(keys.to_jwk(PUBLIC), change)})) == "bad_proof_jwk"


@pytest.mark.parametrize("vector", BAD_KEYS, ids=lambda vector: vector["key"][:8] + vector["key"][-2:])
def test_a_key_under_which_anybody_can_forge_is_refused(vector: dict[str, Any]) -> None:
    jwk = {"crv": "Ed25519", "kty": "OKP", "x": keys.to_base64url(bytes.fromhex(vector["key"]))}
    forged = covered(HEADER | {"jwk": jwk}, CLAIMS) + "." + keys.to_base64url(bytes([1]) + bytes(63))
    assert refused(forged) == "bad_proof_jwk"


@pytest.mark.parametrize("name", ["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
def test_a_private_key_in_the_header_is_refused(name: str) -> None:
    jwk = keys.to_jwk(PUBLIC) | {name: keys.to_base64url(PRIVATE.private_bytes_raw())}
    assert refused(proof(header={"jwk": jwk})) == "private_in_proof_jwk"


def test_what_a_browser_exports_beside_the_key_is_no_matter() -> None:
    jwk = keys.to_jwk(PUBLIC) | {"ext": True, "key_ops": ["verify"], "alg": "Ed25519"}
    assert verify(proof(header={"jwk": jwk})).jkt == JKT


def test_a_signature_by_another_key_is_refused() -> None:
    other = HEADER | {"jwk": keys.to_jwk(keys.public_bytes(OTHER))}
    assert refused(signed(other, CLAIMS)) == "bad_proof_signature"


@pytest.mark.parametrize("claim", [{"jti": "twice"}, {"iat": int(NOW) + 1}, {"htm": "GET"}])
def test_a_claim_changed_after_signing_is_refused(claim: dict[str, Any]) -> None:
    moved = covered(HEADER, CLAIMS | claim) + "." + proof().rpartition(".")[2]
    assert refused(moved) == "bad_proof_signature"


def test_a_second_spelling_of_a_signature_is_refused() -> None:
    text, _, signature = proof().rpartition(".")
    raw = keys.from_base64url(signature)
    second = raw[:32] + (int.from_bytes(raw[32:], "little") + keys.L).to_bytes(32, "little")
    assert refused(f"{text}.{keys.to_base64url(second)}") == "bad_proof_signature"


@pytest.mark.parametrize("htm", [ABSENT, None, "GET", "post", "POST ", ["POST"]])
def test_another_method_is_refused(htm: Any) -> None:
    assert refused(proof(htm=htm)) == "bad_proof_htm"


@pytest.mark.parametrize(
    "htu",
    [
        "http://cars.example/api/v1/rooms",
        "https://bikes.example/api/v1/rooms",
        "https://cars.example.evil/api/v1/rooms",
        "https://cars.example:8443/api/v1/rooms",
        "https://cars.example:80/api/v1/rooms",
        "https://cars.example:65536/api/v1/rooms",
        "https://cars.example/api/v1/rooms/",
        "https://cars.example/api/v1/Rooms",
        "https://cars.example/api/v1",
        "https://cars.example/api/v1//rooms",
        "https://cars.example/api/v1/./rooms",
        "https://cars.example/api/v1/x/../rooms",
        "https://cars.example/api/v1/x/%2e%2E/rooms",
        "https://cars.example/api/v1%2Frooms",
        "https://cars.example\\api\\v1\\rooms",
        "https://me@cars.example/api/v1/rooms",
        "https://me:secret@cars.example/api/v1/rooms",
        "https:///api/v1/rooms",
        "https:/cars.example/api/v1/rooms",
        "//cars.example/api/v1/rooms",
        "/api/v1/rooms",
        "cars.example/api/v1/rooms",
        "wss://cars.example/api/v1/rooms",
        "javascript:alert(1)",
        " https://cars.example/api/v1/rooms",
        "https://cars.example/api/v1/rooms\n",
        "https://cars.example/api/v1/ro\toms",
        "https://cars.example/api/v1/rooms%",
        "https://cars.example/api/v1/r%zzms",
        "https://cars.example/api/v1/röoms",
        "",
        None,
        5,
        [URL],
        ABSENT,
    ],
)
def test_another_address_is_refused(htu: Any) -> None:
    assert refused(proof(htu=htu)) == "bad_proof_htu"


@pytest.mark.parametrize(
    "htu",
    [
        URL + "?page=2",
        URL + "#top",
        URL + "?a=b?c#d#e",
        URL + "?",
        "HTTPS://cars.example/api/v1/rooms",
        "https://CARS.Example/api/v1/rooms",
        "https://cars.example:443/api/v1/rooms",
        "https://cars.example:/api/v1/rooms",
        "https://cars.example/api/v1/%72ooms",
        "https://cars.example/%61pi/v1/rooms",
    ],
)
def test_another_spelling_of_the_address_is_the_address(htu: str) -> None:
    assert verify(proof(htu=htu)).jti == "once"
    assert verify(proof(), url=htu).jti == "once"


def test_an_address_that_no_request_can_have_is_refused() -> None:
    for path in ("/a/../b", "/a/%2e%2E/b", "/a/.", "/%2E/b"):
        url = f"https://cars.example{path}"
        assert refused(proof(htu=url), url=url) == "bad_proof_htu"
    for url in ("https://me@cars.example/", "https://me:secret@cars.example/"):
        assert refused(proof(htu=url), url=url) == "bad_proof_htu"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a", "http://a/"),
        ("http://a:80?x", "http://a/"),
        ("http://a:443/", "http://a:443/"),
        ("https://a:80/", "https://a:80/"),
        ("http://A.B:8000/C?d", "http://a.b:8000/C"),
        ("http://[::1]:8000/", "http://[::1]:8000/"),
        ("http://[0:0:0:0:0:0:0:1]/", "http://[::1]/"),
        ("http://[2001:DB8::A]/", "http://[2001:db8::a]/"),
        ("http://a/%e2%82%ac%7e%41%2f%2F", "http://a/%E2%82%AC~A%2F%2F"),
        ("http://a/x//y/", "http://a/x//y/"),
        ("http://a/...", "http://a/..."),
        ("http://a/x;y=1,2@z:w!", "http://a/x;y=1,2@z:w!"),
    ],
)
def test_an_address_is_normalised_as_rfc_3986_says(url: str, expected: str) -> None:
    assert dpop.target(url) == expected
    assert dpop.target(expected) == expected


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://[::g]/",
            "http://[1]/",
            "http://a:99999/",
            "http://a:x/",
            "http://a b/",
            "http://a/%",
            "http://a/%zz",
        ),
        *("http://a/%4", "http://a/\u00f6", "http://\u00e4/", "http://a/\t", "ftp://a/", "http:///a", "a/b"),
    ],
)
def test_an_address_that_is_none_is_a_value_error(url: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        dpop.target(url)
    assert url not in str(refused.value)


@pytest.mark.parametrize(
    "iat",
    ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "-1", "1e15", "true", "null", '"1700000000"', "[]"],
)
def test_an_iat_that_is_no_time_is_refused(iat: str) -> None:
    text = json.dumps(CLAIMS).replace(str(int(NOW)), iat)
    code = "malformed_proof" if "NaN" in iat or "Infinity" in iat else "bad_proof_iat"
    assert refused(signed(HEADER, text)) == code
    assert refused(proof(iat=ABSENT)) == "bad_proof_iat"


def test_a_proof_counts_for_half_a_minute_to_either_side() -> None:
    for now in (NOW - 30, NOW, NOW + 30):
        assert verify(proof(), now=now).iat == NOW
    assert refused(proof(), now=NOW + 30.01) == "stale_proof"
    assert refused(proof(), now=NOW - 30.01) == "future_proof"
    assert refused(proof(), now=NOW + 6, window=5) == "stale_proof"


def test_a_proof_that_cannot_count_once_is_refused() -> None:
    for jti in (ABSENT, None, ""):
        assert refused(proof(jti=jti)) == "missing_proof_jti"
    for other in (5, ["once"], True, "x" * 257):
        assert refused(proof(jti=other)) == "bad_proof_jti"
    assert verify(proof(jti="x" * 256)).jti == "x" * 256


@pytest.mark.parametrize("ath", [ABSENT, None, "", CLAIMS["ath"] + "=", CLAIMS["ath"].lower(), TOKEN])
def test_a_proof_for_another_access_token_is_refused(ath: Any) -> None:
    assert refused(proof(ath=ath)) == "bad_proof_ath"


def test_the_access_token_of_another_request_is_refused() -> None:
    assert refused(proof(), access_token=TOKEN + "x") == "bad_proof_ath"


def test_a_refusal_repeats_nothing_of_the_proof() -> None:
    for code, reason in ProofRefused.reasons.items():
        assert str(ProofRefused(code)) == f"{ProofRefused.about}{reason}"


def test_what_a_proof_says_is_shown_without_what_could_be_used_again() -> None:
    shown = repr(verify(proof(jti="a secret of the caller's")))
    assert "secret" not in shown
    assert repr(PUBLIC) not in shown
