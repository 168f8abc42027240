"""What a room publishes, as values: the frames of its live connection (PROTOCOL section 9).

One sequence a room numbers all frames, from 1. Who sees which is a matter of the audience: `all` for parties'
people and auditors, `no_turns` for agents where the policy keeps the talk from them, `public` for everybody
else where the policy makes transcripts public.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Literal

Audience = Literal["all", "no_turns", "public"]
Kind = Literal["status", "turn", "outcome", "contract", "erased"]

PUBLIC_STATUS = ("type", "seq", "at", "status", "reason")


@dataclass(frozen=True)
class StatusFrame:
    """The room's status, sent when it changes and when somebody signs. `deadline` is of this status."""

    kind: ClassVar[Kind] = "status"
    status: str
    reason: str | None
    deadline: str | None
    signed: Mapping[str, bool]
    left_unsigned_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class TurnFrame:
    """One turn. `offer_band` is None where no offer was voiced."""

    kind: ClassVar[Kind] = "turn"
    round: int
    persona: str
    text: str
    offer_band: int | None


@dataclass(frozen=True)
class OutcomeFrame:
    """The outcome as the statement has it: bits, deal, band, price."""

    kind: ClassVar[Kind] = "outcome"
    outcome: Mapping[str, Any]


@dataclass(frozen=True)
class ContractFrame:
    """The address of the complete contract."""

    kind: ClassVar[Kind] = "contract"
    contract: str


@dataclass(frozen=True)
class ErasedFrame:
    """A new receipt. Turn frames numbered up to `through` are gone; 0 while none is."""

    kind: ClassVar[Kind] = "erased"
    through: int
    receipt: str


Body = StatusFrame | TurnFrame | OutcomeFrame | ContractFrame | ErasedFrame


@dataclass(frozen=True)
class Frame:
    """A numbered thing that a room published. `at` is RFC 3339 in UTC, `body` the members of its kind."""

    kind: Kind
    seq: int
    at: str
    body: Mapping[str, Any]

    def for_audience(self, audience: Audience) -> dict[str, Any] | None:
        """The frame as JSON, or None where the audience does not get it."""
        whole = {"type": self.kind, "seq": self.seq, "at": self.at, **self.body}
        if audience == "all":
            return whole
        if audience == "no_turns":
            return None if self.kind == "turn" else whole
        if self.kind == "status":
            return {name: whole[name] for name in PUBLIC_STATUS}
        return whole if self.kind == "turn" else None


def frame(body: Body, seq: int, at: str) -> Frame:
    """A body with its number and time."""
    return Frame(body.kind, seq, at, asdict(body))
