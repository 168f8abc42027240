"""Which family a listing belongs to, by the words in it."""

import re
from typing import Final, NamedTuple

from rooms.domain.brief import PublicListing
from rooms.negotiators.speech.lexicon.bikes import BIKES
from rooms.negotiators.speech.lexicon.cars import CARS
from rooms.negotiators.speech.lexicon.goods import GOODS
from rooms.negotiators.speech.lexicon.meals import MEALS
from rooms.negotiators.speech.lexicon.other import ACCESSORIES, OTHER
from rooms.negotiators.speech.lexicon.services import SERVICES
from rooms.negotiators.speech.reading import mentions, plain
from rooms.negotiators.speech.topics import Kind

KNOWN: Final = (CARS, BIKES, MEALS, SERVICES)
ALL: Final = (*KNOWN, OTHER, GOODS)
_ENOUGH: Final = 2


def kind_of(listing: PublicListing) -> Kind:
    """The kind with the most evidence; GOODS where there is too little of it."""
    read = _Read(
        plain(listing.category),
        plain(listing.title),
        plain(" ".join(listing.attributes)).replace("_", " "),
        plain(listing.description),
    )
    evidence = {kind.key: _evidence(kind, read) for kind in KNOWN}
    best = max(KNOWN, key=lambda kind: evidence[kind.key])
    if _is_accessory(read.title, best):
        return GOODS
    if evidence[best.key] >= _ENOUGH:
        return best
    return OTHER if mentions(f"{read.title} {read.category}", OTHER.hints) else GOODS


def _is_accessory(title: str, kind: Kind) -> bool:
    """Whether a title names what goes with a car or a bike: "workshop stand for bicycles"."""
    head = re.split(r"\s*[,(:;]|\s(?:for|from|with|and|\+|-)\s", title.casefold())[0].split()
    return kind in (CARS, BIKES) and bool(head) and (head[-1] in ACCESSORIES or "toy" in head)


class _Read(NamedTuple):
    category: str
    title: str
    names: str
    description: str


def _evidence(kind: Kind, read: _Read) -> int:
    """A category or a title counts for more than a word in passing."""
    return (
        4 * mentions(read.category, kind.hints)
        + 2 * mentions(read.title, kind.hints)
        + 2 * mentions(read.title, kind.makes)
        + 2 * _names_parts(kind, read.title)
        + min(2, sum(mentions(read.names, (hint,)) for hint in kind.hints))
        + min(2, sum(mentions(read.description, (hint,)) for hint in kind.hints))
    )


def _names_parts(kind: Kind, title: str) -> bool:
    """Whether a title reads "house: part, part" with parts of this kind."""
    _, colon, parts = title.partition(": ")
    return bool(colon) and any(mentions(parts, talk.words) for talk in kind.parts)
