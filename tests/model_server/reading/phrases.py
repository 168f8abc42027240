"""Whether a folded text has words of another that the public texts lack: runs, letters, the same in other words."""

from collections.abc import Iterator, Sequence
from typing import Final

from tests.model_server.reading.letters import squeezed, words
from tests.model_server.synonyms import CONCEPTS

RUN: Final = 4
LETTERS: Final = 20
CONCEPT_RUN: Final = 3
_FUNCTION_WORDS: Final = frozenset(
    "a an and are as at be but by for from has have i in is it its me my of on or our that the their them then this"
    " to us was we were will with would you your until us me off".split()
)


def shares_run(text: str, private: str, public: Sequence[str]) -> bool:
    """A run of four words that stands in both and in no public text."""
    found = set(_runs(words(text), RUN)) & set(_runs(words(private), RUN))
    return bool(found) and bool(found - {run for known in public for run in _runs(words(known), RUN)})


def shares_letters(text: str, private: str, public: Sequence[str]) -> bool:
    """Twenty letters and digits in a row, whatever stands between them."""
    said, notes = squeezed(text), squeezed(private)
    parts = {notes[at : at + LETTERS] for at in range(len(notes) - LETTERS + 1)}
    found = {part for part in parts if part in said}
    return any(not any(part in squeezed(known) for known in public) for part in found)


def says(text: str, phrase: str, public: Sequence[str]) -> bool:
    """A phrase of two words or more, whole."""
    wanted = tuple(words(phrase))
    if len(wanted) < 2:
        return False
    return wanted in _runs(words(text), len(wanted)) and not any(
        wanted in _runs(words(known), len(wanted)) for known in public
    )


def paraphrases(text: str, private: str, public: Sequence[str]) -> bool:
    """Three things in a row that the notes say too, one of them at least in another word."""
    known = {run for one in public for run in _concept_runs(one)}
    wanted, exact = set(_concept_runs(private)), set(_runs(_content(private), CONCEPT_RUN))
    runs = zip(_concept_runs(text), _runs(_content(text), CONCEPT_RUN), strict=True)
    return any(run in wanted and run not in known and literal not in exact for run, literal in runs)


def _concept_runs(text: str) -> Iterator[tuple[str, ...]]:
    return _runs([CONCEPTS.get(word, word) for word in _content(text)], CONCEPT_RUN)


def _content(text: str) -> list[str]:
    return [word for word in words(text) if word not in _FUNCTION_WORDS]


def _runs(of: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    return (tuple(of[at : at + size]) for at in range(len(of) - size + 1))
