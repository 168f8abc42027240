"""JSON that two readers cannot read in two ways (RFC 8259 leaves duplicate names open; I-JSON, RFC 7493, does not)."""

import json
from typing import Final

MOST_LEVELS: Final = 32


class NotStrict(ValueError):
    """Not such JSON. The text is in no message: json's own errors carry the whole document."""


def loads(text: bytes) -> object:
    """The value of UTF-8 JSON text.

    Raises NotStrict for anything else, for a member that stands twice, NaN, Infinity, half a character, and for
    values nested deeper than MOST_LEVELS.
    """
    found = _read(text)
    if found is None:  # raised out here, so that json's error is not even its context
        raise NotStrict("no JSON that reads in one way only")
    return found[0]


def _read(text: bytes) -> tuple[object] | None:
    try:
        value: object = json.loads(text.decode(), object_pairs_hook=_each_once, parse_constant=_refuse)
        _check(value)
    except (ValueError, RecursionError):
        return None
    return (value,)


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member stands twice")
    return members


def _refuse(name: str) -> object:
    raise ValueError(name)


def _check(value: object) -> None:
    level = [value]
    for _ in range(MOST_LEVELS):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return
    raise ValueError("nested too deep")


def _inside(value: object) -> list[object]:
    if isinstance(value, str):
        value.encode()  # JSON can write half a character, and no answer of ours could repeat it
    if isinstance(value, dict):
        return [*value, *value.values()]
    return value if isinstance(value, list) else []
