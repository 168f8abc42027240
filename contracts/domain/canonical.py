"""JSON that has one reading and one spelling: strict parsing (RFC 8259, I-JSON's limits by RFC 7493) and JCS
(RFC 8785).

Two parsers that read one text differently are two contracts under one signature. So names may not repeat,
numbers stay in the range that every parser keeps exact, strings are Unicode, and 37.0 is not taken for 37.
"""

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

import rfc8785

MAX_DEPTH: Final = 32
MAX_INTEGER: Final = 2**53 - 1
_MAX_INTEGER_DIGITS: Final = 16
# Strings whole, ended or not (so that no text makes the search start over), and the brackets outside them.
_BRACKETS: Final = re.compile(r'"(?:[^"\\]|\\.?)*"?|[\[{]|[\]}]', re.DOTALL)


class Unreadable(ValueError):
    """Text that is not the JSON asked for.

    `code` says why: bad_utf8, bad_json, too_deep and too_large for what cannot be read at all;
    duplicate_name, number_out_of_range and lone_surrogate for what parsers read differently. The text is in
    no message.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotRepresentable(ValueError):
    """A value without a JCS form: a string with half a character, a number outside I-JSON, no JSON type, too
    deep.

    The value is in no message. `code` is not_representable."""

    code: Final = "not_representable"

    def __init__(self) -> None:
        super().__init__(self.code)


@dataclass(frozen=True)
class Reading:
    """A JSON text's value as most parsers read it (the last of two equal names counts), and why others may
    not."""

    value: object
    faults: tuple[str, ...]


def canonical(value: object) -> bytes:
    """JCS (RFC 8785). Raises NotRepresentable."""
    try:
        # The library's Mapping-or-Sequence alias cannot be spelled by a caller who holds parsed JSON.
        return rfc8785.dumps(value)  # type: ignore[arg-type]
    except (ValueError, RecursionError):
        raise NotRepresentable from None


def digest(value: object) -> str:
    """The text sha256: and the lower-case hex SHA-256 of the value's JCS. Raises NotRepresentable."""
    return "sha256:" + hashlib.sha256(canonical(value)).hexdigest()


def strict_loads(text: bytes | str) -> object:
    """The value of a JSON text that every parser reads alike. Integers are int; 37.0, 1e3 and -0 are float,
    so that a caller who asks for type int gets what was written as one. Raises Unreadable."""
    reading = read(text)
    if reading.faults:
        raise Unreadable(reading.faults[0])
    return reading.value


def read(text: bytes | str) -> Reading:
    """The value of a JSON text with the faults that `strict_loads` refuses listed. Raises Unreadable for what
    is no JSON at all (NaN and Infinity are none)."""
    decoded = _decode(text)
    if _depth(decoded) > MAX_DEPTH:
        raise Unreadable("too_deep")
    notes = _Notes()
    try:
        value = notes.decoder().decode(decoded)
    except (ValueError, RecursionError):
        raise Unreadable("bad_json") from None
    if _has_lone_surrogate(value):
        notes.add("lone_surrogate")
    return Reading(value, tuple(notes.faults))


def same(one: object, other: object) -> bool:
    """Whether two parsed values are equal and of equal types all the way down: in Python True == 1 == 1.0."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def _decode(text: bytes | str) -> str:
    if isinstance(text, str):
        return text
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable("bad_utf8") from None


def _depth(text: str) -> int:
    depth = deepest = 0
    for match in _BRACKETS.finditer(text):
        first = match[0][0]
        if first in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif first in "]}":
            depth -= 1
    return deepest


def _has_lone_surrogate(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


@dataclass
class _Notes:
    """What one parse found: the decoder's hooks write here."""

    faults: list[str] = field(default_factory=list)

    def add(self, fault: str) -> None:
        if fault not in self.faults:
            self.faults.append(fault)

    def decoder(self) -> json.JSONDecoder:
        return json.JSONDecoder(
            object_pairs_hook=self.pairs,
            parse_int=self.integer,
            parse_float=self.fraction,
            parse_constant=_refuse_constant,
        )

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) != len(pairs):
            self.add("duplicate_name")
        return members

    def integer(self, digits: str) -> int | float:
        if digits == "-0":
            return -0.0
        if len(digits.lstrip("-")) <= _MAX_INTEGER_DIGITS and abs(int(digits)) <= MAX_INTEGER:
            return int(digits)
        self.add("number_out_of_range")
        return float(digits)

    def fraction(self, digits: str) -> float:
        number = float(digits)
        if number in (float("inf"), float("-inf")):
            self.add("number_out_of_range")
        return number


def _refuse_constant(_name: str) -> float:
    raise ValueError("NaN and Infinity are no JSON")
