"""The parts that a number is made of, gathered from tokens: which belong together, and where the number ends."""

import re
from collections.abc import Collection
from fractions import Fraction
from typing import Final

from rooms.domain import literals, number_words
from rooms.domain.number_words import BEHIND, SHARES
from rooms.domain.sums import Item
from rooms.domain.tokens import Token

Facts = Collection[tuple[Fraction, str]]
MONEY: Final = frozenset(
    "dollar dollars euro euros pound pounds buck bucks quid usd eur gbp chf jpy inr yen rupee rupees franc francs"
    " sterling cad aud krona kronor kroner kr sek nok dkk pln zloty aed dirham dirhams".split()
)
_SIGNS: Final = frozenset("$\u20ac\u00a3\u00a5")
_POINT: Final = frozenset("point dot comma decimal".split())
_OHS: Final = re.compile(r"o{1,3}|oh")
_VAGUE: Final = frozenset("few several many some".split())
_FACTORS: Final = frozenset({"hundred", "scale", "dozen"})
_ENDINGS: Final = frozenset("st nd rd th".split())
CLAUSE_ENDS: Final = frozenset(
    "if and or but for so is to off less more under below above over then when with as because would will could can"
    " should might may was does sounds seems cash today now please it each extra short".split()
)
"""Words that cannot be what a number counts."""
_CLOSE: Final = re.compile(r"[\s\-_~]{0,3}")
_SENTENCE_END: Final = re.compile(r"[.!?]\s+")
_LOOSE: Final = re.compile(r"[\s\-_~,.;:/'\"*|()\[\]\u2026\u2022+&<>=!?]{1,6}")


