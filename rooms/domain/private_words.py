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
    line = _Line(folded, public)
    return any(line.repeats(fold(text).read) for text in private)


class _Line:
    """A line and what everybody may read. The public texts are read when a run is found: most lines share none."""

    def __init__(self, folded: str, public: Sequence[str]) -> None:
        self.words, self.row, self.public = _words(folded), _row(folded), public

    def repeats(self, private: str) -> bool:
        words, row = _words(private), _row(private)
        if len(words) < _WORDS and self._says_whole(words, row):
            return True
        if any(not self._heard(run) for run in _runs(self.words) & _runs(words)):
            return True
        pieces = {self.row[at : at + _CHARACTERS] for at in range(len(self.row) - _CHARACTERS + 1)}
        shared = [piece for piece in pieces if piece in row]
        heard = [_row(text) for text in self.public] if shared else []
        return any(not any(piece in text for text in heard) for piece in shared)

    def _says_whole(self, phrase: list[str], squeezed: str) -> bool:
        if len(phrase) < 2:
            return False
        said = _stands_in(phrase, self.words) or (
            len(squeezed) >= _SHORTEST_SQUEEZED and squeezed in self.row
        )
        return said and not self._heard(phrase)

    def _heard(self, run: Sequence[str]) -> bool:
        return any(_stands_in(run, _words(text)) for text in self.public)


def _words(folded: str) -> list[str]:
    whole = _PARTED.sub(lambda found: _BETWEEN.sub("", found[0]), folded)
    return [word.replace("'", "") for word in _WORD.findall(whole)]


def _row(folded: str) -> str:
    return _BETWEEN.sub("", folded)


def _runs(words: list[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(words[at : at + _WORDS]) for at in range(len(words) - _WORDS + 1))


def _stands_in(run: Sequence[str], words: list[str]) -> bool:
    return f" {' '.join(run)} " in f" {' '.join(words)} "
