"""Compact JWS are read in one way only, and RS256 is the verifier's choice."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from hypothesis import given
from hypothesis import strategies as st

from agents.domain import jose, keys
from tests.unit.agents.issuer import ABSENT, ID_HEADER, Issuer, changed, covered, numbered

PAYLOAD = {"sub": "a"}


def test_what_was_read_is_what_was_signed(issuer: Issuer) -> None:
    token = issuer.sign(ID_HEADER, PAYLOAD)
    compact = jose.read(token)
    assert (compact.token, compact.header, compact.payload) == (token, ID_HEADER, PAYLOAD)
    assert compact.signing_input == token.rpartition(".")[0].encode()
    assert jose.verify_rs256(compact, issuer.jwk)


def test_a_token_shows_nothing_of_itself_in_a_log(issuer: Issuer) -> None:
    assert repr(jose.read(issuer.sign(ID_HEADER, PAYLOAD))) == "Compact()"


@pytest.mark.parametrize(
    "token",
    [
        "",
        "..",
        "e30.e30",
        "e30.e30.",
        "e30..AA",
        ".e30.AA",
        "e30.e30.AA.AA",
        "e30.e30.AA.",
        "e30=.e30.AA",
        "e30.e30.AA==",
        "e30.e30.AB",
        "e31.e30.AA",
        "e30 .e30.AA",
        "e30.e30.AA\n",
        "e30.e30.é",
        "e30.W10.AA",
        "bnVsbA.e30.AA",
        "IiI.e30.AA",
        "ew.e30.AA",
        "_w.e30.AA",
    ],
)
def test_what_is_no_compact_jws_of_two_objects_is_malformed(token: str) -> None:
    with pytest.raises(jose.Malformed):
        jose.read(token)


@pytest.mark.parametrize(
    "text", ['{"a":1,"a":1}', '{"a":NaN}', '{"a":Infinity}', '{"a":-Infinity}', '{"a":"\\ud800"}', '{"a":1,}']
)
def test_json_that_two_readers_read_in_two_ways_is_malformed(text: str) -> None:
    for header, payload in ((text, "{}"), ("{}", text)):
        with pytest.raises(jose.Malformed):
            jose.read(covered(header, payload) + ".AA")


@pytest.mark.parametrize("name", ["crit", "b64"])
def test_a_header_that_changes_what_is_covered_is_malformed(issuer: Issuer, name: str) -> None:
    with pytest.raises(jose.Malformed):
        jose.read(issuer.sign({**ID_HEADER, name: ["b64"]}, PAYLOAD))


def test_a_token_beyond_its_size_is_malformed_before_it_is_read(issuer: Issuer) -> None:
    token = issuer.sign(ID_HEADER, PAYLOAD)
    assert jose.read(token, most=len(token)).token == token
    with pytest.raises(jose.Malformed):
        jose.read(token, most=len(token) - 1)
    with pytest.raises(jose.Malformed):
        jose.read(issuer.sign(ID_HEADER, {"sub": "a" * jose.MOST_CHARACTERS}))


@given(st.text())
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with pytest.raises(jose.Malformed):
        jose.read(text.replace(".", ""))


def test_a_signature_by_another_key_or_over_another_text_is_none(issuer: Issuer, stranger: Issuer) -> None:
    token = issuer.sign(ID_HEADER, PAYLOAD)
    assert not jose.verify_rs256(jose.read(token), stranger.jwk)
    moved = covered(ID_HEADER, {"sub": "b"}) + "." + token.rpartition(".")[2]
    assert not jose.verify_rs256(jose.read(moved), issuer.jwk)


@pytest.mark.parametrize(
    "alg", ["none", "HS256", "RS512", "PS256", "EdDSA", "rs256", None, ["RS256"], ABSENT]
)
def test_the_header_does_not_choose_the_algorithm(issuer: Issuer, alg: Any) -> None:
    assert not jose.verify_rs256(
        jose.read(issuer.sign(changed(ID_HEADER, {"alg": alg}), PAYLOAD)), issuer.jwk
    )


def test_the_public_key_is_no_secret_to_sign_with(issuer: Issuer) -> None:
    forged = jose.read(issuer.by_secret({**ID_HEADER, "alg": "HS256"}, PAYLOAD))
    assert not jose.verify_rs256(forged, issuer.jwk)
    assert not jose.verify_rs256(forged, {"kty": "oct", "k": keys.to_base64url(b"secret")})


@pytest.mark.parametrize(
    "change",
    [
        {"kty": "oct"},
        {"kty": ["RSA"]},
        {"kty": ABSENT},
        {"alg": "RS512"},
        {"alg": None},
        {"use": "enc"},
        {"use": ["sig"]},
        {"key_ops": ["sign"]},
        {"key_ops": "verify"},
        {"n": ABSENT},
        {"n": 5},
        {"n": "AQAB"},
        {"n": "***"},
        {"n": "A" * 100_000},
        {"e": ABSENT},
        {"e": ""},
        {"e": "AQ"},
        {"e": "AA"},
        {"e": "Ag"},
        {"e": "A" * 200},
        *({name: "AQAB"} for name in sorted(jose.PRIVATE_MEMBERS)),
    ],
    ids=str,
)
def test_a_key_that_is_none_for_it_verifies_nothing(issuer: Issuer, change: dict[str, Any]) -> None:
    compact = jose.read(issuer.sign(ID_HEADER, PAYLOAD))
    assert not jose.verify_rs256(compact, changed(issuer.jwk, change))


@pytest.mark.parametrize("change", [{"alg": ABSENT, "use": ABSENT, "kid": ABSENT}, {"key_ops": ["verify"]}])
def test_what_a_key_need_not_say_it_need_not_say(issuer: Issuer, change: dict[str, Any]) -> None:
    assert jose.verify_rs256(jose.read(issuer.sign(ID_HEADER, PAYLOAD)), changed(issuer.jwk, change))


@pytest.mark.parametrize("bits", [1024, 2046])
def test_a_short_key_verifies_nothing(bits: int) -> None:
    weak = Issuer(generate_private_key(65_537, bits))
    assert not jose.verify_rs256(jose.read(weak.sign(ID_HEADER, PAYLOAD)), weak.jwk)


def test_a_key_so_long_that_a_check_of_it_is_an_attack_is_none(issuer: Issuer) -> None:
    longest, too_long = ({**issuer.jwk, "n": numbered((1 << bits) - 1)} for bits in (8192, 8193))
    assert jose.rsa_numbers(longest) is not None
    assert jose.rsa_numbers(too_long) is None


@pytest.mark.parametrize("e", [0, 1, 2, 3, 17, 65_535, 65_536, 65_538, 2**64 + 1, 2**2000 + 1])
def test_an_exponent_is_odd_and_neither_small_nor_large(issuer: Issuer, e: int) -> None:
    assert jose.rsa_numbers({**issuer.jwk, "e": numbered(e)}) is None


def test_one_key_has_one_pair_of_numbers_however_it_is_spelled(issuer: Issuer) -> None:
    longer = {**issuer.jwk, "n": keys.to_base64url(b"\0" + keys.from_base64url(issuer.jwk["n"]))}
    numbers = issuer.private.public_key().public_numbers()
    assert jose.rsa_numbers(longer) == jose.rsa_numbers(issuer.jwk) == (numbers.e, numbers.n)
    assert jose.verify_rs256(jose.read(issuer.sign(ID_HEADER, PAYLOAD)), longer)


@pytest.mark.parametrize(
    "jwk", [None, [], "x", {}, {"kty": "RSA"}, {"kty": "OKP", "crv": "Ed25519", "x": "AA"}], ids=str
)
def test_what_is_no_rsa_key_has_no_numbers(jwk: object) -> None:
    assert jose.rsa_numbers(jwk) is None


@pytest.mark.parametrize("text", ["0", "1", "1700000000", "1700000000.5", "253370764799.9999"])
def test_a_time_is_a_number_of_seconds(text: str) -> None:
    assert jose.numeric_date(json.loads(text)) == float(text)


@pytest.mark.parametrize(
    "text",
    ["-1", "-0.5", "NaN", "Infinity", "-Infinity", "1e400", "-1e400", "253370764800", "1e20", "1" + "0" * 400,
     "true", "false", "null", '"1700000000"', "[1]", "{}"],
)  # fmt: skip
def test_what_no_clock_shows_is_no_time(text: str) -> None:
    assert jose.numeric_date(json.loads(text)) is None


@pytest.mark.parametrize("value", ["a", "~", "!", "0x1f", "a" * 128])
def test_a_subject_is_printable_ascii(value: str) -> None:
    assert jose.text(value, most=128) == value


@pytest.mark.parametrize("value", ["", " ", "a b", "a\n", "é", "\0", "\x7f", "a" * 129, 5, None, ["a"]])
def test_another_subject_is_none(value: object) -> None:
    assert jose.text(value, most=128) is None


def test_an_audience_is_one_text_or_several() -> None:
    assert jose.audiences("a") == ("a",)
    assert jose.audiences(["a", "b"]) == ("a", "b")
    for value in (None, 5, [], ["a", 5], {"a": 1}, [["a"]]):
        assert jose.audiences(value) == ()


@pytest.mark.parametrize(
    "cnf", [ABSENT, None, "x", [], {}, {"jkt": None}, {"jkt": 5}, {"jkt": ""}, {"jkt": "A" * 42},
            {"jkt": "A" * 44}, {"jkt": "A" * 42 + "="}, {"jkt": "A" * 42 + "B"}, {"jwk": {}}]
)  # fmt: skip
def test_a_key_is_named_by_a_whole_thumbprint_or_not_at_all(cnf: object) -> None:
    assert jose.thumbprint_in(changed({}, {"cnf": cnf})) is None
    assert jose.thumbprint_in({"cnf": {"jkt": "A" * 43}}) == "A" * 43
