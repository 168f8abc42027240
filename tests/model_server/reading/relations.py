"""Amounts that a text gives by their relation to others: percentages, fractions, so much under or over."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from tests.model_server.reading.numbers import Number, word

_DOWN: Final = frozenset(
    "under below off less beneath discount down shy short cheaper reduction lower minus".split()
)
_UP: Final = frozenset("over above more plus beyond premium higher top".split())
_BEFORE_DOWN: Final = frozenset("minus less knock knocked drop discount subtract shave reduction".split())
_WRITING: Final = frozenset("put putting write writing written wrote jot note pencil set".split())
"""Before an amount that is "down" they make it no discount: "I put $2,500 down as my last word"."""
_PARTS: Final = {"half": 2, "halve": 2, "quarter": 4}
_REACH: Final = 4


class Relations:
    """Reads one text's tokens. `bases` are the public amounts that something may be under or over, asking first."""

    def __init__(self, tokens: Sequence[str], numbers: Sequence[Number], bases: Sequence[Fraction]) -> None:
        self._tokens = list(tokens)
        self._numbers = numbers
        self._bases = bases

    def ratios(self) -> Iterator[Fraction]:
        """Parts of the asking price: 87% is 87/100, 13% under is it too."""
        for number in self._numbers:
            size = self._hundredths(number.end)
            for value in number.near:
                if size:
                    yield self._directed(value / size, number)
                if value < 2 and self._follows(number.end, {"times", "of", "x"}, 2):
                    yield value
        yield from (part for part, _ in self._fractions())

    def bands(self) -> Iterator[Fraction]:
        """Numbers right behind the word band."""
        for number in self._numbers:
            if "band" in self._tokens[max(0, number.start - 2) : number.start]:
                yield from number.near

    def amounts(self) -> Iterator[Fraction]:
        """Sums, differences, parts and middles of the numbers here and the public ones, in major units."""
        for number in self._numbers:
            for off in number.near if not self._hundredths(number.end) else ():
                yield from self._off(off, number)
        for part, at in self._fractions():
            yield part
            yield from (part * value for number in self._behind(at) for value in number.near)
        yield from self._of_offers()
        yield from self._ways()
        yield from self._multiples()
        yield from self._middles()

    def _directed(self, ratio: Fraction, number: Number) -> Fraction:
        after = self._tokens[number.end : number.end + _REACH + 1]
        before = self._tokens[max(0, number.start - 3) : number.start]
        if _DOWN.intersection(after) or _BEFORE_DOWN.intersection(before):
            return 1 - ratio
        return 1 + ratio if _UP.intersection(after) else ratio

    def _hundredths(self, at: int) -> int:
        """What the number in front of `at` is counted in: percent, per cent, permille, basis points; 0 for none."""
        after = self._tokens[at : at + 4]
        if after[:1] in (["%"], ["percent"], ["pct"], ["percentage"]) or after[:2] in (
            ["per", "cent"],
            ["per", "hundred"],
        ):
            return 100
        if after[:3] == ["in", "every", "hundred"] or after[:3] == ["of", "every", "hundred"]:
            return 100
        if after[:1] == ["\u2030"] or after[:2] == ["per", "mille"]:
            return 1000
        return 10_000 if after[:2] == ["basis", "points"] else 0

    def _off(self, off: Fraction, number: Number) -> Iterator[Fraction]:
        after = self._tokens[number.end : number.end + _REACH]
        before = self._tokens[max(0, number.start - 3) : number.start]
        neighbours = [value for other in self._near(number) for value in other.near]
        written = after[:1] == ["down"] and _WRITING.intersection(before)
        if (_DOWN.intersection(after) and not written) or _BEFORE_DOWN.intersection(before):
            yield from (base - off for base in self._bases)
            yield from (abs(value - off) for value in neighbours)
        if _UP.intersection(after) or "+" in after[:1]:
            yield from (base + off for base in self._bases)
            yield from (value + off for value in neighbours)

    def _near(self, number: Number) -> Iterable[Number]:
        return (other for other in self._numbers if 0 < abs(other.start - number.start) <= 2 * _REACH)

    def _fractions(self) -> Iterator[tuple[Fraction, int]]:
        """(part, token behind it): 3/4, three quarters, a third, forty-three fiftieths, half."""
        for at, token in enumerate(self._tokens):
            if token == "/":
                yield from self._slashed(at)
            below = _PARTS.get(token.removesuffix("s"))
            if below:
                above = self._before(at) or (
                    [Fraction(1)] if token == "half" or self._has_article(at) else []
                )
                yield from ((value / below, at + 1) for value in above)
        for number in self._numbers:
            yield from ((part, number.end) for part in self._ordinal_parts(number))

    def _ordinal_parts(self, number: Number) -> Iterator[Fraction]:
        last = self._tokens[number.end - 1]
        if not last.endswith(("th", "ths", "third", "thirds")) or not number.chunks[-1]:
            return
        if word(last) == "hundred":
            yield number.chunks[-1] / 10_000
        elif len(number.chunks) > 1:
            yield number.chunks[-2] / number.chunks[-1]
        elif self._has_article(number.start):
            yield 1 / number.chunks[-1]

    def _has_article(self, at: int) -> bool:
        return self._tokens[max(0, at - 1) : at] == ["a"]

    def _slashed(self, at: int) -> Iterator[tuple[Fraction, int]]:
        above, below = self._tokens[at - 1 : at], self._tokens[at + 1 : at + 2]
        if (
            above
            and below
            and above[0].isdigit()
            and below[0].isdigit()
            and len(below[0]) < 20
            and int(below[0])
        ):
            yield Fraction(int(above[0][:20]), int(below[0])), at + 2

    def _before(self, at: int) -> list[Fraction]:
        """Values of the run that ends in front of this token."""
        return [value for number in self._numbers if number.end == at for value in number.near]

    def _behind(self, at: int) -> Iterator[Number]:
        return (number for number in self._numbers if at <= number.start <= at + 3)

    def _of_offers(self) -> Iterator[Fraction]:
        """So many percent over or under an offer: any public amount may be meant."""
        for number in self._numbers:
            size = self._hundredths(number.end)
            if size and self._follows(number.end, {"offer", "offered", "bid"}, 2 * _REACH):
                ratios = [self._directed(value / size, number) for value in number.near]
                yield from (ratio * base for ratio in ratios for base in self._bases)

    def _ways(self) -> Iterator[Fraction]:
        """A part of the way from one public amount to another."""
        for part, at in self._fractions():
            if self._follows(at, {"way", "gap", "difference"}, _REACH):
                yield from (a + part * (b - a) for a in self._bases for b in self._bases)

    def _multiples(self) -> Iterator[Fraction]:
        for at, token in enumerate(self._tokens):
            if token in {"twice", "double", "doubled"}:
                yield from (2 * value for number in self._behind(at) for value in number.near)

    def _middles(self) -> Iterator[Fraction]:
        if not {"between", "halfway", "midway", "middle", "average"}.intersection(self._tokens):
            return
        for number in self._numbers:
            values = sorted(number.near)
            for other in self._near(number):
                yield from ((first + second) / 2 for first in values for second in other.near)
            yield from ((first + second) / 2 for first in values for second in values)

    def _follows(self, at: int, wanted: set[str], reach: int) -> bool:
        return bool(wanted.intersection(self._tokens[at : at + reach]))
