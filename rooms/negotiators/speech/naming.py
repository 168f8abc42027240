"""What a listing's thing is called: "the Honda Civic LX", then "the Civic", then "the car"."""

import re
from dataclasses import dataclass
from typing import Final

from rooms.negotiators.speech import english
from rooms.negotiators.speech.lexicon.goods import NOUNS, PLURAL_NOUNS
from rooms.negotiators.speech.reading import nameable, plain, speakable
from rooms.negotiators.speech.topics import Kind

_SALES_TALK: Final = re.compile(
    r"^(?:for sale|selling|sale|wts|fs|offer|offered|wanted home for|nice|great|beautiful|lovely|stunning|rare"
    r"|amazing|gorgeous|cheap|bargain|urgent|(?:my|our)(?:\s+\S+'s)?|an?|the)\b[\s:!.,-]*",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"\(?\b(?:19|20)\d\d\b\)?")
_HEAD_END: Final = re.compile(
    r"\s*[,;|(\[/!?*~\"]|\s+[-\u2013\u2014]+\s|:\s|\.\s|\s\+\s|\ssize\s|\s\d+\s?(?:GB|TB|cm|mm|kg)\b|\s(?:with|w/|in|for|by|from|and|&)\s"
)
_PART_END: Final = re.compile(r",\s+(?:and\s+)?")
_MOST_WORDS: Final = 6
_LONGEST: Final = 42
_LONGEST_PART: Final = 48
_MOST_PARTS: Final = 6


@dataclass(frozen=True)
class Name:
    """What to call the thing, with its article: `full` at the first mention, any of `short` after it."""

    full: str
    short: tuple[str, ...]
    plural: bool
    house: str | None = None
    parts: tuple["Part", ...] = ()


@dataclass(frozen=True)
class Part:
    """A piece of a composite title, as `written` there and as it is `spoken` behind "the"."""

    written: str
    spoken: str


def name(title: str, kind: Kind) -> Name:
    """The names that a title yields; "this" where nothing in it can be said aloud."""
    read = next((line for line in map(plain, title.splitlines()) if line), "")
    composite = _composite(read, kind) if kind.wholes else None
    return composite or _single(read, kind)


def _composite(title: str, kind: Kind) -> Name | None:
    """ "Poblano Palate: Nachos, Flan" -> a house and its parts; None for a title that isn't made like that."""
    house, colon, rest = title.partition(": ")
    house = re.sub(r"[!?]+", "", house).strip(" .,:;-")
    if not colon or not speakable(house) or len(house) > _LONGEST:
        return None
    parts = tuple(part for text in _PART_END.split(rest) if (part := _part(text, kind)))[:_MOST_PARTS]
    if not parts:
        return None
    if len(parts) > 1:
        return Name("", (), plural=False, house=house, parts=parts)
    spoken = f"the {parts[0].spoken}"
    return Name(spoken, (spoken,), english.is_plural(spoken), house, parts)


def _part(text: str, kind: Kind) -> Part | None:
    """Dishes keep the menu's capitals; jobs are lower case and nouns ("replace outlet": "outlet replacement")."""
    written = text.strip(" .,:;!?-'\"")
    if not written or len(written) > _LONGEST_PART or not speakable(written):
        return None
    if kind.key == "meal":
        return Part(written, written)
    verb, _, rest = english.lowered(written).partition(" ")
    return Part(written, f"{rest} {_DONE[verb]}" if rest and verb in _DONE else english.lowered(written))


_DONE: Final = {
    "replace": "replacement",
    "install": "installation",
    "repair": "repair",
    "fix": "repair",
    "remove": "removal",
    "clean": "cleaning",
    "paint": "painting",
    "inspect": "inspection",
    "upgrade": "upgrade",
    "seal": "sealing",
    "build": "building",
    "refinish": "refinishing",
    "mount": "mounting",
    "assemble": "assembly",
    "patch": "patching",
}


