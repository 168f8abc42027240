"""How the numbers and multiples of a line stand to prices: "15 percent under asking", "double your offer"."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from rooms.domain.number_words import MULTIPLES
from rooms.domain.parts import MONEY
from rooms.domain.reading import Numeral, Reading
from rooms.domain.sums import Value

Direction = Literal["less", "more", "times", "divided"]
Base = Literal["asking", "theirs", "ours", "any", "unsaid"]
PARTS: Final = frozenset({"percent", "share", "soft"})
"""The kinds of numeral that are a part of something."""


class Relation(NamedTuple):
    """How a number stands to which price; `end` is the token behind the words that say so. A `vague` one may say
    something else of an amount: "put 900 down for me"."""

    direction: Direction
    base: Base
    end: int
    vague: bool = False


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LESS: Final = _words(
    "off below under less lower cheaper discount reduction down beneath short shy south fewer underneath knocked"
    " deducted subtracted rebate markdown concession"
)
_MORE: Final = _words(
    "above over more higher extra up premium additional north beyond dearer markup surcharge added"
)
_TIMES: Final = _words("of times x fold")
_ASKING: Final = _words("asking ask asked list listed sticker tag price priced prices advertised rrp msrp")
_PRICE: Final = _words("price prices priced")
_EARLIER: Final = _words("last previous earlier former first latest current")
_THEIRS: Final = _words("your you yours you're you've theirs")
_OURS: Final = _words("my mine our ours")
_ANY: Final = _words(
    "that this it what offer offers offered bid bids figure figures number numbers amount sum quote quoted proposal"
    " last previous value market retail worth cost costs budget limit ceiling floor rate fee total said current latest"
    " earlier original difference"
)
_FILLERS: Final = MONEY | _words(
    "or so just roughly about full whole flat exactly cash right straight well even still"
)
_BEFORE: Final = _FILLERS | _words("of by a an another around approximately only say at least further")
_LESS_BEFORE: Final = _words(
    "minus less discount reduction drop drops dropped dropping down off cut knock knocked shave shaved deduct subtract"
    " lower lowered reduce reduced rebate concession below under save saving saved trim trimmed slash slashed"
)
_MORE_BEFORE: Final = _words(
    "plus add adding added extra additional premium markup raise raised increase increased up above over difference gap"
)
_VAGUE: Final = _words("down up over above under below more extra beyond north south save saving")
_CHANGED: Final = _words("it that this the your my our price asking offer figure number")
_PLACES: Final = _words("below under above over")  # "below 900" names no difference
_DIVIDED: Final = _words("divided halved")
_TIMES_BEFORE: Final = _words("times multiplied divided x")
_AS: Final = _words("as that what it this")
_AS_MUCH: Final = _words("much many high low expensive cheap dear little")
_PEOPLE: Final = _words("you us them my our your")
_OFF_SAID: Final = (["the", "bat"], ["the", "shelf"], ["the", "peg"])
_WHEN: Final = _words(
    "morning afternoon evening week weekend month year season summer winter spring autumn time"
)
_PAYING: Final = _words(
    "pay do offer take go give want need ask asking price cost accept for at to worth bid knock cut"
)
_PRONOUNS: Final = _words("that this it what")
_WHOM: Final = _words("this that it you us them these those my your our his her their")
_HYPERBOLE: Final = 20
"""So many times a price is nobody's price."""
_COMPARING: Final = _words("more less fewer extra additional")
_NO_THING: Final = (
    _ASKING | _ANY | MONEY | _words("than than for to and or if but please k grand thousand hundred")
)
_THINGS: Final = _words(
    "thing things round rounds question questions time times turn turns day days week weeks month months year years"
    " hour hours minute minutes mile miles people person reason reasons problem problems worry worries step steps try"
    " tries"
)
_REACH: Final = 5
_MIDDLE: Final = _words("halfway midway midpoint middle half-way")
_MEETING: Final = _words("meet meeting met settle land go come split at between")
_NO_MIDDLE: Final = _words(
    "ground through up down along round across into there done decent house eastern ages name"
)
_ENDS: Final = _words("us two both them these those ours")
_JOINED: Final = {"halfway": "halfway", "midway": "midway", "halfpoint": "midpoint", "midpoint": "midpoint"}