class Parts:
    """Reads the parts of a number from any token on."""

    def __init__(self, found: list[Token], folded: str, facts: Facts) -> None:
        self.found, self.folded, self.facts = found, folded, facts
        self.said = [None if t.digits else number_words.said(t.text) for t in found]

    def text(self, at: int) -> str:
        """Token `at`, "" outside."""
        return self.found[at].text if 0 <= at < len(self.found) else ""

    def gap(self, at: int) -> str:
        """What stands before token `at`, or after the last one."""
        return self.found[at].gap if at < len(self.found) else self.folded[self.found[-1].end :]

    def close(self, at: int) -> bool:
        """Whether nothing but a space or a hyphen parts token `at` from the one before it."""
        return bool(_CLOSE.fullmatch(self.gap(at)))

    def factor(self, at: int) -> bool:
        """Whether a hundred, a thousand, a dozen or the like stands at `at`."""
        said = self.said[at] if at < len(self.found) else None
        return (said is not None and said.part in _FACTORS) or self.text(at) in {"grand", "k", "mil", "thou"}

    def items(self, first: int) -> tuple[list[Item], int]:
        """The parts of the number that begins at `first`, and the token after it; ([], first) for none."""
        items: list[Item] = []
        at = first
        while at < len(self.found) and not (items and self._divides(at, items[-1])):
            found = self._item(at, items)
            if found is None or (items and not self._joins(items[-1], at, *found)):
                break
            items.append(found[0])
            at = found[1]
            if self.ordinal(at - 1):
                break
        return items, at

    def _divides(self, at: int, before: Item) -> bool:
        """Whether an ordinal divides the number before it: "two thirds", "one fifth", but "twenty fifth"."""
        text = self.text(at)
        plural = text.endswith("s") and text.removesuffix("s") in SHARES
        return plural or (text in SHARES and before.role == "number" and before.worth[0] < 20)

    def ordinal(self, at: int) -> bool:
        """Whether the token is an ordinal or an ordinal's ending."""
        return self.text(at).removesuffix("s") in number_words.ORDINALS or self.text(at) in _ENDINGS

    def _item(self, at: int, items: list[Item]) -> tuple[Item, int] | None:
        if self.found[at].digits:
            return self._digits(at)
        said, text = self.said[at], self.text(at)
        if said is not None:
            return self._word(at, said, started=bool(items))
        if not items:
            return self._start(at)
        if text in BEHIND and self.close(at):
            behind = BEHIND[text]
            return Item("scale" if behind.part == "scale" else "dozen", (behind.value,), text), at + 1
        if text == "and" or text == "of":
            return self._after_and(at, items)
        if _OHS.fullmatch(text) and self.close(at):
            return Item("number", (Fraction(0),), "0" * len(text) if text != "oh" else "0"), at + 1
        if text in _POINT:
            return self._decimals(at)
        return None

    def _digits(self, at: int) -> tuple[Item, int]:
        found = literals.literal(self.found, at)
        last = found.last
        if self.text(last) in _ENDINGS and self.gap(last) == "":
            last += 1
        elif self.slashed(last):
            below = literals.literal(self.found, last)
            return self._row(at) if self.slashed(below.last) else self._fraction(found, below)
        return Item("number", found.worth, found.text, word=False), last

    def slashed(self, at: int) -> bool:
        return self.gap(at).strip() == "/" and at < len(self.found) and self.found[at].digits

    def _fraction(self, above: literals.Literal, below: literals.Literal) -> tuple[Item, int]:
        divisor = below.worth[0]
        worth = tuple(n / divisor for n in above.worth) if divisor > 0 else (Fraction(-1),)
        return Item("share", worth, word=False), below.last

    def _row(self, at: int) -> tuple[Item, int]:
        """Digits between slashes are read as one row: "1/7/5/0/0"."""
        last, row = at, ""
        while last < len(self.found) and (last == at or self.slashed(last)) and len(row) <= literals.LONGEST:
            row += self.text(last)
            last += 1
        return Item("number", (Fraction(int(row)),), row, word=False), last

    def _word(self, at: int, said: number_words.Said, *, started: bool) -> tuple[Item, int] | None:
        if said.part == "hundred" or said.part == "scale" or said.part == "dozen":
            vague = not started and (said.plural or self.text(at - 1) in _VAGUE)
            return None if vague else (Item(said.part, (said.value,), self.text(at)), at + 1)
        return Item("number", (said.value,), str(said.value)), at + 1

    def _start(self, at: int) -> tuple[Item, int] | None:
        """Words that begin a number only before another: "couple of thousand", "half a million", "point nine"."""
        text, after = self.text(at), at + 1 + (self.text(at + 1) == "of")
        if text == "couple" and (self.factor(after) or self.text(after) in MONEY):
            return Item("number", (Fraction(2),)), after
        if text in {"half", "quarter"}:
            after += self.text(after) in {"a", "an"}
            if self.factor(after):
                return Item("number", (1 / SHARES[text],)), after
        if text in {"grand", "mille"} and self.text(at - 1) in {"a", "one"} and self._clause_ends(at + 1):
            return Item("scale", (Fraction(1000),)), at + 1
        return self._decimals(at) if text == "point" else None

    def _clause_ends(self, at: int) -> bool:
        return at >= len(self.found) or bool(self.gap(at).strip()) or self.text(at) in CLAUSE_ENDS

    def _after_and(self, at: int, items: list[Item]) -> tuple[Item, int] | None:
        after = at + 1 + (self.text(at + 1) in {"a", "an"})
        if self.text(at) == "of":
            return (
                self._item(after, items)
                if self.factor(after) and items[-1].role in {"share", "dozen"}
                else None
            )
        divisor = SHARES.get(self.text(after).removesuffix("s"))
        if divisor and (after > at + 1 or divisor in {2, 4}):
            return Item("share", (1 / divisor,)), after + 1
        share = self._counted_share(after)
        if share is not None:
            return share
        if (
            items[-1].role in _FACTORS
            and after < len(self.found)
            and (self.found[after].digits or self.said[after])
        ):
            found = self._item(after, items)
            return found and (found[0]._replace(linked=True), found[1])
        return None

    def _counted_share(self, at: int) -> tuple[Item, int] | None:
        """ "three quarters", "seven eighths", "1/2" """
        if at < len(self.found) and self.found[at].digits and self.slashed(at + 1):
            return self._digits(at)
        count = self.said[at] if at < len(self.found) else None
        divisor = SHARES.get(self.text(at + 1).removesuffix("s"))
        if count and divisor and count.part in {"digit", "teen"} and not self.ordinal(at):
            return Item("share", (count.value / divisor,)), at + 2
        return None

    def _decimals(self, at: int) -> tuple[Item, int] | None:
        row, after = "", at + 1
        while after < len(self.found) and self.close(after):
            said = self.said[after]
            if self.found[after].digits:
                row += self.text(after)
            elif said and said.part in {"digit", "teen", "tens"} and not self.ordinal(after):
                row = row + str(said.value)
            elif _OHS.fullmatch(self.text(after)):
                row += "0"
            else:
                break
            after += 1
        if not row or len(row) > literals.LONGEST:
            return None
        return Item("decimals", (Fraction(int(row), 10 ** len(row)),)), after

    def _joins(self, before: Item, at: int, item: Item, after: int) -> bool:
        """Whether the part at `at` belongs to the number so far."""
        gap, worth = self.gap(at), item.worth[0]
        if item.role == "number" and (worth, self.text(after)) in self.facts:
            return False
        if gap in _SIGNS:  # "17€50"
            return True
        if (
            before.word and not item.word and _SENTENCE_END.fullmatch(gap)
        ):  # "each one. 236.60 dollars, please"
            return False
        if _CLOSE.fullmatch(gap) and ("-" not in gap or before.word or item.word):
            return True
        return bool(_LOOSE.fullmatch(gap)) and self._runs_on(before, item, after)

    def _runs_on(self, before: Item, item: Item, after: int) -> bool:
        """Whether a reader takes two parts for one number in spite of the marks between: "17. 500", "1/7/5"."""
        first, second = before.worth[0], item.worth[0]
        if item.role != "number" or before.role in _FACTORS:
            return True
        if item.text.startswith("0") or max(first, second) < 10:
            return True
        return first < 1000 and (100 <= second < 1000 or (self.factor(after) and self.close(after)))
