"""Whether a line repeats a side's notes or dealbreakers: a run of four words, or of twenty characters in any spelling.

Both are looked for in folded text: small plain letters and digits. Words are parted by anything else; the run of
characters ignores all that stands between letters, so "p.a.y.i.n.g" is found. What the public text says in the same
run may be said again. A private text shorter than four words (most dealbreakers) counts when it is said whole, two
words at least: a single word such as "rust" is an ordinary word that no run of four covers, and it may be said.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from rooms.domain.letters import fold

_WORDS: Final = 4
_CHARACTERS: Final = 20
_SHORTEST_SQUEEZED: Final = 8  # a short phrase of fewer letters is looked for as words alone
_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
# Letters of one word with marks between: "p.a.y.i.n.g".
_PARTED: Final = re.compile(
    r"(?<![^\W_])[^\W_](?:[^\w\s][^\W_]){2,}(?![^\W_])|(?<![^\W_])[^\W_](?:_[^\W_]){2,}(?![^\W_])"
)
_BETWEEN: Final = re.compile(r"[\W_]+")


def repeats(folded: str, private: Iterable[str], public: Sequence[str]) -> bool:
    """Whether a folded line repeats any of the private texts; `public` are folded texts."""
    words, row = _words(folded), _row(folded)
    heard = [(_words(text), _row(text)) for text in public]
    return any(_repeats(words, row, fold(text).read, heard) for text in private)


def _repeats(words: list[str], row: str, private: str, heard: list[tuple[list[str], str]]) -> bool:
    own_words, own_row = _words(private), _row(private)
    if len(own_words) < _WORDS and _says_whole(words, row, own_words, own_row, heard):
        return True
    shared = _runs(words) & _runs(own_words)
    if any(not any(_stands_in(run, others) for others, _ in heard) for run in shared):
        return True
    pieces = {row[at : at + _CHARACTERS] for at in range(len(row) - _CHARACTERS + 1)}
    return any(piece in own_row and not any(piece in other for _, other in heard) for piece in pieces)


def _says_whole(
    words: list[str], row: str, phrase: list[str], squeezed: str, heard: list[tuple[list[str], str]]
) -> bool:
    if len(phrase) < 2:
        return False
    said = _stands_in(tuple(phrase), words) or (len(squeezed) >= _SHORTEST_SQUEEZED and squeezed in row)
    return said and not any(_stands_in(tuple(phrase), others) for others, _ in heard)


def _words(folded: str) -> list[str]:
    whole = _PARTED.sub(lambda found: _BETWEEN.sub("", found[0]), folded)
    return [word.replace("'", "") for word in _WORD.findall(whole)]


def _row(folded: str) -> str:
    return _BETWEEN.sub("", folded)


def _runs(words: list[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(words[at : at + _WORDS]) for at in range(len(words) - _WORDS + 1))


def _stands_in(run: tuple[str, ...], words: list[str]) -> bool:
    return f" {' '.join(run)} " in f" {' '.join(words)} "
