"""One reading, one spelling: the strict parser and JCS."""

import contextlib
import hashlib
import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.domain.canonical import (
    MAX_DEPTH,
    NotRepresentable,
    Unreadable,
    canonical,
    digest,
    read,
    same,
    strict_loads,
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
integers = st.integers(-(2**53) + 1, 2**53 - 1)
values = st.recursive(
    st.none() | st.booleans() | integers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def test_jcs_writes_the_example_of_rfc_8785_section_3_2_2() -> None:
    value = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": '€$\x0f\nA\'B"\\\\"/',
        "literals": [None, True, False],
    }
    expected = (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
    assert canonical(value) == expected.encode()


def test_jcs_sorts_names_by_utf_16_as_in_rfc_8785_section_3_2_3() -> None:
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    written = strict_loads(canonical(dict.fromkeys(names, 0)))
    assert isinstance(written, dict)
    assert list(written) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_a_digest_is_the_sha256_of_the_jcs() -> None:
    assert digest("café") == "sha256:" + hashlib.sha256('"café"'.encode()).hexdigest()


@given(value=values)
@settings(max_examples=200)
def test_what_is_written_is_read_back(value: object) -> None:
    read_back = strict_loads(canonical(value))
    assert same(read_back, value)
    assert canonical(read_back) == canonical(value)


@given(value=values)
@settings(max_examples=200)
def test_whatever_the_white_space_and_escapes_the_jcs_is_the_same(value: object) -> None:
    assert canonical(strict_loads(json.dumps(value, indent=2))) == canonical(value)


@given(text=st.one_of(st.binary(max_size=200), st.text(max_size=100)))
@settings(max_examples=300)
def test_the_parser_refuses_or_reads_any_bytes_and_never_crashes(text: bytes | str) -> None:
    with contextlib.suppress(Unreadable):
        strict_loads(text)


@given(text=st.text(st.sampled_from('{}[]",:\\u0d8e1-.+ntf \n'), max_size=60))
@settings(max_examples=300)
def test_what_the_strict_parser_takes_the_plain_one_reads_alike(text: str) -> None:
    try:
        value = strict_loads(text)
    except Unreadable:
        return
    plain = json.loads(text)
    assert value == plain


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "bad_json"),
        (b"{", "bad_json"),
        (b"{}{}", "bad_json"),
        (b"[1,]", "bad_json"),
        (b"'a'", "bad_json"),
        (b'"\n"', "bad_json"),
        (b"01", "bad_json"),
        (b"+1", "bad_json"),
        (b"1.", "bad_json"),
        (b"NaN", "bad_json"),
        (b"[Infinity]", "bad_json"),
        (b'{"a":-Infinity}', "bad_json"),
        (b"\xef\xbb\xbf{}", "bad_json"),
        ("\u0661".encode(), "bad_json"),
        (b"\xff", "bad_utf8"),
        (b'"\xed\xa0\x80"', "bad_utf8"),
        (b"[" * 33 + b"]" * 33, "too_deep"),
        (b"[" * 100_000, "too_deep"),
        (b'{"a":' * 100_000, "too_deep"),
        (b'{"a":1,"a":1}', "duplicate_name"),
        (b'{"a":1,"\\u0061":2}', "duplicate_name"),
        (b'[{"b":{"a":1,"c":2,"a":3}}]', "duplicate_name"),
        (b"9007199254740992", "number_out_of_range"),
        (b"-9007199254740992", "number_out_of_range"),
        (b"9" * 10_000, "number_out_of_range"),
        (b"1e999", "number_out_of_range"),
        (b'"\\ud800"', "lone_surrogate"),
        (b'["\\udc00\\ud800"]', "lone_surrogate"),
        (b'{"\\ud800":1}', "lone_surrogate"),
        ("\ud800", "bad_json"),
        ('"\ud800"', "lone_surrogate"),
    ],
)
def test_a_text_with_no_reading_or_with_two_is_refused_by_name(text: bytes | str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        strict_loads(text)
    assert refused.value.code == code
    assert str(refused.value) == code  # the text may be private


def test_brackets_within_strings_are_no_depth() -> None:
    assert strict_loads(json.dumps(["[" * 100, '"[' * 100, "\\"])) == ["[" * 100, '"[' * 100, "\\"]
    assert strict_loads(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)


@pytest.mark.parametrize("text", ['"\\"' * 60_000, '"' + '\\"' * 100_000, "\\" * 100_000, '"\\' * 60_000])
def test_a_string_that_never_ends_is_refused_at_once(text: str) -> None:
    with pytest.raises(Unreadable):  # minutes, if each quote started the search again
        strict_loads(text)


@pytest.mark.parametrize(("text", "number"), [("37.0", 37.0), ("3.7e1", 37.0), ("-0", 0.0), ("1E2", 100.0)])
def test_a_number_written_otherwise_is_not_taken_for_an_integer(text: str, number: float) -> None:
    value = strict_loads(text)
    assert isinstance(value, float)
    assert value == number
    assert canonical(value).decode() != text


def test_negative_zero_keeps_its_sign() -> None:
    value = strict_loads("-0")
    assert isinstance(value, float)
    assert math.copysign(1, value) == -1


@pytest.mark.parametrize("text", ["37", "-1", "0", "9007199254740991", "-9007199254740991"])
def test_an_integer_is_an_int(text: str) -> None:
    assert same(strict_loads(text), int(text))


def test_faults_are_told_together_and_the_last_of_two_names_counts() -> None:
    reading = read(b'{"a":1,"a":["\\ud800",1e999]}')
    assert reading.faults == ("number_out_of_range", "duplicate_name", "lone_surrogate")
    assert reading.value == {"a": ["\ud800", math.inf]}


def _deep() -> object:
    value: object = []
    for _ in range(100_000):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value", [2**53, "\ud800", {"\ud800": 1}, math.nan, math.inf, {1: 2}, b"bytes", {"a": object()}, _deep()]
)
def test_a_value_without_a_jcs_form_is_refused_and_not_repeated(value: object) -> None:
    with pytest.raises(NotRepresentable) as refused:
        canonical(value)
    assert str(refused.value) == refused.value.code == "not_representable"
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (True, 1),
        (37, 37.0),
        (0, False),
        ("1", 1),
        (None, False),
        ({"a": 1}, {"a": 1, "b": 2}),
        ({"a": 1}, {"a": 1.0}),
        ([1], [1, 2]),
        ([1], [True]),
        ([], {}),
    ],
)
def test_values_that_python_calls_equal_are_not_the_same(one: Any, other: Any) -> None:
    assert not same(one, other)
    assert not same(other, one)
