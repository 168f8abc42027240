"""What a room publishes, as typed values: the frames of its live connection.

Frames of one room are numbered in one sequence. An agent may get some of them only (the market's policy may keep
the talk from agents), so numbers may skip; they never go back. Where a market can only be polled, all but turns
come without number and time.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Final, Self

from client.calls import read_json
from client.reader import Reader
from client.shapes import ENDED, Room, Status, Turn, status_of


@dataclass(frozen=True)
class StatusFrame:
    """The room's status: when it changes, and when somebody signs."""

    kind: ClassVar = "status"
    seq: int | None
    at: str | None
    status: Status
    reason: str | None
    deadline: str | None
    signed: Mapping[str, bool]
    left_unsigned_by: tuple[str, ...] = ()

    @property
    def ended(self) -> bool:
        return self.status in ENDED

    @classmethod
    def of(cls, reader: Reader) -> Self:
        return cls(
            reader.number("seq"),
            reader.text("at"),
            status_of(reader.text("status")),
            reader.text_or_none("reason"),
            reader.text_or_none("deadline"),
            reader.mapping_or_none("signed") or {},
            reader.texts("left_unsigned_by"),
        )


@dataclass(frozen=True)
class OutcomeFrame:
    """What the room settled on, as the statement has it: bits, deal, band, price."""

    kind: ClassVar = "outcome"
    seq: int | None
    at: str | None
    outcome: Mapping[str, Any]

    @classmethod
    def of(cls, reader: Reader) -> Self:
        return cls(reader.number("seq"), reader.text("at"), reader.mapping("outcome"))


@dataclass(frozen=True)
class ContractFrame:
    """All have signed: the contract's id."""

    kind: ClassVar = "contract"
    seq: int | None
    at: str | None
    contract_id: str

    @classmethod
    def of(cls, reader: Reader) -> Self:
        return cls(reader.number("seq"), reader.text("at"), reader.last_part("contract"))


@dataclass(frozen=True)
class ErasedFrame:
    """The room's receipt of what it erased. Turns numbered up to `through` are gone."""

    kind: ClassVar = "erased"
    seq: int | None
    at: str | None
    through: int
    receipt: str

    @classmethod
    def of(cls, reader: Reader) -> Self:
        return cls(reader.number("seq"), reader.text("at"), reader.number("through"), reader.text("receipt"))


News = Turn | StatusFrame | OutcomeFrame | ContractFrame | ErasedFrame

_KINDS: Final[Mapping[str, Callable[[Reader], News]]] = {
    "turn": lambda reader: Turn.of(reader.members),
    "status": StatusFrame.of,
    "outcome": OutcomeFrame.of,
    "contract": ContractFrame.of,
    "erased": ErasedFrame.of,
}


def read(text: str) -> tuple[int, News | None]:
    """A frame's number, and the frame; None for a kind that this client does not know. Raises Unexpected."""
    reader = Reader(read_json(text.encode()), "frame")
    kind = _KINDS.get(reader.text("type"))
    return reader.number("seq"), kind(reader) if kind else None


def is_last(news: News | None) -> bool:
    """Whether nothing follows that a party has to do: a contract, or an end without one."""
    if isinstance(news, StatusFrame):
        return news.ended and news.status != "done"  # the contract follows upon done
    return isinstance(news, ContractFrame)


def since(before: Room | None, room: Room) -> list[News]:
    """What two looks at a room tell between them, in the order in which it publishes them."""
    told: list[News] = []
    if room.statement is not None and (before is None or before.statement is None):
        told.append(OutcomeFrame(None, None, room.statement["outcome"]))
    if before is None or (before.status, before.signed) != (room.status, room.signed):
        status = StatusFrame(
            None, None, room.status, room.reason, room.deadline, room.signed, room.left_unsigned_by
        )
        told.append(status)
    if room.contract_id is not None and (before is None or before.contract_id is None):
        told.append(ContractFrame(None, None, room.contract_id))
    return told


def as_dict(news: News) -> dict[str, Any]:
    """A frame as JSON, with its type."""
    return {"type": news.kind, **asdict(news)}
