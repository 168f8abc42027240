"""What a buyer's profile says it wants, as a phrase that fits into a sentence; nothing where it is unclear."""

import re
from typing import Final

from rooms.negotiators.speech.reading import sentences, speakable

_ASKS: Final = re.compile(
    r"\b(?:looking for|look for|in search of|searching for|hoping for|shopping for|after|need|needs|want|wants"
    r"|seeking|would like|'d like|would love)\s+(?P<wish>(?:a|an|some|something|my|our|the)\s.+)",
    re.IGNORECASE,
)
_UNCLEAR: Final = re.compile(
    r"\b(?:you|your|yours|he|him|his|she|her|hers|they|them|their|it|please|business|contractor|provider"
    r"|establishment|restaurant|assistance|help|following|items?|order|order for|amount|price|cheap|cheapest|pay)\b",
    re.IGNORECASE,
)
_END: Final = re.compile(
    r",|\s[-\u2013\u2014]+\s|:|\(|\s(?:and I|but|so that|so I|because|since|which|who|where|when|as I|then)\b",
    re.IGNORECASE,
)
_WORDS: Final = range(2, 16)
_WEAK_END: Final = frozenset(
    ("a an the and or of for with in on at to by from my our that is are very").split()
)


def wish(profile: str) -> str | None:
    """The first plain "looking for …" of a profile as a noun phrase ("a reliable car for my commute"), if any."""
    for sentence in sentences(profile):
        found = _ASKS.search(sentence)
        if found:
            phrase = _trimmed(_END.split(found["wish"])[0])
            if len(phrase.split()) in _WORDS and speakable(phrase) and not _UNCLEAR.search(phrase):
                return phrase
    return None


def _trimmed(phrase: str) -> str:
    words = phrase.strip(" '.").split()
    while words and words[-1].casefold() in _WEAK_END:
        words.pop()
    if words and words[0][0].isupper():
        words[0] = words[0].lower()
    return " ".join(words)
