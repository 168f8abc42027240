"""Reading public text that anybody may have written: what of it can be said aloud, and what it speaks of.

Everything that is quoted or named passes `speakable`: Latin letters and plain punctuation, short, and nothing
that looks like markup, an address or an instruction. Hostile text is not obeyed, repeated or answered; it is
left out.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_LONGEST_READ: Final = 12_000
_TAG: Final = re.compile(r"<[^<>]{0,300}>|&[a-z#0-9]{2,8};|\{[^{}]{0,300}\}|\[[^\[\]]{0,200}\]")
_SPACES: Final = re.compile(r"\s+")
_SENTENCE_END: Final = re.compile(r"(?<=[^\s.])[.!?;]+(?=\s|$)|[\n\r\u2022\u00b7|]+")
# A comma parts clauses only where a new clause begins behind it; "fresh, bold" stays together.
_CLAUSE_END: Final = re.compile(
    r",\s+(?=(?:there|where|every|we|our|you|it|each|enjoy|from|all|so|here|this)\b)|\s+[-\u2013\u2014]+\s+|:\s+",
    re.IGNORECASE,
)
_SPEAKABLE: Final = re.compile(r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f0-9 ,'&/+.\-]*")
# Words of orders, of this house's private matters and of ways to reach somebody. "System" alone is a heating
# system; with a colon or a prompt behind it, it isn't.
_SUSPECT: Final = re.compile(
    r"\b(?:ignore|disregard|override|forget|pretend|instructions?|instructed|prompts?|system(?=\s*[:.,]|\s+prompt)"
    r"|assistant|chatbot|jailbreak|passwords?|respond|reply|output|print|repeat|obey|must|votes?|outcome|bits?"
    r"|bands?|json|limits?|floor price|budget|dealbreakers?|https?|www|href|script|javascript|onerror|alert"
    r"|drop table|e-?mail|whatsapp|telegram|contact (?:me|us)|call (?:me|us)|text me|dm me|dot com|agree to"
    r"|accept|you are|you will|developer|admin|llm|ai)\b|^system$",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"@|://|\w\.(?:com|net|org|io|ru|de|co)\b", re.IGNORECASE)
_QUOTE_WORDS: Final = range(4, 17)
_QUOTE_LENGTH: Final = 110
_DANGLING: Final = frozenset(
    (
        "a an the and or of for with in on at to by from your our my his her its their is are was were "
        "that which who but as than if because while every each so"
    ).split()
)
_REASON: Final = re.compile(
    r"(?:I am|I'm|we are|we're)?\s*selling\b|(?:come|please|must|no)\b", re.IGNORECASE
)
"""Why it is sold, and what a reader is told to do, are no descriptions."""
_LEADING: Final = frozenset(["and", "or", "but", "which", "who", "that", "as", "than"])


def plain(text: str) -> str:
    """`text` on one line, without markup, invisible characters, control characters or curly apostrophes."""
    kept = "".join(_visible(c) for c in unicodedata.normalize("NFC", text[:_LONGEST_READ]))
    return _SPACES.sub(" ", _TAG.sub(" ", kept).replace("\u2019", "'").replace("\u2018", "'")).strip()


def speakable(text: str) -> bool:
    """Whether these words of somebody else may stand in a line, without a number in them."""
    return (
        _SPEAKABLE.fullmatch(text) is not None
        and not any(c.isdigit() for c in text)
        and not _SUSPECT.search(text)
        and not _ADDRESS.search(text)
        and not _shouted(text)
        and max(len(word) for word in text.split()) <= 24
    )


def nameable(text: str) -> bool:
    """Like `speakable`, but digits may stand in it: a title's "A4" or "iPhone 13" is public as it is."""
    return bool(text) and speakable(re.sub(r"\d", "x", text)) and any(c.isalpha() for c in text)


def quotations(text: str) -> tuple[str, ...]:
    """Short, clean pieces of `text` that can be quoted word for word, in its order."""
    found: dict[str, None] = {}
    for sentence in sentences(text):
        for piece in (sentence, *_CLAUSE_END.split(sentence)):
            if _quotable(piece.strip(" ,'-")):
                found.setdefault(piece.strip(" ,'-"))
                break
    return tuple(found)


def sentences(text: str) -> list[str]:
    """The sentences of `text`, without their end marks; lines end sentences too."""
    parts = (plain(part) for part in _SENTENCE_END.split(text[:_LONGEST_READ]))
    return [part for part in parts if part]


def mentions(text: str, words: Iterable[str]) -> bool:
    """Whether any of `words` (lower case, one or several words each) stands in `text` on word boundaries."""
    given = tuple(word for word in words if word)
    return bool(given) and _one_of(given).search(text.casefold()) is not None


@functools.lru_cache(maxsize=1024)
def _one_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """One search for all of them; a search for each is most of what a turn costs."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")


def _quotable(piece: str) -> bool:
    words = piece.split()
    return (
        len(words) in _QUOTE_WORDS
        and len(piece) <= _QUOTE_LENGTH
        and words[-1].casefold() not in _DANGLING
        and words[0].casefold() not in _LEADING
        and piece.count("'") != 1 + 2 * piece.count("'s")
        and not _REASON.match(piece)
        and speakable(piece)
    )


def _shouted(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 6 and sum(c.isupper() for c in letters) > 0.6 * len(letters)


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cf", "Co", "Cn", "Cs"}:
        return ""
    return " " if category in {"Cc", "Zl", "Zp"} else character