def _single(title: str, kind: Kind) -> Name:
    words = _head(title).split()
    if not words:
        return Name(f"the {kind.noun}", (f"the {kind.noun}",), plural=False) if kind.noun else NAMELESS
    full = _uncapitalised(" ".join(words), kind)
    short = tuple(dict.fromkeys(f"the {word}" for word in _short_names(full, kind)))
    last = english.is_plural(full) and (full.split()[-1].casefold() in PLURAL_NOUNS or not kind.noun)
    return Name(f"the {full}", short or (f"the {full}",), plural=last)


NAMELESS: Final = Name("this", ("this",), plural=False)


def _head(title: str) -> str:
    """The part of a title that names the thing, at most six words; "" when nothing there can be said."""
    text = title
    for _ in range(4):
        text = _SALES_TALK.sub("", text.strip(" .,:;!?-*~'\"#"), count=1)
    text = _YEAR.sub(" ", text).strip(" .,:;!?-*~'\"#")
    pieces = (piece.strip(" .,:;!?-'\"#") for piece in _HEAD_END.split(text))
    head = next((piece for piece in pieces if piece and nameable(_calm(piece))), "")
    words = [word for word in _calm(head).split() if any(c.isalnum() for c in word)][:_MOST_WORDS]
    while words and len(" ".join(words)) > _LONGEST:
        words.pop()
    return " ".join(words) if sum(c.isalpha() for c in "".join(words)) > 2 else ""


def _calm(text: str) -> str:
    """SHOUTED words in title case; short ones may be names (BMW, LX) and stay."""
    words = text.split()
    shouted = sum(word.isupper() and len(word) > 3 for word in words) >= max(1, (len(words) + 1) // 2)
    return " ".join(w.capitalize() if shouted and w.isupper() and len(w) > 3 else w for w in words)


def _short_names(full: str, kind: Kind) -> list[str]:
    words = full.split()
    makes = [i for i, word in enumerate(words) if kind.noun and word.casefold() in kind.makes]
    found = []
    if makes:
        at = makes[0] if kind.short_name_is_make else makes[0] + 1
        found += [words[at]] if at < len(words) and len(words[at]) > 1 and words[at][0].isalpha() else []
    last = words[-1].casefold()
    nouns = (
        words if last in NOUNS or not english.is_plural(last) else [words[-1]]
    )  # "piano lessons": no piano
    if kind.key == "other":
        nouns = []
    noun = next((word.casefold() for word in reversed(nouns) if word.casefold() in NOUNS), kind.noun)
    return [*found, *([noun] if noun else [])]


def _uncapitalised(text: str, kind: Kind) -> str:
    """ "Red mountain bike" -> "red mountain bike"; makes, acronyms and Title Case Names keep their capitals."""
    words = text.split()
    if words[0].casefold() in _ORDINARY and any(word.islower() for word in words[1:]):
        return " ".join([words[0].lower(), *words[1:]])  # "Grey IKEA sofa"
    if (
        words[0].casefold() in kind.makes
        or not _is_common(words[0])
        or any(w[0].isupper() for w in words[1:])
    ):
        return text if len(words) == 1 or not _all_common(words) else english.lowered(text)
    return " ".join([words[0].lower(), *words[1:]])


def _all_common(words: list[str]) -> bool:
    """Whether a Title Case name is made of ordinary words only, as far as a short list of nouns can tell."""
    return words[-1].casefold() in NOUNS and all(
        w.casefold() in _ORDINARY or w.casefold() in NOUNS for w in words
    )


_ORDINARY: Final = frozenset(
    "vintage old new used antique small large big solid oak pine walnut teak maple leather wooden metal steel white"
    " black red blue green brown grey gray yellow dining coffee writing kitchen garden mountain road city racing"
    " electric acoustic classical folding gravel touring kids children's ladies mens office standing floor round"
    " corner double king queen mid-century modern rustic industrial handmade".split()
)


def _is_common(word: str) -> bool:
    return word[0].isupper() and word[1:].islower() and word.isalpha()
