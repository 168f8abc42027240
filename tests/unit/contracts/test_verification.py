"""The verdict: no tampering passes, every refusal has a name, and nothing a stranger sends makes it raise."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.domain.canonical import Unreadable
from contracts.domain.evidence import MAX_BYTES
from contracts.domain.verification import CHECKS, UNKNOWN, Verdict, verify
from tests.vectors.contracts import pen

DEAL = pen.contract(pen.deal())
NO_DEAL = pen.contract(pen.no_deal())
ONE_LINE = pen.jcs(DEAL)  # without white space, so that every byte counts
KNOWN = {side: pen.fingerprint_of(side) for side in pen.SIDES}


def failing(verdict: Verdict) -> list[str]:
    return [check.name for check in verdict.checks if not check.passed]


def assert_refused(document: bytes) -> None:
    with contextlib.suppress(Unreadable):
        verdict = verify(document)
        assert not verdict.valid
        assert failing(verdict), "a refusal has a name"


@pytest.mark.parametrize("document", [DEAL, NO_DEAL])
def test_a_sound_contract_passes_every_check(document: dict[str, Any]) -> None:
    verdict = verify(pen.written(document), **KNOWN)
    assert verdict.valid
    assert [check.name for check in verdict.checks] == [*CHECKS, *(f"expected_{side}" for side in pen.SIDES)]
    assert all(check.passed and check.detail == "" for check in verdict.checks)
    assert verdict.statement == document["statement"]
    assert verdict.unknown == verdict.unjudged == ()


def test_without_expected_fingerprints_it_says_what_it_cannot_know() -> None:
    assert (
        verify(ONE_LINE).unknown
        == tuple(UNKNOWN)
        == ("seller_key_holder", "buyer_key_holder", "room_key_holder")
    )
    assert verify(ONE_LINE, buyer=KNOWN["buyer"]).unknown == ("seller_key_holder", "room_key_holder")


@pytest.mark.parametrize(
    "expected", ["", "no fingerprint", "\ud800", KNOWN["seller"].upper(), KNOWN["buyer"]]
)
def test_an_expected_fingerprint_is_that_of_the_key_or_the_check_fails(expected: str) -> None:
    assert failing(verify(ONE_LINE, seller=expected)) == ["expected_seller"]


@pytest.mark.parametrize("share", range(4))  # so that workers share the work
def test_no_byte_of_a_document_may_change(share: int) -> None:
    for place in range(share, len(ONE_LINE), 4):
        tampered = bytearray(ONE_LINE)
        tampered[place] ^= 1 << place % 8
        assert_refused(bytes(tampered))


@given(place=st.integers(0, len(ONE_LINE) - 1), byte=st.integers(1, 255))
@settings(max_examples=300, deadline=None)
def test_no_byte_may_become_any_other(place: int, byte: int) -> None:
    tampered = bytearray(ONE_LINE)
    tampered[place] ^= byte
    assert_refused(bytes(tampered))


@given(place=st.integers(0, len(ONE_LINE)), text=st.binary(min_size=1, max_size=3))
@settings(max_examples=200, deadline=None)
def test_nothing_may_be_put_in_but_white_space_between_members(place: int, text: bytes) -> None:
    tampered = ONE_LINE[:place] + text + ONE_LINE[place:]
    with contextlib.suppress(ValueError):
        if json.loads(tampered) == DEAL and text.strip(b" \t\r\n") == b"":
            assert verify(tampered).valid
            return
    assert_refused(tampered)


@given(part=st.sampled_from(["payload", "protected", "signature"]), side=st.integers(0, 2), data=st.data())
@settings(max_examples=300, deadline=None)
def test_no_bit_of_what_the_texts_stand_for_may_change(part: str, side: int, data: st.DataObject) -> None:
    path = "payload" if part == "payload" else f"signatures.{side}.{part}"
    sound = DEAL["payload"] if part == "payload" else DEAL["signatures"][side][part]
    raw = bytearray(pen.unb64(sound))
    place = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[place // 8] ^= 1 << place % 8
    verdict = verify(pen.written(pen.changed(DEAL, {path: pen.b64(bytes(raw))})))
    assert not verdict.valid
    assert failing(verdict)


hostile = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=5),
    st.sampled_from([DEAL["payload"], DEAL["signatures"][0], DEAL["statement"], [], {}, ["x"], {"x": []}]),
)
places = st.sampled_from(
    [
        *DEAL,
        *(f"statement.{name}" for name in DEAL["statement"]),
        *(
            f"statement.{name}.{inner}"
            for name in ("outcome", "listing", "room")
            for inner in DEAL["statement"][name]
        ),
        *(f"signatures.{side}" for side in range(3)),
        *(f"signatures.{side}.{name}" for side in range(3) for name in ("protected", "signature")),
    ]
)


@given(place=places, value=hostile)
@settings(max_examples=300, deadline=None)
def test_whatever_stands_in_a_place_the_refusal_has_a_name(place: str, value: object) -> None:
    tampered = pen.changed(DEAL, {place: value})
    if json.dumps(tampered) != json.dumps(DEAL):
        assert_refused(json.dumps(tampered).encode())


@given(
    place=st.sampled_from(["alg", "typ", "kid", "jwk", "jwk.x", "jwk.kty", "jwk.crv"]),
    value=hostile,
    own=st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_whatever_stands_in_a_signed_header_the_refusal_has_a_name(place: str, value: Any, own: bool) -> None:
    sound = pen.header(pen.public(pen.key("seller")))
    with contextlib.suppress(ValueError):  # what JCS cannot write
        changed = pen.changed(sound, {place: value if own else [value]})
        if changed in (
            sound,
            sound | {"alg": "EdDSA"},
        ):  # drawn right by chance: both names of the algorithm are
            return
        text = pen.b64(pen.jcs(changed))
        assert_refused(pen.written(pen.contract(pen.deal(), protected={"seller": text})))


@given(
    place=st.sampled_from([*pen.deal(), "outcome.bits", "outcome.deal", "outcome.band", "outcome.price"]),
    value=hostile,
)
@settings(max_examples=300, deadline=None)
def test_whatever_is_signed_in_a_place_of_the_statement_the_refusal_has_a_name(
    place: str, value: Any
) -> None:
    tampered = pen.changed(pen.deal(), {place: value})
    if place == "tenant" and isinstance(value, str) and value:
        return
    if json.dumps(tampered) == json.dumps(pen.deal()):
        return
    with contextlib.suppress(ValueError):  # what JCS cannot write
        assert_refused(pen.written(pen.contract(tampered)))


@given(
    document=st.one_of(
        st.binary(max_size=300), st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace"))
    )
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_refused_or_unreadable(document: bytes) -> None:
    assert_refused(document)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["statement", "payload", "signatures", "protected", "signature", "outcome", "x"]),
            inner,
        )
    ),
    max_leaves=15,
)


@given(value=json_values)
@settings(max_examples=300, deadline=None)
def test_any_json_is_refused_by_name_or_unreadable(value: object) -> None:
    assert_refused(json.dumps(value).encode())


def test_a_document_is_read_up_to_64_kib() -> None:
    padded = ONE_LINE + b" " * (MAX_BYTES - len(ONE_LINE))
    assert verify(padded).valid
    with pytest.raises(Unreadable) as refused:
        verify(padded + b" ")
    assert refused.value.code == "too_large"


def test_two_thousand_signatures_cost_no_more_than_three() -> None:
    entry = {"protected": "", "signature": ""}
    document = pen.changed(DEAL, {"signatures": [*DEAL["signatures"], *([entry] * 1_900)]})
    assert failing(verify(pen.jcs(document))) == ["three_signatures"]


def test_one_failure_hides_no_other() -> None:
    document = pen.contract(pen.changed(pen.deal(), {"outcome.price": "1.00"}))
    document["signatures"].reverse()
    document["signatures"].append(document["signatures"][0])
    document["statement"] = pen.no_deal()
    names = failing(verify(pen.written(document)))
    assert names == ["statement_matches", "price_agrees", "three_signatures", "key_party"]


def test_what_cannot_be_judged_is_told_apart_from_what_passes() -> None:
    verdict = verify(pen.written(pen.changed(DEAL, {"payload": "!"})))
    assert failing(verdict) == ["payload_encoding"]
    assert verdict.unjudged == (
        "payload_json",
        "payload_canonical",
        "payload_types",
        "statement_matches",
        "outcome_agrees",
        "price_agrees",
        "key_party",
        "signature_valid",
    )
    assert verdict.statement is None


def test_a_payload_with_two_readings_is_not_shown_as_if_it_had_one() -> None:
    content = pen.jcs(pen.deal()).replace(b'"band":92', b'"band":37,"band":92')
    assert verify(pen.written(pen.contract(pen.deal(), content=content))).statement is None


def test_the_signed_statement_is_shown_and_not_the_clear_one() -> None:
    document = pen.changed(DEAL, {"statement.outcome.price": "1.00"})
    shown = verify(pen.written(document)).statement
    assert shown is not None
    assert shown["outcome"]["price"] == "18400.00"


def test_no_detail_repeats_what_the_document_says() -> None:
    loud = "<script>LOUD</script>"
    statement = {**pen.changed(pen.deal(), {"tenant": [loud], "outcome.price": loud}), loud: loud}
    document = {**pen.contract(statement, headers={"seller": {loud: loud, "kid": loud}}), loud: loud}
    verdict = verify(pen.written(document), room=loud)
    assert failing(verdict)
    assert not any(loud in check.name + check.detail for check in verdict.checks)
