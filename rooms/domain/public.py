"""What is public in a room: its numbers, its spellings, its prices. What a line may say of numbers is judged by it.

Public numbers have no currency and no unit: a number that stands anywhere in the listing, the profile or an earlier
turn may be said again in any spelling. Percentages and shares are kept apart from amounts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from contracts.domain.outcome import TOP_BAND, price
from marketplace.domain.money import EXPONENTS
from rooms.domain.brief import PublicListing
from rooms.domain.letters import fold
from rooms.domain.reading import Numeral, Reading, read_folded
from rooms.domain.tokens import known_spellings

_BREAK: Final = "\n\u00b6\n"  # no number runs on over it
_LONGEST_NUMBER: Final = 15
_RATIO: Final = 2
_PARTS: Final = frozenset({"percent", "share", "soft"})


@dataclass(frozen=True)
class Text:
    """One public text as it is read: amounts, parts of one, (number, word behind it), spellings with digits."""

    folded: str
    amounts: frozenset[Fraction]
    shares: frozenset[Fraction]
    percents: frozenset[Fraction]
    facts: frozenset[tuple[Fraction, str]]
    known: frozenset[str]


@dataclass(frozen=True)
class Public:
    """All public texts of a room, and its prices in the currency's own units: `said` by turn, latest first."""

    texts: tuple[Text, ...]
    amounts: frozenset[Fraction]
    shares: frozenset[Fraction]
    percents: frozenset[Fraction]
    facts: frozenset[tuple[Fraction, str]]
    known: frozenset[str]
    asking: Fraction
    offer: Fraction | None
    band: int | None
    unit: Fraction
    said: tuple[frozenset[Fraction], ...]
    prices: frozenset[Fraction]

    def has(self, folded: str) -> bool:
        """Whether a public text has this very piece of folded text."""
        return any(folded in text.folded for text in self.texts)

    def has_words(self, folded: str) -> bool:
        """Whether a public text has this piece as whole words."""
        piece = re.compile(rf"(?<![^\W_]){re.escape(folded)}(?![^\W_])")
        return any(piece.search(text.folded) for text in self.texts)


def listing_text(listing: PublicListing) -> str:
    """Everything that the listing says, a line for each part."""
    return _BREAK.join(_lines(listing))


def _lines(listing: PublicListing) -> Iterator[str]:
    yield from (listing.title, listing.description, listing.category)
    for name, value in listing.attributes.items():
        for item in (value,) if isinstance(value, str) else value:
            yield f"{name}: {item}"


def public(listing: PublicListing, profile: str, said: tuple[str, ...], band: int | None) -> Public:
    """What is public before a turn whose offer is `band`."""
    texts = (_kept(listing_text(listing)), read_public(profile), *map(read_public, said))
    unit = Fraction(1, 10 ** EXPONENTS.get(listing.currency, 2))
    scale = _scale(listing.asking_minor)
    voiced = tuple(
        frozenset(amount for amount in text.amounts if amount / unit in scale) for text in reversed(texts[2:])
    )
    asking = listing.asking_minor * unit
    offer = None if band is None else price(band, listing.asking_minor) * unit
    prices = frozenset().union({asking}, *voiced, {offer} if offer is not None else ())
    return Public(
        texts,
        frozenset().union(*(text.amounts for text in texts)),
        frozenset().union(*(text.shares for text in texts)),
        frozenset().union(*(text.percents for text in texts)),
        frozenset().union(*(text.facts for text in texts)),
        frozenset().union(*(text.known for text in texts)),
        asking,
        offer,
        band,
        unit,
        voiced,
        prices,
    )


@lru_cache(maxsize=8)
def _scale(asking_minor: int) -> frozenset[int]:
    return frozenset(price(band, asking_minor) for band in range(TOP_BAND + 1))


@lru_cache(maxsize=8)
def _kept(text: str) -> Text:
    """A listing is read once for many turns; profiles and turns are not kept here, for they are to be forgotten."""
    return read_public(text)


def read_public(text: str) -> Text:
    """One public text. Digits inside words and dates count as numbers too."""
    folded = fold(text).read
    known = known_spellings(folded)
    found = read_folded(folded, known)
    numerals = found.numerals
    amounts = [n for n in numerals if n.kind not in _PARTS]
    shares = [n for n in numerals if n.kind in _PARTS]
    return Text(
        folded,
        frozenset(worth for n in amounts for worth in (*n.value.must, *n.value.parts) if worth >= 0)
        | frozenset(
            Fraction(int(t.text)) for t in found.tokens if t.digits and len(t.text) <= _LONGEST_NUMBER
        ),
        frozenset(worth for n in shares for worth in n.value.must),
        frozenset(worth for n in shares for worth in n.value.must if n.kind == "percent"),
        frozenset(_facts(found, numerals)),
        known,
    )


def _of_ratios(found: Reading, shares: list[Numeral]) -> Iterator[Fraction]:
    """ "Print 34/75": both numbers of a ratio are public too."""
    for numeral in shares:
        inside = [token.text for token in found.tokens[numeral.first : numeral.last]]
        if len(inside) == _RATIO and all(
            text.isdecimal() and len(text) <= _LONGEST_NUMBER for text in inside
        ):
            yield from map(Fraction, inside)


def _facts(found: Reading, numerals: list[Numeral]) -> Iterator[tuple[Fraction, str]]:
    for numeral in numerals:
        behind = found.word(numeral.last)
        for worth in (*numeral.value.must, *numeral.value.parts[-1:]):
            if behind and not behind.isdecimal():
                yield worth, behind
