"""Whether a text says a dealbreaker of the thing or the fit: "rust" is met by "some rust", not by "no rust".

Words are compared after NFKC and case folding, with hyphens as spaces, invisible characters removed and a plain
English plural equal to its singular. A mention is negated only where the text says so plainly: a negation with
nothing but filler before the mention, "free" or "proof" behind it, or "none" after a colon. All else counts as
a mention: missing a dealbreaker costs its owner more than losing a deal that could have been, and so negations
in other languages, hints and ironies count as mentions too. tests/vectors/dealbreakers pins the rules.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEGATIONS: Final = _words(
    "no not never without non none zero 0 neither nor nobody cannot isn't isnt aren't arent wasn't wasnt"
    " weren't werent hasn't hasnt haven't havent hadn't hadnt doesn't doesnt don't dont didn't didnt won't wont"
    " wouldn't can't cant couldn't ain't lacks lacking"
)
# After these a negation denies nothing of the mention: "not only rust", "no longer smoked in", "no doubt".
_CANCELS: Final = _words(
    "only just merely simply solely longer more less fewer doubt question wonder secret surprise small little"
    " stranger much many lot all every entirely always sure certain know rule exclude promise guarantee say deny"
    " mind matter"
)
# Behind a negation these make the rest of the clause uncertain: "I cannot promise that there is no rust".
_HEDGES: Final = _words("say sure certain know promise guarantee swear confirm exclude rule claim mean")
_HEDGE_REACH: Final = 6
# What may stand between a negation and the mention that it denies: "no visible signs of rust".
_FILLER: Final = _words(
    "a an any the such one single of from on in has had have having been be being was were is are ever yet"
    " sign signs trace traces hint hints evidence history record records report reports reported mention spot"
    " spots speck bit kind sort type form issue issues problem problems trouble involved with known visible"
    " noticeable apparent obvious previous prior past former really actually currently presently either"
    " whatsoever"
)
# "with" and its like are filler only behind these: "no problems with rust", but not "no warranty with salvage".
_LINKS: Final = _words("with in on from")
_LINKABLE: Final = _words("issue issues problem problems trouble been be involved being")
# These words end the reach of a negation when a list is read backwards.
_LIST_ENDS: Final = _words(
    "but and has is are was with it its this that has because although though some lots"
)
_ALTERNATIVES: Final = frozenset({"or", "nor"})
_ITEM_WORDS: Final = 3
_LIST_WORDS: Final = 14

_FREE: Final = _words("free proof proofed proofing")
_DENIALS: Final = _words("none no never zero 0 nil not false absent")
_COPULAS: Final = _words("is are was were has have been")
_DENIED: Final = _words("allowed permitted present found seen visible reported known included")
_PHRASE_NEGATIONS: Final = _words("no not never without non zero")

_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
_TOKEN: Final = re.compile(
    rf"(?P<word>\d+(?:[.,]\d+)+|[{_UNSPACED}]|[^\W_{_UNSPACED}]+(?:'[^\W_{_UNSPACED}]+)*)|(?P<mark>\n|[^\w\s]+)"
)
_SINGLE_QUOTES: Final = str.maketrans(dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4`\u2032", "'"))
_HYPHEN: Final = re.compile(r"(?<=\w)[-\u2010\u2011\u2012\u2013\u00ad/](?=\w)")
_DASH: Final = re.compile(r"[-\u2010-\u2015]+")
_UNSEEN: Final = frozenset({"Cf", "Mn", "Mc", "Me"})
_WITHOUT: Final = re.compile(r"\bw/o\b")


def first_met(phrases: Iterable[str], texts: Iterable[str]) -> bool:
    """Whether any of `texts` says any of `phrases` (the first found ends the search)."""
    read = [_read(text) for text in texts]
    return any(_met(phrase, text) for phrase in map(_phrase, phrases) for text in read)


def met(phrase: str, text: str) -> bool:
    """Whether `text` mentions `phrase` without denying it. A phrase without a word in it is never met.

    A phrase that begins with a negation ("no service history") is met where the text denies the rest of it
    ("service history: none") and where it is said as it stands.
    """
    return _met(_phrase(phrase), _read(text))


class _Text:
    """A text as words, and for each word the mark that stands before it ("" at the start and after a space)."""

    def __init__(self, words: Sequence[str], marks: Sequence[str]) -> None:
        self.words = words
        self.marks = marks  # one more than words: the last stands after the last word
        self.stems = [_stem(word) for word in words]

    def mentions(self, stems: Sequence[str]) -> Iterator[tuple[int, int]]:
        """(start, end) of each place where the stems stand next to each other, no mark but a line end between."""
        size = len(stems)
        for start in range(len(self.stems) - size + 1):
            inside = self.marks[start + 1 : start + size]
            if self.stems[start : start + size] == stems and all(mark in {"", "\n"} for mark in inside):
                yield start, start + size


def _met(phrase: Sequence[str], text: _Text) -> bool:
    if not phrase:
        return False
    stems = [_stem(word) for word in phrase]
    if any(not _denied(text, start, end) for start, end in text.mentions(stems)):
        return True
    if phrase[0] not in _PHRASE_NEGATIONS or len(phrase) == 1 or phrase[1] in _CANCELS:
        return False
    return any(_denied(text, start, end) for start, end in text.mentions(stems[1:]))


def _denied(text: _Text, start: int, end: int) -> bool:
    """Whether the mention at start..end is denied: an odd number of denials, so that "not rust-free" is none."""
    behind = _denied_behind(text, end)
    before = _negations_before(text, start)
    return (behind + before) % 2 == 1


def _negations_before(text: _Text, start: int) -> int:
    """How many negations reach the mention from before it, through nothing but filler."""
    found, at = 0, start
    if _is_list_item(text, start):
        return int(_list_is_denied(text, start))
    while at > 0 and text.marks[at] == "":
        word, at = text.words[at - 1], at - 1
        if word in _NEGATIONS or (word in _FREE and text.words[at + 1 : at + 2] in (["of"], ["from"])):
            found += 1
        elif word not in _FILLER or (word in _LINKS and not _linked(text, at)):
            break
    return 0 if found and _hedged(text, at) else found


def _hedged(text: _Text, before: int) -> bool:
    for at in range(before, max(0, before - _HEDGE_REACH), -1):
        if text.words[at] in _HEDGES and text.words[at - 1] in _NEGATIONS:
            return True
        if text.marks[at] != "":
            break
    return False


def _linked(text: _Text, at: int) -> bool:
    return at > 0 and (text.words[at - 1] in _LINKABLE or text.words[at - 1] in _FREE)


def _is_list_item(text: _Text, start: int) -> bool:
    return start > 0 and (text.words[start - 1] == "or" or text.marks[start] == ",")


def _list_is_denied(text: _Text, start: int) -> bool:
    """Whether "no" opens the list that the mention stands in: "no dents, scratches or rust"; "or" is required."""
    closed = text.words[start - 1] == "or" or _has_or_after(text, start)
    if not closed:
        return False
    since = 0
    for at in range(start - 1, max(-1, start - 1 - _LIST_WORDS), -1):
        mark, word = text.marks[at + 1], text.words[at]
        since = 0 if mark == "," or word in _ALTERNATIVES else since + 1
        if mark not in {"", ","} or word in _LIST_ENDS or since > _ITEM_WORDS:
            return False
        if word in _NEGATIONS:
            return mark == "" and text.words[at + 1] not in _CANCELS
    return False


def _has_or_after(text: _Text, start: int) -> bool:
    for at in range(start, min(len(text.words), start + _LIST_WORDS)):
        if text.marks[at] not in {"", ","} or text.words[at] in _LIST_ENDS:
            return False
        if text.words[at] in _ALTERNATIVES:
            return True
    return False


def _denied_behind(text: _Text, end: int) -> bool:
    """ "rust free", "rust: none", "rust? No.", "smoking is not allowed": a denial right behind the mention."""
    rest, mark = text.words[end:], text.marks[end]
    if not rest:
        return False
    if mark == "" and rest[0] in _FREE:
        return True
    if mark in {":", "?", "=", "-", "->"} and rest[0] in _DENIALS:
        return text.marks[end + 1] != "" or len(rest) == 1
    return mark == "" and _says_not_so(text, end)


def _says_not_so(text: _Text, at: int) -> bool:
    while at < len(text.words) and text.words[at] in _COPULAS and text.marks[at] == "":
        at += 1
    pair, inner = text.words[at : at + 2], text.marks[at : at + 2]
    return len(pair) == 2 and inner == ["", ""] and pair[0] in _NEGATIONS and pair[1] in _DENIED


def _stem(word: str) -> str:
    """A plain plural's singular: dents, scratches, batteries. Words of three letters and -ss, -us, -is stay."""
    if len(word) <= 3 or not word.isascii() or word.endswith(("ss", "us", "is")) or not word.endswith("s"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "xes", "sses", "zes")) else word[:-1]


def _phrase(phrase: str) -> list[str]:
    return list(_read(phrase).words)


def _read(text: str) -> _Text:
    words: list[str] = []
    marks = [""]
    for token in _TOKEN.finditer(_plain(text)):
        if token["mark"]:
            marks[-1] = _stronger(marks[-1], token["mark"])
        else:
            words.append(token["word"].removesuffix("'s"))
            marks.append("")
    return _Text(words, marks)


def _stronger(before: str, mark: str) -> str:
    """Several marks in a row as one; a line end gives way to any other, and quotation marks do not count."""
    silent = mark.strip("'\"*\u201c\u201d\u201e\u00ab\u00bb")
    if not silent:
        return before
    return silent if before in {"", "\n"} else before + silent


def _plain(text: str) -> str:
    """Folded text without invisible characters and without marks that combine (they part words in Python's \\w)."""
    composed = unicodedata.normalize("NFKC", text.translate(_SINGLE_QUOTES)).casefold()
    folded = unicodedata.normalize("NFKC", composed)
    seen = "".join(c for c in folded if unicodedata.category(c) not in _UNSEEN)
    return _DASH.sub("-", _HYPHEN.sub(" ", _WITHOUT.sub("without", seen))).replace("_", " ")
