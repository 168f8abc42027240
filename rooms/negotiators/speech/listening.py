"""What the other side just said, as far as it matters: which aspect, and in what manner. Nothing is obeyed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from rooms.negotiators.speech.aspects import Aspect
from rooms.negotiators.speech.reading import mentions

Manner = Literal["asked", "doubted", "missed", "said"]

_SENTENCES: Final = re.compile(r"[^.!?]+[.!?]*")
_DOUBT: Final = re.compile(
    r"\b(?:worr\w+|hesitate\w*|careful|caution|cautious|doubt\w*|gives me pause|surprises?|not sure|afraid"
    r"|keep coming back|strict|fussy)\b",
    re.IGNORECASE,
)
_MISSED: Final = re.compile(
    r"\b(?:can't find|doesn't mention|had hoped|i'm missing|is silent|no mention)\b", re.IGNORECASE
)
_NEEDS: Final = re.compile(
    r"\b(?:what|tell me|which)\b.{0,60}\b(?:matters?|needs?|say yes|at ease)\b", re.IGNORECASE
)
_QUOTED: Final = re.compile(r'"[^"]*"?')
"""Somebody else's words: naming a thing there raises nothing."""
_STRENGTH: Final[dict[Manner, int]] = {"asked": 3, "missed": 2, "doubted": 1, "said": 0}


@dataclass(frozen=True)
class Heard:
    """The aspect that most wants a reply (None when nothing known was named), and how it was put."""

    aspect: Aspect | None
    manner: Manner
    asks_for_needs: bool


NOTHING: Final = Heard(None, "said", asks_for_needs=False)


def listen(text: str, aspects: Sequence[Aspect], *, own: str, theirs: str) -> Heard:
    """Read the other side's last line (data, whoever wrote it) for what it raises.

    `own` and `theirs` are what the listener and the other side said before it: what has been through question
    and answer is settled, and a mere mention of what the listener brought up itself needs no reply.
    """
    best = NOTHING
    for sentence in _SENTENCES.findall(text):
        manner = _manner(sentence)
        for aspect in aspects:
            if not mentions(_QUOTED.sub(" ", sentence), aspect.names) or _settled(
                aspect, manner, own, theirs
            ):
                continue
            if best.aspect is None or _STRENGTH[manner] >= _STRENGTH[best.manner]:  # the later, the fresher
                best = Heard(aspect, manner, asks_for_needs=False)
    return Heard(best.aspect, best.manner, asks_for_needs=_asks_for_needs(text))


def _settled(aspect: Aspect, manner: Manner, own: str, theirs: str) -> bool:
    if not mentions(own, aspect.names):
        return False
    return manner == "said" or mentions(theirs, aspect.names)


def named(text: str, aspect: Aspect) -> bool:
    """Whether `text` speaks of `aspect`."""
    return mentions(text, aspect.names)


def wants_reply(text: str, aspect: Aspect) -> bool:
    """Whether `text` asks for `aspect`, doubts it or misses it, rather than only naming it."""
    return any(mentions(s, aspect.names) and _manner(s) != "said" for s in _SENTENCES.findall(text))


def _asks_for_needs(text: str) -> bool:
    questions = (s.strip() for s in _SENTENCES.findall(text))
    return any(_NEEDS.search(s) for s in questions if s.endswith("?") or s.casefold().startswith("tell me"))


def _manner(sentence: str) -> Manner:
    if sentence.rstrip().endswith("?"):
        return "asked"
    if _MISSED.search(sentence):
        return "missed"
    return "doubted" if _DOUBT.search(sentence) else "said"
