"""Numbers in a folded text: digits in any grouping, English words in any manner, and the two mixed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

_SMALL: Final = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen".split()
    )
} | {"oh": 0, "nought": 0, "nil": 0}
_TENS: Final = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
} | {"fourty": 40}
_SCALES: Final = {
    "hundred": 100,
    "thousand": 1000,
    "grand": 1000,
    "k": 1000,
    "million": 10**6,
    "m": 10**6,
    "dozen": 12,
}
_ORDINALS: Final = {
    "first": "one", "second": "two", "third": "three", "fifth": "five", "eighth": "eight", "ninth": "nine",
    "twelfth": "twelve",
}  # fmt: skip
_JOINTS: Final = frozenset({"and", "a", "point", "half", "double", "triple"})
_LEET: Final = str.maketrans("01345", "oieas")
_TOKEN: Final = re.compile(r"\d+(?:[.,]\d+)?(?:e\d{1,2})?(?!\d)|\d+|[a-z]+|[^\sa-z\d]")
_LETTERED: Final = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*")
_BREAKS: Final = frozenset('!?;:%+=()<>{}"\u2030')
_MOST_JOINED: Final = 12
_LONGEST: Final = 40

NUMBER_WORDS: Final = frozenset({*_SMALL, *_TENS, *_SCALES} - {"k", "m", "oh", "nil"})


@dataclass(frozen=True)
class Number:
    """One run of number words and digits. near: values that may be meant roundly; exact: digits put together.

    Tokens start..end (end excluded) of the text's. chunks: the run by the grammar; spoken: a word is in it.
    """

    start: int
    end: int
    near: frozenset[Fraction]
    exact: frozenset[Fraction]
    chunks: tuple[Fraction, ...]
    spoken: bool


def tokens(folded: str) -> list[str]:
    """Words, numbers with at most one decimal mark, and single marks; a letter code is undone where it spells one."""
    return _TOKEN.findall(_LETTERED.sub(_unleet, folded))


def _unleet(found: re.Match[str]) -> str:
    read = found[0].translate(_LEET)
    return read if read != found[0] and word(read) in NUMBER_WORDS else found[0]


def word(token: str) -> str:
    """A number word without its ending: "hundredths" -> "hundred", "twentieth" -> "twenty"."""
    bare = token
    for ending in ("ths", "th", "s"):
        if bare.endswith(ending) and len(bare) > len(ending) + 1:
            bare = bare.removesuffix(ending)
            break
    for tried in (token, bare, _ORDINALS.get(token.removesuffix("s"), ""), bare.removesuffix("ie") + "y"):
        if tried in _SMALL or tried in _TENS or tried in _SCALES:
            return tried
    return token


def is_number(token: str) -> bool:
    return token[0].isdigit() or word(token) in NUMBER_WORDS or token in {"k", "m", "oh", "nil"}


def numbers(of: Sequence[str]) -> Iterator[Number]:
    """The runs in order. Marks other than sentence breaks may stand inside one."""
    at = 0
    while at < len(of):
        if not (is_number(of[at]) and of[at] not in {"k", "m"}) and of[at] not in {
            "double",
            "triple",
            "point",
            "half",
        }:
            at += 1
            continue
        start, end, at = at, at + 1, at + 1
        while at < len(of) and (is_number(of[at]) or of[at] in _JOINTS or _inside(of[at])):
            if list(of[at : at + 2]) == [",", "and"]:
                break  # a clause ends here: "the D4, and $14,200 is my offer"
            if is_number(of[at]):
                end = at + 1
            at += 1
        at = end
        chunks = _chunks(of[start:end])
        if chunks:
            run = of[start:end]
            spoken = any(token.isalpha() and len(token) > 1 for token in run)
            joined = frozenset(_joined(run, chunks))
            yield Number(start, end, frozenset(_near(chunks)), joined, tuple(chunks), spoken)


def _inside(token: str) -> bool:
    return not token.isalnum() and token not in _BREAKS


def _chunks(run: Sequence[str]) -> list[Fraction]:
    """The run as a list of numbers by the grammar: "seventeen two hundred" -> [17, 200]."""
    reader = _Grammar()
    for at, token in enumerate(run):
        reader.take(token, run[at + 1 :])
    reader.flush()
    return reader.read


class _Grammar:
    """Adds up what may follow what: a unit after tens, anything below a hundred after hundreds."""

    def __init__(self) -> None:
        self.read: list[Fraction] = []
        self._total = Fraction(0)
        self._part: Fraction | None = None
        self._cap = Fraction(0)
        self._place = Fraction(0)
        self._times = 1

    def flush(self) -> None:
        if self._part is not None:
            self.read.append(self._total + self._part)
        self._total, self._part, self._cap, self._place = Fraction(0), None, Fraction(0), Fraction(0)

    def take(self, token: str, rest: Sequence[str]) -> None:
        bare = word(token)
        if token == "point":
            self._part, self._place = self._part or Fraction(0), Fraction(1, 10)
        elif token in {"double", "triple"}:
            self._times = 2 if token == "double" else 3
        elif token == "half":
            self._part, self._cap = (self._part or 0) + Fraction(1, 2), Fraction(0)
        elif token == "a" and rest and word(rest[0]) in _SCALES:
            self._add(Fraction(1), Fraction(0))
        elif bare in _SCALES:
            self._scale(Fraction(_SCALES[bare]))
        elif bare in _SMALL:
            self._repeat(Fraction(_SMALL[bare]))
        elif bare in _TENS:
            self._add(Fraction(_TENS[bare]), Fraction(10))
        elif token[0].isdigit():
            self._add(_decimal(token), Fraction(0))

    def _repeat(self, value: Fraction) -> None:
        if self._place and value < 10:
            self._part = (self._part or 0) + value * self._place
            self._place /= 10
            return
        for _ in range(self._times):
            self._add(value, Fraction(0))
        self._times = 1

    def _add(self, value: Fraction, cap: Fraction) -> None:
        if self._part is not None and not (0 < value < self._cap):
            self.flush()
        self._part = (self._part or 0) + value
        self._cap, self._place = cap, Fraction(0)

    def _scale(self, size: Fraction) -> None:
        if self._part is None:
            self._part = Fraction(1)
        self._place = Fraction(0)
        if size == 100:
            thousands = self._part - self._part % 1000 if self._part >= 1000 else Fraction(0)
            self._part = thousands + (self._part - thousands) * 100
        else:
            self._total, self._part = self._total + self._part * size, Fraction(0)
        self._cap = size


def _decimal(token: str) -> Fraction:
    """ "17.2", "17,2" and "1.72e4" as they are; "17,200" and "17.200" as thousands."""
    if len(token) > _LONGEST:
        return Fraction(0)
    grouped = re.fullmatch(r"([1-9]\d{0,2})[.,](\d{3})", token)
    return Fraction(grouped[1] + grouped[2]) if grouped else Fraction(token.replace(",", "."))


def _near(chunks: Sequence[Fraction]) -> Iterator[Fraction]:
    yield from chunks
    for first, second in pairwise(chunks):
        if 0 < first < 1000 and second.denominator == 1:
            yield from (first * 1000 + second * 100,) if second < 10 else (first * 1000 + second,)
            if 10 <= second < 100:
                yield first * 100 + second
    for first, second, third in zip(chunks, chunks[1:], chunks[2:], strict=False):
        if 0 < first < 1000 and second < 10 and 10 <= third < 100:
            yield first * 1000 + second * 100 + third


def _joined(run: Sequence[str], chunks: Sequence[Fraction]) -> Iterator[Fraction]:
    """What stands side by side, written together: 1 7 2 0 0, 17 200, one seventy-two zero zero."""
    digits = [part for token in run for part in re.findall(r"\d+", token[:_LONGEST]) if token[0].isdigit()]
    spoken = [str(chunk) for chunk in chunks if chunk.denominator == 1]
    for parts in (digits, spoken):
        for start in range(len(parts)):
            together = ""
            for part in parts[start : start + _MOST_JOINED]:
                together += part
                yield Fraction(together)
                if len(together) > _MOST_JOINED:
                    break
