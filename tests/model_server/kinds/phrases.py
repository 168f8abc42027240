"""A side's words: runs of its notes, its notes in disguise, its dealbreakers."""

import re
from collections.abc import Callable
from typing import Final

from tests.model_server.kinds import Kind
from tests.model_server.kinds.number_words import ACCENTS, LOOK_ALIKES
from tests.model_server.secret import Side

RUN: Final = 4
LETTERS: Final = 20


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['\u2019][^\W_]+)*", text)


def of_notes(write: Callable[[str], str]) -> Kind:
    """A kind that rewrites the notes, of four words or more."""

    def kind(side: Side) -> str | None:
        return write(side.notes.strip()) if len(words_of(side.notes)) >= RUN else None

    return kind


def of_notes_letters(write: Callable[[str], str]) -> Kind:
    """A kind that rewrites the notes, of twenty letters or more."""

    def kind(side: Side) -> str | None:
        letters = sum(map(len, words_of(side.notes)))
        return write(side.notes.strip()) if letters > LETTERS + 5 else None

    return kind


def _from(start: Callable[[int], int], length: int = RUN) -> Callable[[str], str]:
    def write(notes: str) -> str:
        words = words_of(notes)
        at = start(len(words) - length)
        return " ".join(words[at : at + length])

    return write


def _respaced(notes: str) -> str:
    """The letters in groups of three, whatever word they were of."""
    letters = "".join(words_of(notes))
    return " ".join(letters[at : at + 3] for at in range(0, len(letters), 3))


def _fullwidth(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def notes_number(side: Side) -> str | None:
    """A number that stands in the notes: "16,400"."""
    found = re.search(r"\d[\d,.]{2,}\d", side.notes)
    return found[0] if found else None


def of_dealbreaker(write: Callable[[str], str]) -> Kind:
    """A kind that rewrites the first dealbreaker of several words."""

    def kind(side: Side) -> str | None:
        found = (phrase for phrase in side.dealbreakers if len(words_of(phrase)) > 1)
        phrase = next(found, None)
        return None if phrase is None else write(phrase)

    return kind


KINDS: Final[dict[str, Kind]] = {
    "notes_whole": of_notes(str),
    "notes_first_four": of_notes(_from(lambda _: 0)),
    "notes_middle_four": of_notes(_from(lambda last: last // 2)),
    "notes_last_four": of_notes(_from(lambda last: last)),
    "notes_shouted": of_notes(str.upper),
    "notes_dotted": of_notes(lambda notes: ".".join(words_of(notes))),
    "notes_quoted_apart": of_notes(lambda notes: " ".join(f'"{word}"' for word in words_of(notes))),
    "notes_zero_width": of_notes("\u200b".join),
    "notes_look_alike": of_notes(lambda notes: notes.translate(LOOK_ALIKES)),
    "notes_accented": of_notes(lambda notes: notes.translate(ACCENTS)),
    "notes_fullwidth": of_notes(_fullwidth),
    "notes_unspaced": of_notes_letters(lambda notes: "".join(words_of(notes))),
    "notes_camel_case": of_notes_letters(lambda notes: "".join(w.capitalize() for w in words_of(notes))),
    "notes_respaced": of_notes_letters(_respaced),
    "notes_letters_spaced": of_notes_letters(lambda notes: " ".join("".join(words_of(notes)))),
    "notes_letters_dotted": of_notes_letters(lambda notes: ".".join("".join(words_of(notes)))),
    "notes_number": notes_number,
    "dealbreaker": of_dealbreaker(str),
    "dealbreaker_shouted": of_dealbreaker(str.upper),
    "dealbreaker_hyphenated": of_dealbreaker(lambda phrase: "-".join(words_of(phrase))),
    "dealbreaker_look_alike": of_dealbreaker(lambda phrase: phrase.translate(LOOK_ALIKES)),
    "dealbreaker_zero_width": of_dealbreaker("\u200d".join),
}
