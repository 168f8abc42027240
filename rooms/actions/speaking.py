"""Workers only: the words of a turn. A model drafts them, the guard has the last say, and the scripted persona speaks
where neither comes to an end.

Who spoke is shown to nobody: a line is a line. What was refused is counted by its reason and kept nowhere.
"""

import re
from dataclasses import replace
from typing import Final, Literal

from contracts.domain.outcome import price
from rooms.actions.session import Session
from rooms.domain import guard
from rooms.domain.brief import SpeakingBrief
from rooms.negotiators.base import Persona, Sitting, Unanswered

MOST_DRAFTS = 3
"""A refused message is asked for again, twice (PROTOCOL section 3)."""

Unfit = Literal["repeated", "placeholder", "no_offer"]
_PLACEHOLDER: Final = re.compile(r"\[[^\]]{1,60}\]|<[a-z ]{2,40}>|\{[^}]{1,40}\}", re.IGNORECASE)


def words(
    session: Session, brief: SpeakingBrief, persona: Persona, stand_in: Persona, sitting: Sitting
) -> str:
    """What is published as this turn.

    persona: the room's; stand_in: the scripted one. Raises Unanswered where a model's room has not heard its model
    yet: then nothing is published at all. Raises Interrupted where the worker is to stop.
    """
    if not session.asks_a_model:
        return persona.speak(brief)
    sitting.count("lines")
    drafted = _drafted(session, brief, persona, sitting)
    if drafted is not None:
        return drafted
    sitting.count("lines_replaced")
    return stand_in.speak(brief.in_public())


def _drafted(session: Session, brief: SpeakingBrief, persona: Persona, sitting: Sitting) -> str | None:
    """The model's words, if they may be said; None where it gave none."""
    context = session.guarded(brief)
    for _ in range(MOST_DRAFTS):
        try:
            text = persona.speak(brief)
        except Unanswered:
            if not session.transcript and not brief.withheld:
                raise
            sitting.count("lines_unanswered")
            return None
        sitting.count("drafts")
        refused = guard.refusal(text, context) or unfit(text, brief)
        if refused is None:
            return text
        sitting.count(f"refused:{refused}")
        brief = replace(brief, withheld=(*brief.withheld, refused))
    return None


def unfit(text: str, brief: SpeakingBrief) -> Unfit | None:
    """Why a line that may be said is none for this turn; None where it is one. A matter of public text alone.

    It was said before, it leaves a gap to be filled in ("Dear [name]"), or it does not voice the offer in digits.
    """
    if any(text == line.text for line in brief.transcript):
        return "repeated"
    if _PLACEHOLDER.search(text):
        return "placeholder"
    if brief.offer_band is None:
        return None
    amount = str(price(brief.offer_band, brief.listing.asking_minor))
    said = re.sub(r"\D", "", text)
    return None if amount in said or amount.removesuffix("00") in said else "no_offer"
