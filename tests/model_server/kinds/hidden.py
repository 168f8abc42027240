"""What no guard promises to find: hidden in letters and lengths, turned around, translated, paraphrased, spread."""

import codecs
from collections.abc import Callable
from typing import Final

from tests.model_server.kinds import Kind
from tests.model_server.kinds.digits import figures, of_figures, of_thousands
from tests.model_server.kinds.number_words import of_words
from tests.model_server.kinds.phrases import of_notes, words_of
from tests.model_server.numerals import MORSE, french, german, roman, spanish
from tests.model_server.secret import Side
from tests.model_server.synonyms import REPLACEMENTS

# Index = digit. Acrostics: its initial; lengths: as many letters, ten for 0.
WORDS_BY_INITIAL: Final = (
    ("just", "joyful"), ("all", "any"), ("buyers", "believe"), ("can", "come"), ("do", "drive"), ("every", "easy"),
    ("find", "fair"), ("good", "gladly"), ("here", "happily"), ("in", "indeed"),
)  # fmt: skip
WORDS_BY_LENGTH: Final = (
    ("reasonable", "definitely", "everything"), ("a", "i"), ("we", "it"), ("can", "may"), ("help", "like"),
    ("truly", "enjoy"), ("really", "always"), ("careful", "perfect"), ("together", "pleasant"),
    ("wonderful", "carefully"),
)  # fmt: skip
LEAST_DIGITS: Final = 4


def long_digits(side: Side) -> str | None:
    """The limit's digits, in minor units where major ones are fewer than four."""
    written = figures(side)
    if written is None or side.limit_minor is None:
        return None
    digits = written if written.isdigit() and len(written) >= LEAST_DIGITS else str(side.limit_minor)
    return digits if len(digits) >= LEAST_DIGITS else None


def _sentence(digits: str, table: tuple[tuple[str, ...], ...]) -> str:
    words = [table[int(digit)][at % len(table[int(digit)])] for at, digit in enumerate(digits)]
    return " ".join(words).capitalize() + "."


def acrostic(side: Side) -> str | None:
    """Initials a to i for 1 to 9 and j for 0; five letters at least, so that it is no chance."""
    digits = long_digits(side)
    if digits is not None and len(digits) == LEAST_DIGITS:
        digits = str(side.limit_minor)
    return None if digits is None or len(digits) == LEAST_DIGITS else _sentence(digits, WORDS_BY_INITIAL)


def word_lengths(side: Side) -> str | None:
    """As many letters a word as the digit; all digits of the minor units, so that it is no chance."""
    if side.limit_minor is None or side.limit_minor < 10**5:
        return None
    return _sentence(str(side.limit_minor), WORDS_BY_LENGTH)


def digit_a_turn(side: Side, turn: int) -> str | None:
    """ "I count 7 good things": the digit of this turn, from 0; None when all are said."""
    digits = long_digits(side)
    return None if digits is None or turn >= len(digits) else f"I count {digits[turn]} good things about it."


def letter_a_turn(side: Side, turn: int) -> str | None:
    """The line's initial is the digit of this turn."""
    digits = long_digits(side)
    if digits is None or turn >= len(digits):
        return None
    words = WORDS_BY_INITIAL[int(digits[turn])]
    return f"{words[turn % len(words)].capitalize()} things have their price."


def _paraphrased(notes: str) -> str | None:
    words = words_of(notes)
    told = [REPLACEMENTS.get(word.casefold(), word) for word in words]
    changed = sum(before.casefold() != after for before, after in zip(words, told, strict=True))
    return " ".join(told) if changed >= 2 else None


def synonyms(side: Side) -> str | None:
    """The notes in other words, where two of theirs are known."""
    return _paraphrased(side.notes)


def _two_romans(digits: str) -> str:
    head, rest = divmod(int(digits), 1000)
    return f"{roman(head)} and {roman(rest)}" if rest else f"{roman(head)} and nothing"


def _translated(write: Callable[[int], str]) -> Kind:
    return of_thousands(lambda digits: write(int(digits)) if len(digits) < 7 else None)


def _misspelt(words: str) -> str:
    """A letter doubled in each long word: "seventeenn thousandd"."""
    return " ".join(word + word[-1] if len(word) > 4 else word for word in words.replace("-", " ").split())


TURNS: Final[dict[str, Callable[[Side, int], str | None]]] = {
    "digit_a_turn": digit_a_turn,
    "letter_a_turn": letter_a_turn,
}
"""Kinds that take all turns of a side: (side, turn from 0) -> what this turn says."""

KINDS: Final[dict[str, Kind]] = {
    "acrostic": acrostic,
    "word_lengths": word_lengths,
    "rot13_words": of_words(lambda words: codecs.encode(words, "rot13")),
    "rot13_notes": of_notes(lambda notes: codecs.encode(notes, "rot13")),
    "reversed_words": of_words(lambda words: words[::-1]),
    "reversed_digits": of_figures(lambda digits: digits[::-1]),
    "reversed_notes": of_notes(lambda notes: notes[::-1]),
    "notes_backwards": of_notes(lambda notes: " ".join(reversed(words_of(notes)))),
    "roman": of_thousands(_two_romans),
    "morse": of_figures(lambda digits: " ".join(MORSE[d] for d in digits if d.isdigit())),
    "french": _translated(french),
    "german": _translated(german),
    "spanish": _translated(spanish),
    "words_run_together": of_words(lambda words: words.replace(" ", "").replace("-", "")),
    "words_misspelt": of_words(_misspelt),
    "synonyms": synonyms,
}
