"""Which numbers of a line say nothing of money: counts, ranks and idioms.

"One of us", "the first time", "two lattes a day" and "round five" are innocent where they cannot be an amount: what is
counted stands with the count, and the count is far below every price, and every share of the asking price, that could
be bargained for. What two who have agreed on a code can read into it is not promised.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from rooms.domain import countable
from rooms.domain.number_words import SHARES
from rooms.domain.parts import MONEY
from rooms.domain.reading import Numeral, Reading

_LEAST_SHARE: Final = 3
"""A count is below a third of the asking price, and below a third of its hundred percent: nobody's limit is there."""
_MOST_COUNTED: Final = 100 // _LEAST_SHARE
_MOST_OF_ANYTHING: Final = 12
_LONGEST_TIME: Final = 60
"""Round tens up to here pass with a unit of time, of length or of warmth: "forty minutes"."""
_LONGEST_WAY: Final = 1000
"""Round hundreds below it pass likewise: "two hundred miles"."""
_RANKS: Final = frozenset({Fraction(1), Fraction(2), Fraction(3)})
_TWO: Final = 2


def innocent(reading: Reading, numeral: Numeral, asking: Fraction | None) -> bool:
    """Whether a number counts nothing that could be a price, where `asking` is asked (None: nobody knows what)."""
    if asking is not None and saying(reading, numeral):
        return True
    if numeral.money or len(numeral.value.must) != 1:
        return False
    worth = numeral.value.must[0]
    if numeral.kind == "share":
        return asking is not None and _times_out_of(reading, numeral)
    if asking is not None and worth <= _MOST_OF_ANYTHING and _measured(reading, numeral):
        return True  # "two and a half months"
    if (
        worth.denominator == 1
        and worth % 100 == 0
        and asking is not None
        and _counts(reading, numeral, worth, asking)
    ):
        return True
    if numeral.last - numeral.first > 1:
        return asking is not None and _is_huge(reading, numeral) and _hyperbole(reading, numeral, asking)
    return _by_itself(reading, numeral, worth, asking)


def _by_itself(reading: Reading, numeral: Numeral, worth: Fraction, asking: Fraction | None) -> bool:
    text = reading.tokens[numeral.first].text
    if numeral.kind == "soft":
        return asking is not None
    if text in {"one", "ones"} and worth == 1:
        return not _priced_one(reading, numeral)
    if numeral.kind == "ordinal" and worth in _RANKS and not text[0].isdigit():
        return True
    if asking is None:
        return False
    if _decade_of_time(reading, numeral):
        return True
    if text in countable.HUGE and _hyperbole(reading, numeral, asking):
        return True
    return worth.denominator == 1 and _counts(reading, numeral, worth, asking)


def is_time(reading: Reading, at: int) -> bool:
    """Whether token `at` is a unit of time, of length or of warmth."""
    return reading.word(at) in countable.TIME


def _priced_one(reading: Reading, numeral: Numeral) -> bool:
    """ "I can do one.": behind a word of giving or taking, before the end of the clause."""
    before = reading.word(numeral.first - 1)
    if before not in countable.PRICED or (
        before == "for" and reading.word(numeral.first - 2) in countable.LOOKING
    ):
        return False
    return reading.ends(numeral.last) or reading.word(numeral.last) in countable.ENDS


def _counts(reading: Reading, numeral: Numeral, worth: Fraction, asking: Fraction) -> bool:
    """Whether a small whole number stands with what it counts."""
    if worth % 100 == 0 and 0 < worth < _LONGEST_WAY:
        return _measured(reading, numeral) and not _like_a_price(worth, asking)
    if not 0 < worth <= _LONGEST_TIME:
        return False
    if _measured(reading, numeral) and worth % 10 == 0 and not _like_a_price(worth, asking):
        return True
    if worth > _MOST_COUNTED or worth * _LEAST_SHARE > asking:
        return False
    return any(_ways_to_count(reading, numeral, worth))


def _measured(reading: Reading, numeral: Numeral) -> bool:
    return not reading.ends(numeral.last) and is_time(reading, numeral.last)


