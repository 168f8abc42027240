"""A text without its numbers: what a speaking model may see of its side's notes."""

from typing import Final

from rooms.domain.counts import innocent
from rooms.domain.letters import fold
from rooms.domain.reading import read_folded

_MARK: Final = "\u2026"


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
