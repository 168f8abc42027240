"""Which numbers say nothing of money, and a text without the others.

"One of us", "the first time" and "two questions" are innocent where they cannot be an amount: a count is so only when
what is counted stands behind it and the count is far below every price that could be bargained for.
"""

from fractions import Fraction
from typing import Final

from rooms.domain.letters import fold
from rooms.domain.number_words import SHARES
from rooms.domain.parts import CLAUSE_ENDS, MONEY
from rooms.domain.reading import Numeral, Reading, read_folded

_MARK: Final = "\u2026"
_COUNTED: Final = frozenset(
    "question questions thing things point points detail details photo photos picture pictures reason reasons option"
    " options way ways step steps side sides time times day days week weeks weekend weekends month months year years"
    " hour hours minute minutes second seconds evening evenings morning mornings afternoon afternoons night nights"
    " people person persons guest guests adult adults kid kids child children friend friends family families buyer"
    " buyers seller sellers neighbour neighbours neighbor neighbors owner owners door doors seat seats wheel wheels"
    " tyre tyres tire tires key keys gear gears speed visit visits trip trips call calls message messages line lines"
    " word words sentence sentences room rooms floor floors drawer drawers shelf shelves chair chairs leg legs table"
    " tables dish dishes course courses plate plates item items job jobs set sets pair pairs piece pieces box boxes"
    " car cars bike bikes van vans hand hands eye eyes tone way-ins place places spot spots corner"
    " corners slot slots scratch"
    " scratches dent dents mark marks issue issues problem problems concern concerns other others more last next"
    " stop stops round rounds turn turns cat cats dog dogs star stars".split()
)
_TIME: Final = frozenset("day days week weeks month months year years hour hours minute minutes".split())
_NO_COMPOUND: Final = frozenset(
    "ish odd something plus some fold k m mil mille grand thou percent pct per point".split()
)
_US: Final = frozenset("us you them these those".split())
_TWO: Final = 2
_LEAST_SHARE: Final = 3  # a count is below a third of the asking price
_MOST_COUNTED: Final = 10
_PRICED: Final = frozenset(
    "to at do for pay take offer is was under over about around below above than accept want need reach say maybe"
    " near nearly roughly approximately almost exactly say call".split()
)
_LOOKING: Final = frozenset("looking look searching search hunting asking waiting wishing after".split())
_ENDS: Final = frozenset(
    "if and or but so then when because as max maximum tops flat cash all-in please now today off less".split()
)
_RANKS: Final = frozenset({Fraction(1), Fraction(2), Fraction(3)})


def innocent(reading: Reading, numeral: Numeral, asking: Fraction | None) -> bool:
    """Whether a number counts nothing that could be a price, where `asking` is asked (None: nobody knows what)."""
    if numeral.money or numeral.last - numeral.first > 1 or len(numeral.value.must) != 1:
        return False
    worth, text = numeral.value.must[0], reading.tokens[numeral.first].text
    if numeral.kind == "soft":
        return asking is not None
    if text in {"one", "ones"} and worth == 1:
        return not _priced_one(reading, numeral)
    if numeral.kind == "ordinal" and worth in _RANKS and not text[0].isdigit():
        return True
    return asking is not None and _counts(reading, numeral, worth, asking)


def _priced_one(reading: Reading, numeral: Numeral) -> bool:
    """ "I can do one.": behind a word of giving or taking, before the end of the clause."""
    before = reading.word(numeral.first - 1)
    if before not in _PRICED or (before == "for" and reading.word(numeral.first - 2) in _LOOKING):
        return False
    return reading.ends(numeral.last) or reading.word(numeral.last) in _ENDS


def _counts(reading: Reading, numeral: Numeral, worth: Fraction, asking: Fraction) -> bool:
    """Whether what is counted stands behind a small whole number."""
    if worth.denominator != 1 or not 0 < worth <= _MOST_COUNTED:
        return False
    behind = reading.word(numeral.last)
    if behind in _TIME and not reading.ends(numeral.last):
        return True
    if worth * _LEAST_SHARE > asking:
        return False
    if worth == _TWO and _idiom(reading, numeral):
        return True
    if _compound(reading, numeral.last):
        return True
    if reading.ends(numeral.last) or behind in MONEY or behind.removesuffix("s") in SHARES:
        return False
    of_us = behind == "of" and reading.word(numeral.last + 1) in _US
    after = numeral.last + 1
    described = behind not in CLAUSE_ENDS and reading.word(after) in _COUNTED and not reading.ends(after)
    return behind in _COUNTED or of_us or described or numeral.kind == "ordinal"


def _compound(reading: Reading, at: int) -> bool:
    """ "Three-bladed", "two-way": a count in one word with what it counts; "seven-ish" is none."""
    behind = reading.word(at)
    plain = behind not in MONEY and behind.removesuffix("s") not in SHARES and behind not in _NO_COMPOUND
    return at < len(reading.tokens) and reading.tokens[at].gap == "-" and plain and not behind.isdecimal()


def _idiom(reading: Reading, numeral: Numeral) -> bool:
    """ "A day or two", "it takes two"."""
    before, earlier = reading.word(numeral.first - 1), reading.word(numeral.first - 2)
    return (before == "or" and (earlier in _COUNTED or earlier in _TIME)) or before == "takes"


def without_numbers(text: str) -> str:
    """The text with a neutral mark in place of every number that the guard sees; "one" and "first" stay where they
    count nothing."""
    shown, folded = fold(text)
    found = read_folded(folded)
    pieces: list[str] = []
    at = 0
    for numeral in found.numerals:
        if innocent(found, numeral, None):
            continue
        start, end = found.tokens[numeral.first].start, found.tokens[numeral.last - 1].end
        pieces += [shown[at:start], _MARK]
        at = max(at, end)
    return "".join([*pieces, shown[at:]])