def _ways_to_count(reading: Reading, numeral: Numeral, worth: Fraction) -> Iterator[bool]:
    yield worth == _TWO and _idiom(reading, numeral)
    yield _compound(reading, numeral.last)
    yield _thing(reading, numeral.last, closed=worth > _MOST_OF_ANYTHING)
    yield reading.word(numeral.last) == "of" and reading.word(numeral.last + 1) in countable.OF_WHOM
    yield numeral.kind == "ordinal" and not reading.ends(numeral.last)
    if worth <= _MOST_OF_ANYTHING:
        yield _labelled(reading, numeral) or _time_of_day(reading, numeral.last)
        yield _in_a_range(reading, numeral)
        yield _on_a_scale(reading, numeral)
        yield _a_night(reading, numeral) or _is_plenty(reading, numeral)
        yield _or_so(reading, numeral) or _of_the_four(reading, numeral)


def _thing(reading: Reading, at: int, *, closed: bool) -> bool:
    """Whether a thing that can be counted stands at `at`, perhaps described by a word. closed: one of a list."""
    if reading.ends(at):
        return False
    word, after = reading.word(at), reading.word(at + 1)
    if word in countable.COUNTED or word in countable.TIME:
        return True
    if not word.isalpha() or word in countable.NOTHING_COUNTED or word.removesuffix("s") in SHARES:
        return False
    listed = not reading.ends(at + 1) and (after in countable.COUNTED or after in countable.TIME)
    return listed or (
        not closed and (word.endswith("s") or (not reading.ends(at + 1) and after.endswith("s")))
    )


def _labelled(reading: Reading, numeral: Numeral) -> bool:
    """ "Round five", "on speed two"."""
    return reading.word(numeral.first - 1) in countable.LABELS and not reading.ends(numeral.first)


def _time_of_day(reading: Reading, at: int) -> bool:
    """ "Before nine in the morning", "ten o'clock"."""
    word = reading.word(at)
    if reading.ends(at):
        return False
    inside = word in {"in", "at"} and bool(
        countable.PARTS_OF_DAY & {reading.word(at + 1), reading.word(at + 2)}
    )
    return inside or word in countable.CLOCK


def _in_a_range(reading: Reading, numeral: Numeral) -> bool:
    """ "Six to eight working days", "nine or ten in the evening": the number behind it tells what both count."""
    if reading.ends(numeral.last) or reading.word(numeral.last) not in countable.RANGE:
        return False
    other = next((one for one in reading.numerals if one.first == numeral.last + 1), None)
    if other is None or other.kind != "plain" or other.money or not other.value.must[0] <= _MOST_OF_ANYTHING:
        return False
    return _thing(reading, other.last, closed=False) or _time_of_day(reading, other.last)


def _on_a_scale(reading: Reading, numeral: Numeral) -> bool:
    """ "On a scale of one to ten", "nine times out of ten"."""
    before = [reading.word(numeral.first - back) for back in range(1, 5)]
    return (before[:2] == ["of", "out"] and before[2] == "times") or (
        before[:2] == ["to", "one"] and "scale" in before
    )


def _times_out_of(reading: Reading, numeral: Numeral) -> bool:
    """ "Nine out of ten people"; "85 out of 100" is a percentage."""
    whole = reading.tokens[numeral.last - 1].text
    if numeral.value.must == (Fraction(1),):
        return True  # "three out of three"
    most = _thing(reading, numeral.last, closed=False) or reading.word(numeral.last) in countable.MANY_DO
    return whole in {"ten", "10"} and most


def _is_huge(reading: Reading, numeral: Numeral) -> bool:
    """ "A hundred", "a dozen", "a couple of thousand" not: nobody counts so exactly."""
    words = [reading.word(at) for at in range(numeral.first, numeral.last)]
    begun = words[:-1] in (["a"], ["an"], ["one"], ["couple"], ["couple", "of"], ["a", "couple", "of"])
    return begun and words[-1] in countable.HUGE


def _hyperbole(reading: Reading, numeral: Numeral, asking: Fraction) -> bool:
    """ "A hundred times", "a dozen tabs", "a hundred-year-old house", far from the asking price."""
    worth = numeral.value.must[0]
    counted = _thing(reading, numeral.last, closed=False) or _compound(reading, numeral.last)
    counted = counted or (
        reading.word(numeral.last) == "of" and reading.word(numeral.last + 1) in countable.OF_WHOM
    )
    return counted and not _like_a_price(worth, asking)


