"""What a line written by a model may say: the guard between a draft and its publication (PROTOCOL section 3).

The guard does not know the private limit. It is a whitelist: a number passes because it is public or is this turn's
offer, and a draft with any other is refused, whoever wrote it and whatever was meant. The order is from cheap to
dear; the first reason found is the answer.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from rooms.domain import blobs, contacts, private_words
from rooms.domain.brief import PublicListing
from rooms.domain.letters import disguise, fold
from rooms.domain.prices import names_a_price
from rooms.domain.public import listing_text, public

LONGEST: Final = 600
"""Characters that a line may have."""

Refusal = Literal[
    "empty",
    "too_long",
    "number",
    "private_words",
    "blob",
    "script",
    "invisible",
    "look_alike",
    "contact",
]

_LETTER: Final = re.compile(r"\w")


@dataclass(frozen=True, repr=False)
class Context:
    """What a line is judged by. Its repr tells nothing: `private` is one side's notes and dealbreakers.

    `said` holds every published line so far, both sides; `offer_band` is this turn's offer, None where none is voiced.
    """

    listing: PublicListing
    profile: str
    said: tuple[str, ...]
    offer_band: int | None
    private: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "<Context of a draft>"


def refusal(text: str, context: Context) -> Refusal | None:
    """Why a drafted line may not be published; None where it may.

    Takes any text and never raises; deterministic, and linear in the length of what it reads.
    """
    if len(text) > LONGEST:
        return "too_long"
    if not text.strip():
        return "empty"
    hidden = disguise(text, listing_text(context.listing), _public_text(context))
    return hidden or _said(text, fold(text).read, context)


def _public_text(context: Context) -> str:
    return "\n".join((listing_text(context.listing), context.profile, *context.said))


def _said(text: str, folded: str, context: Context) -> Refusal | None:
    ground = public(context.listing, context.profile, context.said, context.offer_band)
    if contacts.reaches_out(folded, ground.has):
        return "contact"
    if private_words.repeats(folded, context.private, [heard.folded for heard in ground.texts]):
        return "private_words"
    if blobs.encoded(text, ground.has):
        return "blob"
    if not _LETTER.search(folded):
        return "empty"
    return "number" if names_a_price(folded, ground) else None
