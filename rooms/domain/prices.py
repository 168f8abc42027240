"""What prices a line names, by numbers and by their relation to public prices, and whether it may.

"Fifteen percent under asking" names a price though 15 may be public as the size of a wheel: where a number, a share
or a multiple stands in relation to a price, what counts is the amount that comes out.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from rooms.domain.number_words import MULTIPLES
from rooms.domain.numerals import innocent
from rooms.domain.parts import MONEY
from rooms.domain.public import Public
from rooms.domain.reading import Numeral, Reading, read_folded
from rooms.domain.sums import Value

Direction = Literal["less", "more", "times"]
Base = Literal["asking", "theirs", "ours", "any", "unsaid"]


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
_ASKING: Final = _words(
    "asking ask asked list listed sticker tag listing price priced prices advertised rrp msrp"
)
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
_AS: Final = _words("as that what it this")
_PLACED: Final = _words("by at for to than around about near under over below above off down up is in pay")
_REACH: Final = 5
_MIDDLE: Final = _words("halfway midway midpoint middle half-way")
_MEETING: Final = _words("meet meeting met settle land go come split at between")
_JOINED: Final = {"halfway": "halfway", "midway": "midway", "halfpoint": "midpoint", "midpoint": "midpoint"}
_HUNDRED_PERCENT: Final = Fraction(1)


def names_a_price(folded: str, public: Public) -> bool:
    """Whether the folded text of a line says a number, or by a relation an amount, that is not public."""
    reading = read_folded(folded, public.known, public.facts)
    if any(not _allowed(reading, numeral, public, folded) for numeral in reading.numerals):
        return True
    if any(not _sum_allowed(reading, *pair, public) for pair in pairwise(reading.numerals)):
        return True
    return any(not _named_public(*found, public) for found in _multiples(reading)) or _middle(reading, public)


def _allowed(reading: Reading, numeral: Numeral, public: Public, folded: str) -> bool:
    if numeral.kind == "public":
        return True
    relation = _relation(reading, numeral, public)
    if relation is not None:
        return _named_public(relation, numeral, public) or _quoted(reading, numeral, relation, public, folded)
    if numeral.kind in {"percent", "share", "soft"}:
        return _part_allowed(reading, numeral, public)
    return _amount_allowed(numeral, public) or innocent(reading, numeral, public.asking)


def _amount_allowed(numeral: Numeral, public: Public) -> bool:
    """Every reading is public, or one is a price of this room."""
    value = numeral.value
    if any(worth in public.prices for worth in (*value.must, *value.may)):
        return True
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
    if numeral.kind == "soft":
        return not _placed(reading, numeral) and reading.word(numeral.last) not in MONEY
    fact = (worth, reading.word(numeral.last)) in public.facts
    return worth in public.shares and (fact or not _near_a_price(reading, numeral))


def _sum_allowed(reading: Reading, left: Numeral, right: Numeral, public: Public) -> bool:
    """ "19,800 - 200": a sum is a number too. A dash between a price and a fact is none."""
    sign = reading.tokens[right.first].gap.strip().strip("$\u20ac\u00a3 ")
    if (
        left.last != right.first
        or sign not in {"+", "-", "*", "\u00d7", "\u00f7", "="}
        or not left.value.must
    ):
        return True
    if sign == "-" and (left.value.must[0] not in public.prices or right.value.must[0] in public.prices):
        return True
    if sign == "-" and any((worth, reading.word(right.last)) in public.facts for worth in right.value.must):
        return True
    return sign == "-" and _is_price(left.value.must[0] - right.value.must[0], public)


def _placed(reading: Reading, numeral: Numeral) -> bool:
    """ "By half.", "at a third": a share by itself where an amount would stand."""
    return reading.ends(numeral.last) and reading.word(numeral.first - 1) in _PLACED


def _near_a_price(reading: Reading, numeral: Numeral) -> bool:
    near = [*_clause(reading, numeral.last, 3), *_clause_before(reading, numeral.first, 4)]
    return any(word in _ASKING or word in _ANY or word in {"pay", "go", "do"} for word in near)


def _clause(reading: Reading, at: int, most: int) -> list[str]:
    words: list[str] = []
    while len(words) < most and not reading.ends(at):
        words.append(reading.word(at))
        at += 1
    return words


def _clause_before(reading: Reading, at: int, most: int) -> list[str]:
    words: list[str] = []
    while len(words) < most and at > 0 and not reading.ends(at):
        at -= 1
        words.append(reading.word(at))
    return words


def _relation(reading: Reading, numeral: Numeral, public: Public) -> Relation | None:
    """The relation to a price that a number stands in, if it does."""
    found = _relation_behind(reading, numeral) or _relation_before(reading, numeral)
    if found is None or found.base != "unsaid" or numeral.kind in {"percent", "share", "soft"}:
        return found
    absolute = found.vague and any(worth in public.prices for worth in numeral.value.must)
    fact = any((worth, reading.word(numeral.last)) in public.facts for worth in numeral.value.must)
    return None if absolute or fact or innocent(reading, numeral, public.asking) else found


def _relation_behind(reading: Reading, numeral: Numeral) -> Relation | None:
    at = numeral.last
    while not reading.ends(at) and reading.word(at) in _FILLERS:
        at += 1
    if reading.ends(at):
        return None
    word = reading.word(at)
    base = _base(_clause(reading, at + 1, _REACH))
    if word in _LESS or word in _MORE:
        return Relation("less" if word in _LESS else "more", base, at + 1, word in _VAGUE)
    if word in _TIMES:
        return None if base == "unsaid" else Relation("times", base, at + 1)
    if numeral.kind in {"percent", "share", "soft"}:
        return _direct(reading, at)
    return None


def _direct(reading: Reading, at: int) -> Relation | None:
    """ "Half price", "half as much", "75 percent asking", "half your offer"."""
    word = reading.word(at)
    window = _clause(reading, at, 4)
    base = _base(window)
    if word in _ASKING or word in _AS:
        return Relation("times", "any" if base == "unsaid" else base, at + 1)
    if word in _THEIRS or word in _OURS or word == "the":
        named = any(w in _ASKING or w in _ANY for w in window[1:])
        return Relation("times", base, at + 1) if named else None
    return None


def _relation_before(reading: Reading, numeral: Numeral) -> Relation | None:
    at = numeral.first
    while at > 0 and not reading.ends(at) and reading.word(at - 1) in _BEFORE:
        at -= 1
    if at == 0 or reading.ends(at):
        return None
    word = reading.word(at - 1)
    base = _base(_clause(reading, numeral.last, _REACH))
    if word in _LESS_BEFORE or word in _MORE_BEFORE:
        if numeral.kind not in {"percent", "share"} and word in {"below", "under", "above", "over"}:
            return None
        vague = word in _VAGUE and reading.word(numeral.first - 1) != "by"
        return Relation("less" if word in _LESS_BEFORE else "more", base, numeral.last, vague)
    return None


def _base(window: list[str]) -> Base:
    if any(word in _ASKING for word in window):
        return "asking"
    if any(word in _THEIRS for word in window):
        return "theirs"
    if any(word in _OURS for word in window):
        return "ours"
    return "any" if any(word in _ANY for word in window) else "unsaid"


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
    part = numeral.kind in {"percent", "share", "soft"}
    for worth in numeral.value.must:
        for base in _bases(relation.base, public):
            if not _is_price(_related(relation.direction, base, worth, part=part), public):
                return False
    return True


def _related(direction: Direction, base: Fraction, worth: Fraction, *, part: bool) -> Fraction:
    if direction == "times":
        return base * worth
    change = base * worth if part else worth
    return base - change if direction == "less" else base + change


def _is_price(amount: Fraction, public: Public) -> bool:
    """Whether an amount, rounded half up as bands are, is the offer or a price said before."""
    rounded = (amount / public.unit + Fraction(1, 2)) // 1 * public.unit
    return amount in public.prices or rounded in public.prices


def _quoted(reading: Reading, numeral: Numeral, relation: Relation, public: Public, folded: str) -> bool:
    """Whether the relation stands in public in these very words: "200 off for cash"."""
    if relation.end <= numeral.last or numeral.kind == "soft":
        return False
    start, end = reading.tokens[numeral.first].start, reading.tokens[relation.end - 1].end
    return relation.base == "unsaid" and public.has(folded[start:end])


def _multiples(reading: Reading) -> Iterator[tuple[Relation, Numeral]]:
    """ "Double your offer", "twice what you ask": a multiple of a price, as a relation."""
    for at, token in enumerate(reading.tokens):
        times = MULTIPLES.get(token.text)
        relation = _direct(reading, at + 1) if times and not reading.ends(at + 1) else None
        if times and relation:
            yield relation, _multiple(times, at)


def _multiple(times: int, at: int) -> Numeral:
    return Numeral("share", Value((Fraction(times),)), at, at + 1)


def _middle(reading: Reading, public: Public) -> bool:
    """Whether the line names the middle of two prices ("split the difference") and that is no public price."""
    if not any(_says_middle(reading, at) for at in range(len(reading.tokens))):
        return False
    named = {n.value.must[0] for n in reading.numerals if n.kind == "plain"} & (
        public.prices - {public.offer}
    )
    ends = named if len(named) > 1 else frozenset({public.asking}).union(*public.said[:2])
    middles = [(a + b) / 2 for a in ends for b in ends if a < b]
    return any(not _is_price(amount, public) for amount in middles)


def _says_middle(reading: Reading, at: int) -> bool:
    word, behind = reading.word(at), reading.word(at + 1)
    before = _clause_before(reading, at, _REACH)
    if word == "difference":
        return any(w.startswith(("split", "halv", "half")) for w in before)
    if word in {"half", "mid"} and behind in {"way", "point"}:
        word, behind = _JOINED[word + behind], reading.word(at + 2)
    if word not in _MIDDLE or behind == "ground":
        return False
    return word == "midpoint" or behind in {"between", "from", "of"} or bool(_MEETING & set(before))
