"""What prices a line names, by numbers and by their relation to public prices, and whether it may.

"Fifteen percent under asking" names a price though 15 may be public as the size of a wheel: where a number, a share
or a multiple stands in relation to a price, what counts is the amount that comes out.
"""

from fractions import Fraction
from itertools import pairwise
from typing import Final

from rooms.domain.counts import innocent, is_time, saying
from rooms.domain.parts import MONEY
from rooms.domain.public import Public
from rooms.domain.reading import Numeral, Reading, read_folded
from rooms.domain.relations import (
    PARTS,
    Base,
    Direction,
    Relation,
    clause_before,
    multiples,
    near_a_price,
    relation_of,
    says_middle,
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_HALVES: Final = _words(
    "good bad easy hard best worst fun bigger smaller"
    " first second other better last top bottom front back rear upper lower left right which each my your his her their"
    " our its"
)
_MODALS: Final = _words("would could will should might may")
_CUT: Final = _words("cut slash slashed split price asking offer figure it that")
_TELLING: Final = _words("double triple treble band bands")
"""Before a number these make more of it: "double seven double zero", "band 90"."""
_LARGE: Final = 1000
_GROUPED: Final = 2
_DIGITS_IN_A_ROW: Final = 3
_STRINGS: Final = _words("and then next plus dash hyphen space comma slash dot also after followed or now")
_REACH: Final = 5
_HUNDRED_PERCENT: Final = Fraction(1)


def names_a_price(folded: str, public: Public) -> bool:
    """Whether the folded text of a line says a number, or by a relation an amount, that is not public."""
    reading = read_folded(folded, public.known, public.facts)
    if any(not _allowed(reading, numeral, public, folded) for numeral in reading.numerals):
        return True
    if any(not _sum_allowed(reading, *pair, public) for pair in pairwise(reading.numerals)):
        return True
    if _digit_by_digit(reading):
        return True
    return any(not _named_public(*found, public) for found in multiples(reading)) or _middle(reading, public)


def _allowed(reading: Reading, numeral: Numeral, public: Public, folded: str) -> bool:
    if numeral.kind == "public":
        return True
    if saying(reading, numeral):
        return True
    if reading.word(numeral.first - 1) in _TELLING and numeral.kind == "plain":
        return public.has_words(_with_word_before(reading, numeral, folded))
    relation = _relation(reading, numeral, public)
    if relation is not None:
        own_half = numeral.kind == "soft" and reading.word(numeral.first - 1) in _HALVES
        quoted = own_half or _quoted(reading, numeral, relation, public, folded)
        return (
            quoted
            or _named_public(relation, numeral, public)
            or _leads_to_offer(reading, numeral, relation, public)
        )
    if (
        numeral.kind == "share"
        and _ratio(reading, numeral)
        and not public.has_words(_spelled(reading, numeral, folded))
    ):
        return False  # "6/8" says no public "3/4"
    if numeral.kind in PARTS:
        return _part_allowed(reading, numeral, public) or (
            numeral.kind == "share" and innocent(reading, numeral, public.asking)
        )
    if _rounds_a_fact(reading, numeral, public):
        return True
    return _amount_allowed(numeral, public) or innocent(reading, numeral, public.asking)


def _rounds_a_fact(reading: Reading, numeral: Numeral, public: Public) -> bool:
    """ "Just over sixty thousand miles" where 61,400 miles are public: the same thing, to one or two digits."""
    if numeral.money or len(numeral.value.must) > 1 or reading.ends(numeral.last):
        return False
    worth, what = numeral.value.must[0], reading.word(numeral.last)
    same = [
        fact for fact, behind in public.facts if behind == what and fact >= _LARGE and behind not in MONEY
    ]
    return any(worth in _rounded(fact) for fact in same)


def _rounded(fact: Fraction) -> set[Fraction]:
    digits = len(str(int(fact)))
    steps = (Fraction(10) ** (digits - 1), Fraction(10) ** (digits - 2))
    return {edge * step for step in steps for edge in (fact // step, fact // step + 1)}


def _ratio(reading: Reading, numeral: Numeral) -> bool:
    inner = reading.tokens[numeral.first : numeral.last]
    return len(inner) > 1 and all(token.digits for token in inner)


def _spelled(reading: Reading, numeral: Numeral, folded: str) -> str:
    return folded[reading.tokens[numeral.first].start : reading.tokens[numeral.last - 1].end]


def _with_word_before(reading: Reading, numeral: Numeral, folded: str) -> str:
    return folded[reading.tokens[numeral.first - 1].start : reading.tokens[numeral.last - 1].end]


def _amount_allowed(numeral: Numeral, public: Public) -> bool:
    """Every reading is public, or one is a price of this room."""
    value = numeral.value
    if any(worth in public.prices for worth in (*value.must, *value.may)):
        return True
    if numeral.money and len(value.must) == _GROUPED and max(value.must) == 1000 * min(value.must):
        return max(value.must) in public.amounts  # "16.400 EUR" is read as grouped, where that is public
    return all(worth == 0 or worth in public.amounts for worth in value.must)


def _part_allowed(reading: Reading, numeral: Numeral, public: Public) -> bool:
    """A percentage or share that stands in no relation: the offer's band, the whole, or public and not of a price."""
    worth = numeral.value.must[0]
    if len(numeral.value.must) > 1:
        return False
    if numeral.kind == "percent" and worth in {
        _HUNDRED_PERCENT,
        Fraction(0),
        Fraction(public.band or 0, 100),
    }:
        return True
    if (
        numeral.kind == "soft"
        and reading.word(numeral.first - 1) == "and"
        and _is_thing(reading, numeral.first - 2)
    ):
        return True  # "a week and a half", "an apprenticeship and a half"
    if numeral.kind == "soft":
        return not _placed(reading, numeral) and not _of_money(reading, numeral.last)
    fact = (worth, reading.word(numeral.last)) in public.facts
    known = public.percents if numeral.kind == "percent" else public.shares
    return worth in known and (fact or not near_a_price(reading, numeral))


def _is_thing(reading: Reading, at: int) -> bool:
    """Whether token `at` is a word and neither money nor a number."""
    word = reading.word(at)
    return word.isalpha() and word not in MONEY and not any(n.first <= at < n.last for n in reading.numerals)


def _digit_by_digit(reading: Reading) -> bool:
    """ "One, then seven, then five": three digits or more with a word between each two."""
    row = 1
    for left, right in pairwise(reading.numerals):
        single = all(n.kind == "plain" and n.value.must[0] < 10 and not n.money for n in (left, right))
        row = row + 1 if single and _strung(reading, left.last, right.first) else 1
        if row >= _DIGITS_IN_A_ROW:
            return True
    return False


def _strung(reading: Reading, at: int, to: int) -> bool:
    return to - at == 1 and reading.word(at) in _STRINGS


def _sum_allowed(reading: Reading, left: Numeral, right: Numeral, public: Public) -> bool:
    """ "19,800 - 200": a sum is a number too. A dash between a price and a fact is none."""
    sign = reading.tokens[right.first].gap.strip().strip("$\u20ac\u00a3 ")
    if (
        left.last != right.first
        or sign not in {"+", "-", "*", "\u00d7", "\u00f7", "="}
        or not left.value.must
    ):
        return True
    if sign == "-" and left.value.must[0] not in public.prices:
        return True
    if sign == "-" and any((worth, reading.word(right.last)) in public.facts for worth in right.value.must):
        return True
    return sign == "-" and _is_price(left.value.must[0] - right.value.must[0], public)


def _of_money(reading: Reading, at: int) -> bool:
    """ "Half a dollar" """
    at += reading.word(at) == "of"
    return reading.word(at + (reading.word(at) in {"a", "an", "one"})) in MONEY


def _placed(reading: Reading, numeral: Numeral) -> bool:
    """ "By half.", "I could do a third": a share by itself where an amount would stand."""
    before = reading.word(numeral.first - 1)
    if before in _HALVES or not (reading.ends(numeral.last) or reading.word(numeral.last) in _MODALS):
        return False
    return before != "in" or bool(_CUT & set(clause_before(reading, numeral.first, _REACH)))


def _relation(reading: Reading, numeral: Numeral, public: Public) -> Relation | None:
    """The relation to a price that a number stands in, if it does."""
    if (
        numeral.kind == "soft"
        and reading.word(numeral.last) in {"a", "an", "the"}
        and is_time(reading, numeral.last + 1)
    ):
        return None  # "under half a minute"
    found = relation_of(reading, numeral)
    if found is None or found.base != "unsaid" or numeral.kind in PARTS:
        return found
    leads = public.amounts if reading.word(found.end) == "to" else frozenset[Fraction]()
    absolute = found.vague and any(worth in public.prices | leads for worth in numeral.value.must)
    fact = any((worth, reading.word(numeral.last)) in public.facts for worth in numeral.value.must)
    return None if absolute or fact or innocent(reading, numeral, public.asking) else found


def _bases(base: Base, public: Public) -> frozenset[Fraction]:
    """The prices that a base may mean; all of them must give a public price."""
    if base == "asking":
        return frozenset({public.asking})
    said = [*public.said[:2], frozenset[Fraction](), frozenset[Fraction]()]
    if base == "theirs" and said[0]:
        return said[0]
    if base == "ours" and said[1]:
        return said[1]
    return frozenset({public.asking}) | said[0] | said[1]


def _named_public(relation: Relation, numeral: Numeral, public: Public) -> bool:
    """Whether every amount that the relation may name is a price of this room."""
    part = numeral.kind in PARTS
    for worth in numeral.value.must:
        for base in _bases(relation.base, public):
            if not _is_price(_related(relation.direction, base, worth, part=part), public):
                return False
    return True


def _related(direction: Direction, base: Fraction, worth: Fraction, *, part: bool) -> Fraction:
    if direction == "times":
        return base * worth
    if direction == "divided":
        return base / worth if worth else base
    change = base * worth if part else worth
    return base - change if direction == "less" else base + change


def _is_price(amount: Fraction, public: Public) -> bool:
    """Whether an amount, rounded half up as bands are, is the offer or a price said before."""
    rounded = (amount / public.unit + Fraction(1, 2)) // 1 * public.unit
    return amount in public.prices or rounded in public.prices


def _leads_to_offer(reading: Reading, numeral: Numeral, relation: Relation, public: Public) -> bool:
    """ "Another 192 down to 9,120": the step and the offer that it leads to."""
    after = max(relation.end, numeral.last)
    if (
        relation.base != "unsaid"
        or numeral.kind != "plain"
        or reading.word(after) != "to"
        or public.offer is None
    ):
        return False
    target = next((n for n in reading.numerals if n.first == after + 1), None)
    steps = {
        _related(relation.direction, base, numeral.value.must[0], part=False)
        for base in _bases("any", public)
    }
    return target is not None and target.value.must == (public.offer,) and public.offer in steps


def _quoted(reading: Reading, numeral: Numeral, relation: Relation, public: Public, folded: str) -> bool:
    """Whether the relation stands in public in these very words: "200 off for cash", "option 500"."""
    if relation.base != "unsaid" or not set(numeral.value.must) <= public.amounts | public.shares:
        return False
    first = numeral.first - (relation.end <= numeral.last)
    last = max(relation.end, numeral.last)
    return public.has_words(folded[reading.tokens[first].start : reading.tokens[last - 1].end])


def _middle(reading: Reading, public: Public) -> bool:
    """Whether the line names the middle of two prices ("split the difference") and that is no public price."""
    if not any(says_middle(reading, at) for at in range(len(reading.tokens))):
        return False
    named = {n.value.must[0] for n in reading.numerals if n.kind == "plain"} & (
        public.prices - {public.offer}
    )
    ends = named if len(named) > 1 else frozenset({public.asking}).union(*public.said[:2])
    middles = [(a + b) / 2 for a in ends for b in ends if a < b]
    return any(not _is_price(amount, public) for amount in middles)