def _like_a_price(worth: Fraction, asking: Fraction) -> bool:
    return asking <= worth * _LEAST_SHARE and worth <= asking * _LEAST_SHARE


def _a_night(reading: Reading, numeral: Numeral) -> bool:
    """ "Three a night"."""
    return (
        not reading.ends(numeral.last)
        and reading.word(numeral.last) in {"a", "an", "per"}
        and is_time(reading, numeral.last + 1)
    )


def _is_plenty(reading: Reading, numeral: Numeral) -> bool:
    """ "Two is plenty"."""
    free = reading.word(numeral.first - 1) not in countable.PRICED | countable.MOVED
    return (
        free
        and reading.word(numeral.last) in countable.IS
        and reading.word(numeral.last + 1) in countable.ENOUGH
    )


def _or_so(reading: Reading, numeral: Numeral) -> bool:
    """ "Seven or eight", "one or two": neighbours, where no price is named."""
    for first, last in (
        (numeral, _numeral_at(reading, numeral.last + 1)),
        (_numeral_to(reading, numeral), numeral),
    ):
        if first is None or last is None or reading.word(first.last) != "or" or last.first != first.last + 1:
            continue
        one, other = first.value.must[0], last.value.must[0]
        if other - one == 1 and reading.word(first.first - 1) not in countable.PRICED | countable.MONEY_TALK:
            return True
    return False


def _of_the_four(reading: Reading, numeral: Numeral) -> bool:
    """ "My favourite of the four", "the other two"."""
    before = [reading.word(numeral.first - back) for back in (1, 2)]
    return before == ["the", "of"] or before[0] in countable.OTHERS


def _numeral_at(reading: Reading, at: int) -> Numeral | None:
    return next(
        (one for one in reading.numerals if one.first == at and one.kind == "plain" and not one.money), None
    )


def _numeral_to(reading: Reading, numeral: Numeral) -> Numeral | None:
    return next(
        (one for one in reading.numerals if one.last == numeral.first - 1 and one.kind == "plain"), None
    )


def _decade_of_time(reading: Reading, numeral: Numeral) -> bool:
    """ "The late eighties", "a picture of the sixties"; "the low eighties" would be a price."""
    before, earlier = reading.word(numeral.first - 1), reading.word(numeral.first - 2)
    dated = before in {"late", "early"} or (before == "the" and earlier in {"of", "from", "since"})
    return reading.word(numeral.first).endswith("ties") and dated


def saying(reading: Reading, numeral: Numeral) -> bool:
    """Whether a number stands in a set phrase that carries none: "nine times out of ten", "back to square one"."""
    for words in countable.SAYINGS:
        for start in range(numeral.first - len(words) + 1, numeral.first + 1):
            if start >= 0 and tuple(reading.word(start + at) for at in range(len(words))) == words:
                return numeral.last <= start + len(words)
    return False


def _compound(reading: Reading, at: int) -> bool:
    """ "Three-bladed", "two-way": a count in one word with what it counts; "seven-ish" is none."""
    behind = reading.word(at)
    plain = (
        behind not in MONEY and behind.removesuffix("s") not in SHARES and behind not in countable.NO_COMPOUND
    )
    return at < len(reading.tokens) and reading.tokens[at].gap == "-" and plain and not behind.isdecimal()


def _idiom(reading: Reading, numeral: Numeral) -> bool:
    """ "A day or two", "it takes two", "two under two"."""
    before, earlier = reading.word(numeral.first - 1), reading.word(numeral.first - 2)
    an_or_two = reading.word(numeral.first - 3) in {"a", "an", "one"} and earlier not in MONEY
    if before == "or" and (earlier in countable.COUNTED or earlier in countable.TIME or an_or_two):
        return True
    if before in {"in", "you", "us", "we", "they", "them"}:
        return reading.word(numeral.last) not in MONEY
    both = before in {"the", "these", "those", "no", "between"} and reading.word(numeral.last) not in MONEY
    return both or before == "takes"
