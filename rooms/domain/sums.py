"""From the parts of a number to what it may be worth: "seventeen", "thousand", "five" -> 17,005 or 17,500."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Literal, NamedTuple

Role = Literal["number", "hundred", "dozen", "scale", "share", "decimals"]


class Item(NamedTuple):
    """One part: its worth (two readings where digits are grouped doubtfully) and, for digits, how they stand."""

    role: Role
    worth: tuple[Fraction, ...]
    text: str = ""
    word: bool = True
    linked: bool = False  # behind an "and", which makes "thousand and five" 1,005 and never 1,500


class Value(NamedTuple):
    """What a reader must be thought to read, what else it may read, and the numbers side by side that make it up."""

    must: tuple[Fraction, ...]
    may: tuple[Fraction, ...] = ()
    parts: tuple[Fraction, ...] = ()

    def times(self, factor: Fraction) -> "Value":
        """The same with every reading multiplied."""
        return Value(tuple(n * factor for n in self.must))


UNREADABLE: Final = Value((Fraction(-1),))
"""A number without a sound reading: no public number equals it."""
_LONGEST: Final = 40  # digits; nobody's price has more, and int() of more takes long
_THOUSAND: Final = Fraction(1000)


def add_up(items: Sequence[Item]) -> Value:
    """The worth of the parts in their order. UNREADABLE for a heap of digits that is no amount."""
    sums = [_summed(items, choice) for choice in range(max(len(item.worth) for item in items))]
    if any(one is None for one in sums):
        return UNREADABLE._replace(parts=tuple(worth for item in items for worth in item.worth))
    read = [one for one in sums if one is not None]
    return Value(
        tuple(dict.fromkeys(n for one in read for n in one.must)),
        tuple(dict.fromkeys(n for one in read for n in one.may)),
        tuple(dict.fromkeys(n for one in read for n in one.parts)),
    )


@dataclass
class _Sum:
    total: Fraction = Fraction(0)
    scale: Fraction = Fraction(1)
    side: list[tuple[Fraction, str]] = field(default_factory=list)  # numbers side by side: value, digits
    open_tens: bool = False
    open_hundred: bool = False
    linked: bool = False
    must: list[Fraction] = field(default_factory=list)
    may: list[Fraction] = field(default_factory=list)
    parts: list[Fraction] = field(default_factory=list)


def _summed(items: Sequence[Item], choice: int) -> Value | None:
    so_far = _Sum()
    for item in items:
        worth = item.worth[min(choice, len(item.worth) - 1)]
        if worth < 0 or not _STEPS[item.role](so_far, worth, item):
            return None
    tail = _beside(so_far.side)
    if tail is None:
        return None
    whole = so_far.total + tail
    return Value(
        (whole, *so_far.must, *_short(so_far, tail)), (*so_far.may, *_loose(so_far, whole)), _parts(so_far)
    )


def _parts(so_far: _Sum) -> tuple[Fraction, ...]:
    return (
        (*so_far.parts, *(value for value, _ in so_far.side)) if len(so_far.side) > 1 or so_far.parts else ()
    )


def _number(so_far: _Sum, worth: Fraction, item: Item) -> bool:
    so_far.linked = item.linked
    last = so_far.side[-1][0] if so_far.side else None
    fits = (
        item.word
        and last is not None
        and ((so_far.open_tens and 1 <= worth <= 9) or (so_far.open_hundred and worth < 100))
    )
    if fits and last is not None:
        so_far.side[-1] = (last + worth, "")
        so_far.open_tens = so_far.open_hundred and worth >= 20 and worth % 10 == 0
        so_far.open_hundred = False
    else:
        so_far.side.append((worth, item.text))
        so_far.open_tens = item.word and worth in range(20, 100, 10)
        so_far.open_hundred = False
    return True


def _hundred(so_far: _Sum, worth: Fraction, item: Item) -> bool:
    count = _beside(so_far.side) if so_far.side else Fraction(1)
    if count is None:
        return False
    so_far.side = [(count * worth, "")]
    so_far.open_hundred, so_far.open_tens = item.role == "hundred", False
    return True


def _scale(so_far: _Sum, worth: Fraction, item: Item) -> bool:
    count = _beside(so_far.side) if so_far.side else None
    if so_far.side and count is None:
        return False
    if len(so_far.side) > 1:
        so_far.parts += [value for value, _ in so_far.side[:-1]]
        so_far.parts.append(so_far.side[-1][0] * worth)
    if count is None:
        so_far.total = (so_far.total or Fraction(1)) * worth
    else:
        so_far.total += count * worth
    if item.text == "m" and count is not None:  # metres, or millions
        so_far.must.append(count)
    so_far.scale, so_far.side, so_far.open_tens, so_far.open_hundred = worth, [], False, False
    return True


def _share(so_far: _Sum, worth: Fraction, _: Item) -> bool:
    if so_far.side:
        last, _text = so_far.side[-1]
        so_far.side[-1] = (last + worth, "")
    else:
        so_far.may.append(so_far.total + worth)
        so_far.total += worth * so_far.scale
    so_far.open_tens = so_far.open_hundred = False
    return True


def _decimals(so_far: _Sum, worth: Fraction, _: Item) -> bool:
    """Digits behind a spoken point."""
    last = so_far.side.pop()[0] if so_far.side else Fraction(0)
    so_far.side.append((last + worth, ""))
    so_far.open_tens = so_far.open_hundred = False
    return True


_STEPS: Final = {
    "number": _number,
    "hundred": _hundred,
    "dozen": _hundred,
    "scale": _scale,
    "share": _share,
    "decimals": _decimals,
}


def _beside(side: Sequence[tuple[Fraction, str]]) -> Fraction | None:
    """Numbers side by side as one row of digits: 17, 5, 00 -> 17500. None where they make no such row."""
    if len(side) <= 1:
        return side[0][0] if side else Fraction(0)
    if any(value.denominator != 1 for value, _ in side):
        return None
    row = "".join(text or str(value) for value, text in side)
    return Fraction(int(row)) if len(row) <= _LONGEST else None


def _short(so_far: _Sum, tail: Fraction) -> list[Fraction]:
    """Said short: "seventeen five" is 17,500, "seventeen thousand five" too."""
    side = so_far.side
    if so_far.total and not so_far.linked and len(side) == 1 and 1 <= tail <= 9 and so_far.scale >= _THOUSAND:
        return [so_far.total + tail * so_far.scale / 10]
    if not so_far.total and len(side) == 2 and 1 <= side[1][0] <= 9 and side[0][0] > 0:
        return [(side[0][0] + side[1][0] / 10) * 1000]
    return []


def _loose(so_far: _Sum, whole: Fraction) -> list[Fraction]:
    """ "Twelve fifty" for 12.50, "eighteen and a half" for 18,500."""
    found = [whole * 1000] if not so_far.total and 0 < whole < 1000 else []
    side = so_far.side
    if not so_far.total and len(side) == 2 and side[1][0] < 100:
        found.append(side[0][0] + side[1][0] / 100)
    return found