def relation_of(reading: Reading, numeral: Numeral) -> Relation | None:
    """The relation to a price that a number stands in by the words around it, if any."""
    return _relation_behind(reading, numeral) or _relation_before(reading, numeral)


def near_a_price(reading: Reading, numeral: Numeral) -> bool:
    """Whether words of price or of giving stand around a number."""
    near = [*clause(reading, numeral.last, 3), *clause_before(reading, numeral.first, 4)]
    return any(word in _ASKING or word in _ANY or word in {"pay", "go", "do"} for word in near)


def clause(reading: Reading, at: int, most: int) -> list[str]:
    """At most so many words of the same clause from token `at` on."""
    words: list[str] = []
    while len(words) < most and not reading.ends(at):
        words.append(reading.word(at))
        at += 1
    return words


def clause_before(reading: Reading, at: int, most: int) -> list[str]:
    """At most so many words of the same clause before token `at`, the nearest first."""
    words: list[str] = []
    while len(words) < most and at > 0 and not reading.ends(at):
        at -= 1
        words.append(reading.word(at))
    return words


def _relation_behind(reading: Reading, numeral: Numeral) -> Relation | None:
    at = numeral.last
    while not reading.ends(at) and reading.word(at) in _FILLERS:
        at += 1
    if reading.ends(at):
        return None
    word = reading.word(at)
    if _says_no_price(reading, numeral, at):
        return None
    base = _base(clause(reading, at + 1, _REACH))
    if word in _LESS or word in _MORE:
        return Relation("less" if word in _LESS else "more", base, at + 1, word in _VAGUE)
    if word in {"from", "away"} and base != "unsaid" and numeral.kind in PARTS:
        return Relation("less", base, at + 1)
    if word in _TIMES:
        whole = all(worth.denominator == 1 for worth in numeral.value.must) or word != "times"
        return None if base == "unsaid" and whole else Relation("times", base, at + 1)
    if word == "on" and reading.word(at + 1) == "top":
        return Relation("more", base, at + 2)
    if word == "again" and numeral.kind in PARTS:
        return Relation("more", base, at + 1)
    if numeral.kind in PARTS:
        return _direct(reading, at)
    return None


def _counted(reading: Reading, numeral: Numeral, at: int) -> bool:
    """ "The five of you", "nine times out of ten", "a hundred times": a count, and no multiple of a price."""
    worth = numeral.value.must[0] if numeral.value.must else Fraction(0)
    if worth.denominator != 1:
        return False
    if reading.word(at) == "of":
        whom = reading.word(at + 1) in _WHOM
        return whom and not set(clause(reading, at + 1, 4)) & (_ASKING | _ANY - _PRONOUNS)
    return reading.word(at) == "times" and (reading.word(at + 1) == "out" or worth >= _HYPERBOLE)


def _says_no_price(reading: Reading, numeral: Numeral, at: int) -> bool:
    """Whether the words behind a number only look like a relation to a price."""
    if reading.word(at) == "off" and clause(reading, at + 1, 2) in _OFF_SAID:
        return True
    if numeral.kind not in PARTS:
        return _counted(reading, numeral, at) or _more_things(reading, at)
    return numeral.kind == "soft" and reading.word(at) == "of" and _share_of_people(reading, numeral, at)


def _share_of_people(reading: Reading, numeral: Numeral, at: int) -> bool:
    """ "A quarter of you": of what nobody pays for."""
    return reading.word(at + 1) in _PEOPLE and not set(clause_before(reading, numeral.first, 4)) & _PAYING


def _more_things(reading: Reading, at: int) -> bool:
    """ "Three more rounds", "one less thing to do"."""
    if reading.word(at) not in _COMPARING or reading.ends(at + 1):
        return False
    thing, single = reading.word(at + 1), reading.word(at - 1) == "one"
    several = thing.endswith("s") and not reading.word(at - 1).isdecimal()
    return thing in _THINGS or ((single or several) and thing.isalpha() and thing not in _NO_THING)


