"""JSON as a JavaScript program writes it that sorts an object's keys and calls JSON.stringify.

For nearly all values that is RFC 8785 byte for byte. It differs where a key reads as an array index: whatever was
sorted, JavaScript lists such keys first, in the order of their numbers (ECMA-262, OrdinaryOwnPropertyKeys).
"""

import re
from typing import Final

import rfc8785

_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,9}")
_MOST_INDEX: Final = 2**32 - 2


def stringify(value: object) -> bytes:
    """The UTF-8 text. Raises ValueError for what JavaScript would read as something else: integers beyond 2^53, NaN,
    half a character."""
    if isinstance(value, dict):
        return (
            b"{"
            + b",".join(_leaf(key) + b":" + stringify(value[key]) for key in sorted(value, key=_order))
            + b"}"
        )
    if isinstance(value, list):
        return b"[" + b",".join(map(stringify, value)) + b"]"
    return _leaf(value)


def _order(key: str) -> tuple[bool, int, bytes]:
    is_index = _INDEX.fullmatch(key) is not None and int(key) <= _MOST_INDEX
    return not is_index, int(key) if is_index else 0, key.encode("utf-16-be", "surrogatepass")


def _leaf(value: object) -> bytes:
    try:
        return rfc8785.dumps(value)  # type: ignore[arg-type]  # it raises for what it does not know
    except (rfc8785.CanonicalizationError, UnicodeError) as error:
        raise ValueError("no value of JSON that JavaScript would keep") from error
