"""Reading a model's decision: exactly the JSON that was asked for, or none. Nothing is repaired.

A number that was meant differently, a band in quotes, prose around an object: whoever mends these decides in the
model's place. So anything but the object asked for is `Unreadable`, and the answer is in no message.
"""

from typing import Any, Final

from contracts.domain.canonical import Unreadable, strict_loads
from contracts.domain.outcome import TOP_BAND, Decision

LONGEST: Final = 200
"""Characters; the object needs 30."""

VOTES: Final = ("rate", "pass")


class NotADecision(ValueError):
    """The answer is not the object that was asked for. Says nothing of it."""

    code: Final = "not_a_decision"

    def __init__(self) -> None:
        super().__init__(self.code)


def schema(*, vote_only: bool) -> dict[str, Any]:
    """The JSON schema of an answer; closed. vote_only: at privacy level `sealed` code picks the band."""
    members: dict[str, Any] = {"vote": {"type": "string", "enum": list(VOTES)}}
    if not vote_only:
        members["band"] = {"type": "integer", "minimum": 0, "maximum": TOP_BAND}
    return {
        "type": "object",
        "properties": members,
        "required": list(members),
        "additionalProperties": False,
    }


def parse(text: str, *, vote_only: bool, limit_band: int) -> Decision:
    """The decision that the answer is; at `vote_only` with the limit band as its pick. Raises NotADecision."""
    if len(text) > LONGEST:
        raise NotADecision
    found = _object(text)
    if found.keys() != ({"vote"} if vote_only else {"vote", "band"}) or found["vote"] not in VOTES:
        raise NotADecision
    band = limit_band if vote_only else found["band"]
    if type(band) is not int or not 0 <= band <= TOP_BAND:
        raise NotADecision
    return Decision(rate=found["vote"] == "rate", band=band)


def _object(text: str) -> dict[str, Any]:
    try:
        value = strict_loads(text.strip())
    except Unreadable:
        raise NotADecision from None
    if not isinstance(value, dict):
        raise NotADecision
    return value
