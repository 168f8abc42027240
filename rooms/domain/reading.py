"""Reading numbers: digits of any grouping, number words, and both mixed, as the amounts a reader may take them for.

A numeral has readings of two kinds. Those it `must` be checked for are what a reader would take it to say; where
several are possible ("1.250", "seventeen five") each of them counts. Those it `may` be are looser ("twelve fifty" for
12.50): they help an honest price through and allow nothing else.
"""

import re
from collections.abc import Collection
from fractions import Fraction
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from rooms.domain.letters import fold
from rooms.domain.literals import literal
from rooms.domain.number_words import SHARES
from rooms.domain.parts import MONEY, Facts, Parts
from rooms.domain.sums import UNREADABLE, Item, Value, add_up
from rooms.domain.tokens import KNOWN_CHAINS, Token, tokens

Kind = Literal["plain", "percent", "share", "soft", "ordinal", "public"]

_CLAUSE_END: Final = re.compile(r"[,.;:!?()\n\"\u201c\u201d]|\s-+\s")
_PERCENT_MARK: Final = re.compile(r"\s?[%\u2030\u2031\u066a]")
_PER_MARK: Final = {"\u2030": 1000, "\u2031": 10_000}
_PERCENT_WORDS: Final = frozenset(
    "percent pct percents percentage procent prozent pc perc percentile".split()
)
_PER: Final = {
    "cent": 100,
    "cents": 100,
    "hundred": 100,
    "mille": 1000,
    "mil": 1000,
    "mill": 1000,
    "thousand": 1000,
}
_SIGNS: Final = frozenset("$\u20ac\u00a3\u00a5\u20b9\u20bd\u20a9\u20aa\u20ab\u20ba\u20b4\u20bf\u00a2")
_ODD_CHAIN: Final = re.compile(r"[:x-]|[./]\d+[./]")
_BASIS: Final = frozenset("bps bp".split())
_POINTS: Final = frozenset("point points pts percentage".split())
_COMPARED: Final = frozenset("under below off less lower above over more higher of points from".split())
_OPENERS: Final = frozenset({"a", "an", "couple", "grand", "mille", "point"} | set(SHARES))
_COINS: Final = frozenset("cent cents penny pence p c centimes rappen".split())


class Numeral(NamedTuple):
    """One number as it stands in a text: tokens first..last (exclusive). A percent or a share is worth its part
    of one; "soft" is a share that may say nothing ("half the fun"); "public" is a spelling with digits that is known
    as it stands and says no amount. `money` tells that a currency stands with it."""

    kind: Kind
    value: Value
    first: int
    last: int
    money: bool = False


class Reading(NamedTuple):
    """A text's tokens and the numbers in it, left to right."""

    tokens: list[Token]
    numerals: list[Numeral]

    def word(self, at: int) -> str:
        """Token `at`, "" outside."""
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def ends(self, at: int) -> bool:
        """Whether a clause ends before token `at`."""
        return at >= len(self.tokens) or bool(_CLAUSE_END.search(self.tokens[at].gap))


def read(text: str, known: Collection[str] = (), facts: Facts = ()) -> Reading:
    """The numbers of a text as anybody may write it."""
    return read_folded(fold(text).read, known, facts)


def read_folded(folded: str, known: Collection[str] = (), facts: Facts = ()) -> Reading:
    """As `read`, of folded text. `known` are public spellings that are no riddle; `facts` are public pairs of a
    number and the word behind it ("5-door"): such a number does not run on from the one before it."""
    found = tokens(folded, known)
    reader, numerals, at = _Reader(found, folded, known, facts), [], 0
    while at < len(found):
        numeral = reader.numeral(at) if reader.may_begin(at) else None
        if numeral is not None:
            numerals.append(numeral)
        at = numeral.last if numeral is not None else at + 1
    return Reading(found, numerals)


