"""JSON as a JavaScript program writes it that sorts an object's keys and calls JSON.stringify.

For nearly all values that is RFC 8785 byte for byte. It differs where a key reads as an array index: whatever was
sorted, JavaScript lists such keys first, in the order of their numbers (ECMA-262, OrdinaryOwnPropertyKeys). And a
member `__proto__` is lost where the sorted object is put together by assignment, so that what is signed would not cover
what is read: none may have it.
"""

import re
from typing import Final

import rfc8785

_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,9}")
_MOST_INDEX: Final = 2**32 - 2


def stringify(value: object) -> bytes:
    """The UTF-8 text. Raises ValueError for what JavaScript would read as something else: integers beyond 2^53, NaN,
    half a character, a member `__proto__`; and for what is nested without end."""
    try:
        return _text(value)
    except RecursionError:
        raise ValueError("nested too deep") from None


def _text(value: object) -> bytes:
    if isinstance(value, dict):
        return (
            b"{"
            + b",".join(_leaf(key) + b":" + _text(value[key]) for key in sorted(value, key=_order))
            + b"}"
        )
    if isinstance(value, list):
        return b"[" + b",".join(map(_text, value)) + b"]"
    return _leaf(value)


def _order(key: object) -> tuple[bool, int, bytes]:
    if not isinstance(key, str) or key == "__proto__":
        raise ValueError("no name of a member that JavaScript would keep")
    is_index = _INDEX.fullmatch(key) is not None and int(key) <= _MOST_INDEX
    return not is_index, int(key) if is_index else 0, key.encode("utf-16-be", "surrogatepass")


def _leaf(value: object) -> bytes:
    try:
        return rfc8785.dumps(value)  # type: ignore[arg-type]  # it raises for what it does not know
    except (rfc8785.CanonicalizationError, UnicodeError) as error:
        raise ValueError("no value of JSON that JavaScript would keep") from error
