"""Choosing words: a template from a bank, filled, by the public seed, never one that the room has heard."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from string import Formatter
from typing import Final

from rooms.negotiators.speech import english
from rooms.negotiators.speech.topics import Bank

Slots = Mapping[str, str | None]

_PRICE_TALK: Final = re.compile(
    r"\b(?:prices?|priced|pay|paid|paying|pays|sums?|figures?|money|cost|costs|bargain|bargaining|bargains|cheap\w*|offer"
    r"|offers|dear|dearest|worth|bill|budget|bid|bids|spend|buy for|negotiates?|step|number|save[sd]?|estimate|euro"
    r"|dollars?|afford|expensive|sell it|free|half price|discount|hard bargains?|purse|the rest of my money|count that"
    r"|give it away|for a song|bring it back up|weighs? on my side|costs a little|bend on)\b|\{(?:offer|theirs)\}",
    re.IGNORECASE,
)
_SLOT_WIDTH: Final = r".{1,160}?"


def price_talk(template: str) -> bool:
    """Whether a sentence speaks of money, which no line does where no offer is voiced."""
    return _PRICE_TALK.search(template) is not None


class Phrasebook:
    """The words still open to one turn: what the room has heard is closed, and so is what this turn has used."""

    def __init__(self, *, salt: bytes, heard: Sequence[str], money: bool) -> None:
        self._salt = salt
        self._money = money
        self._said = " ".join(_folded(line) for line in heard)

    def order(self, purpose: str, items: Sequence[str]) -> list[str]:
        """The items in this turn's own order for `purpose`: a shuffle that the seed repeats."""
        return sorted(items, key=lambda item: self._draw(purpose, item))

    def chance(self, purpose: str, in_ten: int) -> bool:
        """True `in_ten` times out of ten, as the seed has it."""
        return self._draw("chance", purpose)[0] * 10 < in_ten * 256

    def say(self, slots: Slots, *banks: Bank) -> str | None:
        """A sentence from the first bank that has a usable, unheard template; None when none has."""
        for bank in banks:
            for template in self.order("say", bank):
                if self._usable(template, slots) and not self._heard(template):
                    spoken = english.sentence(template.format_map(_present(slots)))
                    if _folded(spoken) not in self._said:
                        self._said = f"{self._said} {_folded(spoken)}"
                        return spoken
        return None

    def said(self, words: str) -> bool:
        """Whether the room has heard these words, or this turn has used them."""
        return _folded(words) in self._said

    def _usable(self, template: str, slots: Slots) -> bool:
        if not self._money and price_talk(template):
            return False
        return all(slots.get(name) for name in _slots(template))

    def _heard(self, template: str) -> bool:
        return _pattern(template).search(self._said) is not None

    def _draw(self, purpose: str, item: str) -> bytes:
        return hashlib.sha256(b"\x00".join((self._salt, purpose.encode(), item.encode()))).digest()


def uses(template: str, text: str) -> bool:
    """Whether `text` has this template in it, whatever fills its slots."""
    return _pattern(template).search(_folded(text)) is not None


@cache
def _pattern(template: str) -> re.Pattern[str]:
    pieces = [_folded(piece[0]) for piece in Formatter().parse(template)]
    return re.compile(_SLOT_WIDTH.join(re.escape(piece) for piece in pieces).strip())


@cache
def _slots(template: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(template) if name]


def _present(slots: Slots) -> dict[str, str]:
    return {name: value for name, value in slots.items() if value}


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).casefold()