def _direct(reading: Reading, at: int) -> Relation | None:
    """ "Half price", "half as much", "75 percent asking", "half your offer"."""
    word = reading.word(at)
    window = clause(reading, at, 4)
    base = _base(window)
    if word in {"this", "that"} and reading.word(at + 1) in _WHEN:
        return None  # "twice this morning"
    if word == "as" and reading.word(at + 1) not in _AS_MUCH:
        return None  # "half as thick", "twice as big"
    if word in _ASKING or word in _AS:
        return Relation("times", "any" if base == "unsaid" else base, at + 1)
    if word in _THEIRS or word in _OURS or word == "the":
        named = any(w in _ASKING or w in _ANY - _PRONOUNS for w in window[1:])
        return Relation("times", base, at + 1) if named else None
    return None


def _relation_before(reading: Reading, numeral: Numeral) -> Relation | None:
    if reading.word(numeral.first - 1) == "at":
        return None  # "start us off at 314.82"
    at, skipped, by = numeral.first, _BEFORE, False
    while at > 0 and not reading.ends(at) and reading.word(at - 1) in skipped:
        at -= 1
        if reading.word(at) == "by":  # "below asking by 40", "reduce it by 40"
            skipped, by = skipped | _CHANGED, True
    if at == 0 or reading.ends(at):
        return None
    word, behind = reading.word(at - 1), clause(reading, numeral.last, _REACH)
    if word in _TIMES_BEFORE:
        named = _base(clause_before(reading, at, _REACH))
        return Relation("divided" if word in _DIVIDED else "times", named, at)
    if word not in _LESS_BEFORE and word not in _MORE_BEFORE:
        return None
    if numeral.kind not in PARTS and word in _PLACES and not by:
        return None
    base = _base([*clause_before(reading, numeral.first, numeral.first - at), *behind] if by else behind)
    return Relation("less" if word in _LESS_BEFORE else "more", base, numeral.last, word in _VAGUE and not by)


def _base(window: list[str]) -> Base:
    if any(word in _ASKING for word in window) and not (
        set(window) & _PRICE and set(window) & (_THEIRS | _OURS)
    ):
        return "asking"
    if any(word in _ASKING - _PRICE for word in window):
        return "asking"
    if set(window) & _PRICE and not set(window) & _EARLIER:
        return "any"
    if any(word in _THEIRS for word in window):
        return "theirs"
    if any(word in _OURS for word in window):
        return "ours"
    return "any" if any(word in _ANY for word in window) else "unsaid"


def multiples(reading: Reading) -> Iterator[tuple[Relation, Numeral]]:
    """ "Double your offer", "twice what you ask": a multiple of a price, as a relation."""
    for at, token in enumerate(reading.tokens):
        times = MULTIPLES.get(token.text)
        relation = _multiplied(reading, at) if times else None
        if times and relation:
            yield relation, _multiple(times, at)


def _multiplied(reading: Reading, at: int) -> Relation | None:
    """ "Double your offer", or "your offer doubled"."""
    found = None if reading.ends(at + 1) else _direct(reading, at + 1)
    if found is None and reading.word(at).endswith("ed"):
        base = _base(clause_before(reading, at, 3))
        return None if base == "unsaid" else Relation("times", base, at + 1)
    return found


def _multiple(times: Fraction, at: int) -> Numeral:
    return Numeral("share", Value((times,)), at, at + 1)


def says_middle(reading: Reading, at: int) -> bool:
    """Whether token `at` speaks of the middle between two prices."""
    word, behind = reading.word(at), reading.word(at + 1)
    before = clause_before(reading, at, _REACH)
    if word == "difference":
        return any(w.startswith(("split", "halv", "half")) for w in before)
    if word in {"half", "mid"} and behind in {"way", "point"}:
        word, behind = _JOINED[word + behind], reading.word(at + 2)
    if word not in _MIDDLE or behind in _NO_MIDDLE:
        return False
    if word == "midpoint" or _MEETING & set(before):
        return True
    ends = set(clause(reading, at + 1, _REACH + 1)) - _AS
    named = ends & (_ENDS | _ASKING | _ANY - _PRONOUNS) or (ends & _THEIRS and ends & _OURS)
    return behind in {"between", "from", "of", "to"} and (bool(named) or any(w[0].isdigit() for w in ends))