class _Reader(Parts):
    def __init__(self, found: list[Token], folded: str, known: Collection[str], facts: Facts) -> None:
        super().__init__(found, folded, facts)
        self.known = known

    def may_begin(self, at: int) -> bool:
        """Whether a number can begin at token `at`; most words are done with here."""
        token = self.found[at]
        if self.said[at] is not None or token.text in _OPENERS or token.digits:
            return True
        after = self.found[at + 1] if at + 1 < len(self.found) else token
        return after.gap == "" and after.digits

    def numeral(self, at: int) -> Numeral | None:
        """The number that begins at token `at`."""
        strange = self._mixed(at) or (self._chain(at) if self.found[at].digits else None)
        if strange is not None:
            return strange
        first = at + (self.text(at) in {"a", "an"})
        items, last = self.items(first)
        if first > at and self.text(first) in SHARES and (not items or items[0].role == "number"):
            return self._share(at, Value((1 / SHARES[self.text(first)],)), first + 1, "soft")
        if self.text(at) == "half" and not items:
            return self._share(at, Value((Fraction(1, 2),)), at + 1, "soft")
        if not items or (first > at and items[0].role == "number"):
            return None
        return self._closed(at, items, last)

    def _mixed(self, at: int) -> Numeral | None:
        """Digits and letters in one word: public as it stands; else unreadable where they alternate ("17s00")."""
        last = at + 1
        while last < len(self.found) and self.found[last].gap == "":
            last += 1
        inner = self.found[at:last]
        if last - at < 2 or not 0 < sum(t.digits for t in inner) < last - at:
            return None
        if last - at == 2 and inner[0].digits:
            return None  # "92k", "56cm"
        spelled = self.folded[inner[0].start : inner[-1].end]
        if spelled in self.known or spelled.removesuffix("s") in self.known:
            return Numeral("public", self._inner(inner), at, last)
        changes = sum(a.digits != b.digits for a, b in pairwise(inner))
        glued = self.found[at].gap == "" and at > 0 and self.found[at - 1].digits
        hidden = changes > 1 or glued or (inner[-1].digits and int(inner[-1].text[:40]) == 0)
        return Numeral("plain", UNREADABLE, at, last) if hidden else None

    def _inner(self, inner: list[Token]) -> Value:
        """Every number in a spelling, "2.8-4" as 2.8, 8 and 4."""
        starts = [at for at, token in enumerate(inner) if token.digits]
        read = [literal(inner, at) for at in starts]
        return Value(tuple(worth for one in read for worth in one.worth if worth >= 0))

    def _chain(self, at: int) -> Numeral | None:
        """A date, a version, a range or a size that is public as it stands, and "24/7"."""
        found = KNOWN_CHAINS.match(self.folded, self.found[at].start)
        if found is None or (
            found[0] != "24/7" and (found[0] not in self.known or not _ODD_CHAIN.search(found[0]))
        ):
            return None
        last = at
        while last < len(self.found) and self.found[last].end <= found.end():
            last += 1
        return Numeral("public", self._inner(self.found[at:last]), at, last)

    def _closed(self, at: int, items: list[Item], last: int) -> Numeral:
        value = add_up(items)
        divisor = SHARES.get(self.text(last).removesuffix("s"))
        if (
            divisor
            and not self.ordinal(last - 1)
            and self.close(last)
            and (self.text(last).endswith("s") or value.must[0] < 20)
        ):
            return self._share(at, value.times(1 / divisor), last + 1, "share")
        whole = self._out_of(last)
        if whole is not None:
            return Numeral("share", value.times(1 / whole[0]), at, whole[1])
        if len(items) == 1 and items[0].role == "share":
            return self._share(at, value, last, "share")
        per, end = self._percent(at, last)
        if per:
            return Numeral("percent", value.times(Fraction(1, per)), at, end)
        if self.ordinal(last - 1):
            return Numeral("ordinal", value, at, last)
        return self._money(at, value, last)

    def _share(self, at: int, value: Value, last: int, kind: Kind) -> Numeral:
        """A part of one; of a million it is an amount, and "half a percent" a percentage."""
        after = last + (self.text(last) == "of")
        after += self.text(after) in {"a", "an"}
        if after < len(self.found) and self.factor(after):
            items, end = self.items(after)
            whole = add_up(items).must[0] if items else Fraction(1000)
            return Numeral("plain", value.times(whole), at, max(end, after + 1))
        per, end = self._percent(at, after)
        return (
            Numeral("percent", value.times(Fraction(1, per)), at, end)
            if per
            else Numeral(kind, value, at, last)
        )

    def _out_of(self, last: int) -> tuple[Fraction, int] | None:
        """ "85 out of 100": the whole, and the token behind it."""
        if self.text(last) != "out" or self.text(last + 1) != "of" or last + 2 >= len(self.found):
            return None
        first = last + 2 + (self.text(last + 2) in {"a", "every", "each"})
        items, end = self.items(first) if first < len(self.found) else ([], first)
        worth = add_up(items).must[0] if items else Fraction(0)
        return (worth, end) if worth > 0 else None

    def _percent(self, at: int, last: int) -> tuple[int, int]:
        """What the number at..last is a part of (100, 1000, 10000; 0 where it is none), and the token after it."""
        mark = _PERCENT_MARK.match(self.gap(last))
        if mark or self.gap(at).endswith("%"):
            return _PER_MARK.get(mark[0].strip() if mark else "", 100), last
        if not self.close(last):
            return 0, last
        text, after = self.text(last), self.text(last + 1)
        if text in _PERCENT_WORDS:
            return 100, last + 1
        if text in {"permille", "promille", "permil"}:
            return 1000, last + 1
        if text == "per" and after in _PER:
            return _PER[after], last + 2
        if text in _COINS and after in {"on", "in"} and self.text(last + 3) in MONEY:
            return 100, last + 4
        if text in _POINTS and after in _COMPARED:
            return 100, last + 1
        if text in _BASIS or (text == "basis" and after.startswith("point")):
            return 10_000, last + (1 if text in _BASIS else 2)
        return 0, last

    def _money(self, at: int, value: Value, last: int) -> Numeral:
        """An amount with its currency and its coins: "nine dollars and fifty cents"."""
        money = self._signed(at, last)
        if self.text(last) not in MONEY or not self.close(last):
            return Numeral("plain", value, at, last, money)
        after = last + 1 + (self.text(last + 1) == "and")
        items, end = self.items(after) if after < len(self.found) and self.close(after) else ([], after)
        coins = add_up(items).must[0] if items else Fraction(0)
        if items and 0 <= coins < 100 and (self.text(end) in _COINS or after == last + 1):
            whole = tuple(n + coins / 100 for n in value.must)
            return Numeral("plain", Value(whole), at, end + (self.text(end) in _COINS), money=True)
        return Numeral("plain", value, at, last + 1, money=True)

    def _signed(self, at: int, last: int) -> bool:
        before, behind = self.gap(at).strip()[-1:], self.gap(last)[:2].strip()[:1]
        return before in _SIGNS or behind in _SIGNS or (self.text(at - 1) in MONEY and self.close(at))
