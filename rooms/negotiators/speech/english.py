"""The little grammar that templates need: lists, plurals, sentence case, and turning "my" into "your"."""

import re
from collections.abc import Sequence
from typing import Final

_OTHERS_VIEW: Final = {
    "i": "you",
    "i'm": "you're",
    "i've": "you've",
    "i'd": "you'd",
    "i'll": "you'll",
    "am": "are",
    "me": "you",
    "my": "your",
    "mine": "yours",
    "myself": "yourself",
    "we": "you",
    "we're": "you're",
    "we've": "you've",
    "us": "you",
    "our": "your",
    "ours": "yours",
    "ourselves": "yourselves",
}
_NO_PLURAL: Final = frozenset(
    ("lens bus gas chess canvas christmas bias series focus lotus prius atlas swiss").split()
)


def listed(items: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"; the empty string for none."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def is_plural(noun: str) -> bool:
    """Whether the last word of a noun phrase looks like a plain English plural."""
    words = noun.casefold().split()
    if not words:
        return False
    last = words[-1]
    return last.endswith("s") and not last.endswith(("ss", "us", "is", "'s")) and last not in _NO_PLURAL


def lowered(text: str) -> str:
    """Lower case but for acronyms ("central AC tune-up")."""
    return " ".join(word if word.isupper() and len(word) > 1 else word.lower() for word in text.split())


def to_you(words: str) -> str:
    """The speaker's words as the listener would say them back: "my way to work" -> "your way to work"."""
    return " ".join(_OTHERS_VIEW.get(word.casefold(), word) for word in words.split())


def sentence(text: str) -> str:
    """`text` with a capital at its start, an end mark, and no doubled space or mark."""
    tidy = re.sub(r"\s+", " ", text).strip()
    tidy = re.sub(r"([.!?,;:])\s*[.,;:](?=\s|$)", r"\1", tidy)
    tidy = re.sub(r"\s+([.,;:!?])", r"\1", tidy)
    if not tidy.endswith((".", "!", "?", '."', '!"', '?"')):
        tidy = tidy.rstrip(",;: ") + "."
    begun = tidy[:1].upper() + tidy[1:]  # a quotation that begins a sentence keeps its own case
    return _capital_after_end(begun)


def _capital_after_end(text: str) -> str:
    return re.sub(r"([.!?] )([a-z])", lambda found: found[1] + found[2].upper(), text)
