"""English words that say numbers, in the spellings that people use and some that they hide behind.

`spelled` answers what a word says: one entry, or several where words run together ("seventeenfive"). Slips of the
pen count as the word that they miss ("fourty", "seventteen"). Other languages are not read; "mille" is, because
English speakers use it.
"""

import re
from fractions import Fraction
from typing import Final, Literal, NamedTuple

Part = Literal["digit", "teen", "tens", "hundred", "scale", "dozen", "ordinal", "share"]


class Said(NamedTuple):
    """What a word says: a digit, a teen, tens; a factor (hundred, scale, dozen); an ordinal; a share (1/n)."""

    part: Part
    value: Fraction
    plural: bool = False


def _table(part: Part, words: str, *values: int) -> dict[str, Said]:
    return {word: Said(part, Fraction(n)) for word, n in zip(words.split(), values, strict=True)}


_CARDINALS: Final = {
    **_table("digit", "zero one two three four five six seven eight nine", *range(10)),
    **_table("digit", "nought naught nil null", 0, 0, 0, 0),
    **_table(
        "teen",
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
        *range(10, 20),
    ),
    **_table("tens", "twenty thirty forty fifty sixty seventy eighty ninety", *range(20, 100, 10)),
    **_table("tens", "fourty ninty fivety threety twenny", 40, 90, 50, 30, 20),
    **_table("teen", "fiveteen threeteen eightteen twelf ninteen", 15, 13, 18, 12, 19),
}
_FACTORS: Final = {
    **_table("hundred", "hundred hundo", 100, 100),
    **_table(
        "scale", "thousand million billion trillion lakh lac crore", *(10**n for n in (3, 6, 9, 12, 5, 5, 7))
    ),
    **_table("dozen", "dozen", 12),
}
# These are numbers only behind one: "17 k", "five grand", but "a grand tour".
BEHIND: Final = {
    **_table(
        "scale", "k g grand thou mille mil mill mio mn m bn b", *([10**3] * 5), *([10**6] * 5), 10**9, 10**9
    ),
    **_table("dozen", "score gross", 20, 144),
}
_ORDINALS: Final = {
    **_table("digit", "first second third fourth fifth sixth seventh eighth ninth", *range(1, 10)),
    **_table(
        "teen",
        "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth",
        *range(10, 20),
    ),
    **_table(
        "tens",
        "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth",
        *range(20, 100, 10),
    ),
    **_table("hundred", "hundredth", 100),
    **_table("scale", "thousandth millionth", 10**3, 10**6),
}
ORDINALS: Final = frozenset(_ORDINALS)
SHARES: Final = {
    **{word: said.value for word, said in _ORDINALS.items() if word not in {"first", "second"}},
    "half": Fraction(2),
    "halves": Fraction(2),
    "quarter": Fraction(4),
}
"""What "a quarter" and "three fifths" divide by; with or without a plural s."""
MULTIPLES: Final = {
    **dict.fromkeys("double doubling doubled twice twofold".split(), Fraction(2)),
    **dict.fromkeys("triple tripled treble trebled thrice threefold".split(), Fraction(3)),
    **dict.fromkeys("quadruple quadrupled fourfold".split(), Fraction(4)),
    **dict.fromkeys("halve halved halving".split(), Fraction(1, 2)),
    "tenfold": Fraction(10),
}
_PLURALS: Final = {
    word + "s"
    if not word.endswith(("y", "x"))
    else word[:-1] + "ies"
    if word.endswith("y")
    else word + "es": said
    for word, said in {**_CARDINALS, **_FACTORS}.items()
}
_WORDS: Final = {
    **{word: said._replace(plural=True) for word, said in _PLURALS.items()},
    **{
        word + "s": said._replace(plural=True) for word, said in _ORDINALS.items() if word != "second"
    },  # a time
    **_ORDINALS,
    **_CARDINALS,
    **_FACTORS,
}
_TAILS: Final = ("ish", "odd", "some", "something", "plus", "fold")
_PIECES: Final = "|".join(
    sorted(
        {
            *_CARDINALS,
            *_FACTORS,
            "half",
            "grand",
            "point",
            "and",
            "a",
            "oh",
            "percent",
            "k",
            "dollars",
            "euros",
        },
        key=lambda word: (-len(word), word),
    )
)
_PIECE: Final = re.compile(_PIECES)
_RUN_TOGETHER: Final = re.compile(rf"(?:{_PIECES})+")
_SPELLED: Final = re.compile(rf"(?:{_PIECES})*(?:{'|'.join(sorted(_ORDINALS, key=len, reverse=True))})")
LONGEST_WORD: Final = 120
# Ordinary words that a slip of a number word happens to be.
_ORDINARY: Final = frozenset("tens teen teens tent none nines sevens".split())
_TWICE: Final = re.compile(r"(.)\1+")
_SQUEEZED: Final = {_TWICE.sub(r"\1", word): word for word in {**_CARDINALS, **_FACTORS} if len(word) > 3}
_EVERY: Final = {**_CARDINALS, **_FACTORS, **_ORDINALS}
_STARTS: Final = frozenset(word[:2] for word in _EVERY)
BEGINNINGS: Final = frozenset(word[:n] for word in _EVERY for n in range(1, len(word)))
"""Every part that a number word can be broken off at: "sev-en-teen"."""


def said(word: str) -> Said | None:
    """What one small-letter word says by itself: "seventeen", "seventies", "seventeenish", "sevvventeen"."""
    if word[:2] not in _STARTS:
        return None
    found = _WORDS.get(word)
    if found or len(word) < 4 or word in _ORDINARY or len(word) > LONGEST_WORD:
        return found
    if word.endswith(_TAILS):
        return next((_WORDS.get(word.removesuffix(tail)) for tail in _TAILS if word.endswith(tail)), None)
    return _WORDS.get(_SQUEEZED.get(_TWICE.sub(r"\1", word), ""))


def run_together(word: str) -> tuple[str, ...]:
    """The number words that `word` is made of, where it is made of at least two: "seventeenfive"; else ()."""
    if word[:2] not in _STARTS or not 4 <= len(word) <= LONGEST_WORD or not _RUN_TOGETHER.fullmatch(word):
        return ()
    pieces = tuple(_PIECE.findall(word))
    return pieces if len(pieces) > 1 and any(piece in _WORDS for piece in pieces) else ()


def spelled_from(letters: str) -> str:
    """The longest number words that `letters` begin with, "" for none: "fivethousandi" -> "fivethousand"."""
    if letters[:2] not in _STARTS:
        return ""
    found = max(
        (m[0] for m in (_RUN_TOGETHER.match(letters), _SPELLED.match(letters)) if m), key=len, default=""
    )
    return found if any(piece in _WORDS for piece in (found, *_PIECE.findall(found))) else ""
