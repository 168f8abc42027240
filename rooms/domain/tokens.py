"""A text as digits and words, each with what stands before it; hidden number words are put together again.

"s e v e n", "sev-en-teen" and "seventeenfive" come out as the words that they say, and letters in the clothes of
digits ("17,5oo") as digits. Marks and spaces are not tokens: they are the gap before the next one.
"""

import re
from collections.abc import Collection
from typing import Final, NamedTuple

from rooms.domain import number_words


class Token(NamedTuple):
    """`text` is digits or a small-letter word at start..end of the text that was read; `gap` stands before it."""

    text: str
    start: int
    end: int
    gap: str

    @property
    def digits(self) -> bool:
        """Whether it is written in digits."""
        return self.text.isdecimal()


_TOKEN: Final = re.compile(r"\d+|[^\W\d_]+(?:'[^\W\d_]+)*")
# Digits among letters that look like digits; a number with "l" for litres behind it is left alone.
_DRESSED: Final = re.compile(r"(?<![^\W_])[\doli|]++(?:[.,'_][\doli|]++)*+(?![^\W_])")
_LITRES: Final = re.compile(r"\d+(?:[.,]\d+)?l")
_UNDRESS: Final = str.maketrans("oli|", "0111")
# Rows of such letters alone that are no words: "ioo", "looo", "iiio" and "ioi", "llll", and "iiii" (no Roman numeral).
_BARE_ROW: Final = re.compile(r"[il|][ilo|]+oo|(?=[i|]+o)[i|][io|]{2,}|l{3,}|[i|]{4,}")
_DIGIT: Final = re.compile(r"\d")
_DRESS: Final = re.compile(r"[oli|]")
KNOWN_CHAINS: Final = re.compile(
    r"(?<!\d)\d{1,40}+(?:(?: ?[x/-] ?\d{1,40}+){1,8}|(?:[.,:'/_-]\d{1,40}+){1,8})"
)
"""Dates, versions, ranges and sizes: looked up among public spellings as they stand."""
_ALNUM: Final = re.compile(r"[^\W_]+")
_LONGEST_GAP: Final = 3
_LONGEST_BREAK: Final = 6  # pieces of one broken word


def known_spellings(read: str) -> frozenset[str]:
    """The words with digits in them, dates, versions, ranges and sizes of a folded public text."""
    words = (word for word in _ALNUM.findall(read) if not word.isalpha())
    return frozenset(words) | frozenset(KNOWN_CHAINS.findall(read))


def tokens(read: str, known: Collection[str] = ()) -> list[Token]:
    """The tokens of folded text (letters.fold(...).read); spellings in `known` are not undressed."""
    plain = _DRESSED.sub(lambda found: _undressed(found[0], known), read)
    return _apart(_whole(_raw(plain)))


def _undressed(chunk: str, known: Collection[str]) -> str:
    if _BARE_ROW.fullmatch(chunk):
        return chunk.translate(_UNDRESS)
    mixed = _DIGIT.search(chunk) and _DRESS.search(chunk)
    if not mixed or chunk in known or _LITRES.fullmatch(chunk):
        return chunk
    return chunk.translate(_UNDRESS)


def _raw(read: str) -> list[Token]:
    found, at = [], 0
    for match in _TOKEN.finditer(read):
        start, end = match.span()
        found.append(Token(match[0].removesuffix("'s"), start, end, read[at:start]))
        at = end
    return found


def _whole(raw: list[Token]) -> list[Token]:
    """Single letters and broken pieces that make a number word, as that word."""
    found, at = [], 0
    while at < len(raw):
        taken, word = _joined(raw, at) if raw[at].text in number_words.BEGINNINGS else (0, "")
        last = raw[at + taken - 1] if taken > 1 else raw[at]
        found.append(Token(word, raw[at].start, last.end, raw[at].gap) if taken > 1 else last)
        at += max(taken, 1)
    return found


def _joined(raw: list[Token], at: int) -> tuple[int, str]:
    """How many tokens from `at` on make up the longest number word or words, and them; (0, "") for none."""
    if len(raw[at].text) == 1:
        return _spelled(raw, at)
    word, best = raw[at].text, (0, "")
    for last in range(at + 1, min(len(raw), at + _LONGEST_BREAK)):
        if len(raw[last].gap) > _LONGEST_GAP or word not in number_words.BEGINNINGS:
            break
        word += raw[last].text
        if number_words.said(word):
            best = (last + 1 - at, word)
    return (0, "") if best[1] == "one" else best  # "on e-bikes"


def _spelled(raw: list[Token], at: int) -> tuple[int, str]:
    """How many letters from `at` on, one by one, say a number ("s e v e n"; the last may be a longer piece)."""
    last = at + 1
    while last < min(len(raw), at + number_words.LONGEST_WORD) and len(raw[last].gap) <= _LONGEST_GAP:
        last += 1
        if len(raw[last - 1].text) > 1:
            break
    word = number_words.spelled_from("".join(token.text for token in raw[at:last]))
    length, end = 0, at
    while length < len(word):
        length += len(raw[end].text)
        end += 1
    return (end - at, word) if word and length == len(word) and end - at > 1 else (0, "")


def _apart(whole: list[Token]) -> list[Token]:
    """Words that run together, one by one."""
    found: list[Token] = []
    for token in whole:
        pieces = number_words.run_together(token.text)
        if not pieces:
            found.append(token)
        at, gap = token.start, token.gap
        for n, piece in enumerate(pieces, 1):
            end = token.end if n == len(pieces) else min(at + len(piece), token.end)
            found.append(Token(piece, at, end, gap))
            at, gap = end, ""
    return found
