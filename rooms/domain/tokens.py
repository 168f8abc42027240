"""A text as digits and words, each with what stands before it; hidden number words are put together again.

"s e v e n", "sev-en-teen" and "seventeenfive" come out as the words that they say, and letters in the clothes of
digits ("17,5oo") as digits. Marks and spaces are not tokens: they are the gap before the next one.
"""

import re
from collections.abc import Collection, Iterator
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
_DRESSED: Final = re.compile(r"(?<![^\W_])[\doli|]+(?:[.,'_][\doli|]+)*(?![^\W_])")
_LITRES: Final = re.compile(r"\d+(?:[.,]\d+)?l")
_UNDRESS: Final = str.maketrans("oli|", "0111")
_MIXED: Final = re.compile(r"\d[^\d]*[oli|]|[oli|][^\d]*\d")
KNOWN: Final = re.compile(r"[^\W_]*\d[^\W_]*|\d+(?:[.,:'/_-]\d+)+|\d+ ?[x/-] ?\d+(?: ?[x/-] ?\d+)*")
"""What is looked up among public spellings: words with digits in them, dates, versions, sizes."""
_LONGEST_GAP: Final = 3
_LONGEST_BREAK: Final = 6  # pieces of one broken word


def tokens(read: str, known: Collection[str] = ()) -> list[Token]:
    """The tokens of folded text (letters.fold(...).read); spellings in `known` are not undressed."""
    plain = _DRESSED.sub(lambda found: _undressed(found[0], known), read)
    return list(_apart(_whole(_raw(plain))))


def _undressed(chunk: str, known: Collection[str]) -> str:
    if not _MIXED.search(chunk) or chunk in known or _LITRES.fullmatch(chunk):
        return chunk
    return chunk.translate(_UNDRESS)


def _raw(read: str) -> list[Token]:
    found, at = [], 0
    for match in _TOKEN.finditer(read):
        text = match[0].removesuffix("'s")
        found.append(Token(text, match.start(), match.end(), read[at : match.start()]))
        at = match.end()
    return found


def _whole(raw: list[Token]) -> Iterator[Token]:
    """Single letters and broken pieces that make a number word, as that word."""
    at = 0
    while at < len(raw):
        taken, word = _joined(raw, at)
        if taken > 1:
            yield Token(word, raw[at].start, raw[at + taken - 1].end, raw[at].gap)
        else:
            yield raw[at]
        at += max(taken, 1)


def _joined(raw: list[Token], at: int) -> tuple[int, str]:
    """How many tokens from `at` on make up the longest number word, and that word; (0, "") for none."""
    word, best = raw[at].text, (0, "")
    if word not in number_words.BEGINNINGS:
        return best
    limit = at + 1 + (_LONGEST_BREAK if len(word) > 1 else number_words.LONGEST_WORD)
    for next_at in range(at + 1, min(len(raw), limit)):
        if len(raw[next_at].gap) > _LONGEST_GAP or word not in number_words.BEGINNINGS:
            break
        word += raw[next_at].text
        if number_words.said(word):
            best = (next_at + 1 - at, word)
    return best


def _apart(whole: Iterator[Token]) -> Iterator[Token]:
    """Words that run together, one by one."""
    for token in whole:
        pieces = number_words.run_together(token.text)
        at, gap = token.start, token.gap
        for piece in pieces:
            yield Token(piece, at, at + len(piece), gap)
            at, gap = at + len(piece), ""
        if not pieces:
            yield token
