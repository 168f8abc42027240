"""What a buyer's profile says it wants, as a phrase that fits into a sentence; nothing where it is unclear."""

import re
from typing import Final

from rooms.negotiators.speech.reading import sentences, speakable

# "After" only behind "am" or "are": who looks after something has it already. What is "my" or "the" is known
# already too, and "I'm looking for the table, and the table could be it" says nothing.
_ASKS: Final = re.compile(
    r"\b(?:looking for|look for|in search of|search for|searching for|hunting for|hoping for|shopping for"
    r"|(?:(?:am|are)|(?<=')(?:m|re)) after|need|needs|want|wants|seeking|would like|'d like|would love|'d love)"
    r"\s+(?P<wish>(?:a|an|some|something)\s.+)",
    re.IGNORECASE,
)
# Before the verb, in its own clause: a wish denied, past, imagined or somebody else's is not this buyer's wish.
_NOT_SO: Final = re.compile(
    r"\b(?:not|never|no|nor|hardly|without|instead|than|used to|was|were|had|did|stopped|quit|tired|done|if"
    r"|unless|until|when|before|last|might|may|in case|nobody|somebody|someone"
    r"|(?:he|she|they|you|who|people|others|everybody|everyone)"
    r"(?:'d)?\s*$)|n't\b",
    re.IGNORECASE,
)
_CLAUSE: Final = re.compile(
    r"[,:;(]|\s[-\u2013\u2014]+\s|\b(?:and|but|so|because|that|therefore|now)\b", re.IGNORECASE
)
_UNCLEAR: Final = re.compile(
    r"\b(?:you|your|yours|he|him|his|she|her|hers|they|them|their|it|please|business|contractor|provider"
    r"|establishment|restaurant|assistance|help|following|items?|order|order for|amount|price|cheap|cheapest|pay"
    r"|deal|discount|bargain|buyers?|sell|sells|selling|sold|fix|fixed|fixes|word|break|chance|look|new home|not|no)\b"
    r"|n't\b",
    re.IGNORECASE,
)
_END: Final = re.compile(
    r",|\s[-\u2013\u2014]+\s|:|\(|\s(?:but|so that|so I|so we|because|since|which|who|where|when|while|before|as I|then"
    r"|now)\b|\sand (?:I|we|can|could|need|want|would|will|have|am|are|look|like|do|don't|my|our|it)\b",
    re.IGNORECASE,
)
_WORDS: Final = range(2, 16)
_WEAK_END: Final = frozenset("a an the and or of my our that is are very".split())
_HANGING: Final = frozenset("for with in on at to by from about".split())


def wish(profile: str) -> str | None:
    """The first plain "looking for …" of a profile as a noun phrase ("a reliable car for my commute"), if any."""
    for sentence in sentences(profile):
        for found in _asked_in(sentence):
            if phrase := _clean(found["wish"]):
                return phrase
    return None


def _asked_in(sentence: str) -> list[re.Match[str]]:
    """Where the sentence asks for something in the present, in its own name and without a denial."""
    asked = []
    found = _ASKS.search(sentence)
    while found:
        clause = _CLAUSE.split(sentence[: found.start()])[-1]
        if not _NOT_SO.search(clause):
            asked.append(found)
        found = _ASKS.search(sentence, found.start("wish"))
    return asked


def _clean(said: str) -> str | None:
    phrase = _END.split(said)[0]
    words = phrase.strip(" '.").split()
    # A preposition at the end of the sentence belongs there ("something to learn in"); cut off, it hangs.
    drop = _WEAK_END if len(phrase) == len(said) else _WEAK_END | _HANGING
    while words and words[-1].casefold() in drop:
        words.pop()
    trimmed = " ".join(words)
    trimmed = trimmed[:1].lower() + trimmed[1:]
    if len(words) in _WORDS and speakable(trimmed) and not _UNCLEAR.search(trimmed):
        return trimmed
    return None
