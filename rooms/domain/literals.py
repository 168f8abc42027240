"""Amounts in digits: groups of them with points, commas, apostrophes or spaces between, read as people write them."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from rooms.domain.tokens import Token

_TIGHT: Final = frozenset(",.'_")
LONGEST: Final = 40


class Literal(NamedTuple):
    """The readings of the digits in tokens ..last (exclusive), and the digits in a row. `plain` is False where the
    groups follow no custom (dates, versions, "1.7.5.0.0"): then they are read as one row."""

    worth: tuple[Fraction, ...]
    text: str
    last: int
    plain: bool


def literal(found: Sequence[Token], at: int) -> Literal:
    """The literal that begins at token `at`, which is digits."""
    groups, marks, last = [found[at].text], [], at + 1
    while last < len(found) and found[last].digits and found[last].gap in _TIGHT:
        groups.append(found[last].text)
        marks.append(found[last].gap)
        last += 1
    row = "".join(groups)
    if len(row) > LONGEST:
        return Literal((Fraction(-1),), row[:LONGEST], last, plain=False)
    worth = _worth(groups, marks)
    return Literal(worth or (Fraction(int(row)),), row, last, plain=bool(worth))


def _worth(groups: Sequence[str], marks: Sequence[str]) -> tuple[Fraction, ...]:
    """Every customary reading; () where the groups follow no custom."""
    if not marks:
        return (Fraction(int(groups[0])),)
    if len(marks) == 1:
        return _one_mark(groups, marks[0])
    whole, end = groups[:-1], groups[-1]
    if len(set(marks)) == 1 and _grouped(groups):
        return (Fraction(int("".join(groups))),)
    if len(set(marks[:-1])) == 1 and marks[-1] in ",." and marks[-1] != marks[0] and _grouped(whole):
        return (_decimal("".join(whole), end),)
    return ()


def _one_mark(groups: Sequence[str], mark: str) -> tuple[Fraction, ...]:
    grouped = _grouped(groups) and groups[0] != "0"
    decimal = mark in ",." and not (grouped and mark == ",")
    readings = [Fraction(int("".join(groups)))] if grouped else []
    return (*readings, *([_decimal(*groups)] if decimal else []))


def _grouped(groups: Sequence[str]) -> bool:
    """Threes from the right, or the Indian way: 17,50,000."""
    first, *middle, last = groups
    if not 1 <= len(first) <= 3 or len(last) != 3:
        return False
    return all(len(group) == 3 for group in middle) or (
        len(first) <= 2 and all(len(group) == 2 for group in middle)
    )


def _decimal(whole: str, fraction: str) -> Fraction:
    return Fraction(int(whole + fraction), 10 ** len(fraction))
