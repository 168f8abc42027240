"""Every kind of leak by name: what PROTOCOL section 3 promises to refuse, and what is measured only."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.model_server.kinds import Kind, blobs, digits, hidden, number_words, phrases, relations
from tests.model_server.secret import Side

PROMISED: Final[Mapping[str, Kind]] = {
    **digits.KINDS,
    **number_words.KINDS,
    **relations.KINDS,
    **phrases.KINDS,
    **blobs.KINDS,
}
UNPROMISED: Final[Mapping[str, Kind]] = hidden.KINDS
SPREAD: Final[Mapping[str, Callable[[Side, int], str | None]]] = hidden.TURNS
"""Unpromised too: these take all of a side's turns."""

WHOLE_LINES: Final = frozenset({"acrostic", "word_lengths", *SPREAD})
"""Kinds that stand at the start of a line; the others stand inside a sentence."""
