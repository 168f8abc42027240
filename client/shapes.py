"""The market's answers as typed values: read once, at the edge, so that nothing further in meets a surprise.

Members that the protocol may add later are passed over; a promised one that is missing or of another type is
Unexpected. Texts that other people wrote (titles, turns) are kept as they came: printing them safely is the
printer's business.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Literal, Self

from client.errors import Unexpected
from client.reader import Reader
from contracts.domain.statement import Party
from marketplace.domain.terms import Role

Status = Literal["waiting", "ready", "running", "signing", "done", "expired", "failed", "void"]
ENDED: Final = frozenset({"done", "expired", "failed", "void"})
ROLES: Final[tuple[Role, Role]] = ("seller", "buyer")


@dataclass(frozen=True)
class Listing:
    """What is offered. `public` is the object that `digest` is over; the rest stands beside it."""

    public: Mapping[str, Any]
    digest: str
    status: str
    rooms_open: int
    terms_state: str | None
    terms_code: str | None
    notice: str | None

    @property
    def id(self) -> str:
        return str(self.public["id"])

    @classmethod
    def of(cls, value: object) -> Self:
        reader = Reader(value, "listing")
        public = reader.inner("listing")
        for name in ("id", "title", "asking_price", "currency", "seller"):
            public.text(name)
        state = reader.inner("terms_state") if reader.has("terms_state") else None
        return cls(
            public=reader.mapping("listing"),
            digest=reader.text("digest"),
            status=reader.text("status"),
            rooms_open=reader.number_or_none("rooms_open") or 0,
            terms_state=state.text("state") if state else None,
            terms_code=state.text_or_none("code") if state else None,
            notice=reader.text_or_none("notice"),
        )


@dataclass(frozen=True)
class ContractSummary:
    """A complete contract as the list of them shows it."""

    id: str
    room_id: str
    listing_id: str
    deal: bool
    completed_at: str

    @classmethod
    def of(cls, value: object) -> "ContractSummary":
        reader = Reader(value, "contract")
        return ContractSummary(
            id=reader.text("id"),
            room_id=reader.text("room"),
            listing_id=reader.text("listing_id"),
            deal=reader.flag("deal"),
            completed_at=reader.text("completed_at"),
        )


@dataclass(frozen=True)
class SealingKey:
    """A one-time key as it was handed out; `client.manifest` says whether it is the room's."""

    key_id: str
    public_key: str
    expires_at: str
    signature: str

    @classmethod
    def of(cls, value: object) -> Self:
        reader = Reader(value, "sealing key")
        members = ("key_id", "public_key", "expires_at", "signature")
        return cls(*(reader.text(name) for name in members))


@dataclass(frozen=True)
class Turn:
    """One thing that a persona said. `seq` numbers everything in a room, so it may skip."""

    kind: ClassVar = "turn"
    seq: int
    round: int
    persona: str
    text: str
    offer_band: int | None
    at: str

    @classmethod
    def of(cls, value: object) -> Self:
        reader = Reader(value, "turn")
        return cls(
            seq=reader.number("seq"),
            round=reader.number("round"),
            persona=reader.text("persona"),
            text=reader.text("text"),
            offer_band=reader.number_or_none("offer_band"),
            at=reader.text("at"),
        )


@dataclass(frozen=True)
class RoomSummary:
    """A room as the list of one's own rooms shows it."""

    id: str
    role: Role
    status: Status
    reason: str | None
    listing_id: str
    title: str

    @property
    def ended(self) -> bool:
        return self.status in ENDED

    @classmethod
    def of(cls, value: object) -> "RoomSummary":
        """From an item of the list, or from a whole room, which has the listing in it."""
        reader = Reader(value, "room")
        whole = reader.inner("listing") if reader.has("listing") else None
        return RoomSummary(
            id=reader.text("id"),
            role=_role(reader.text("role")),
            status=status_of(reader.text("status")),
            reason=reader.text_or_none("reason"),
            listing_id=whole.text("id") if whole else reader.text("listing_id"),
            title=whole.text("title") if whole else reader.text("listing_title"),
        )


@dataclass(frozen=True)
class Room:
    """A room as one of its parties sees it; from `signing` on with its statement and what to sign."""

    summary: RoomSummary
    tenant: str
    round: int
    rounds: int
    terms_state: str
    terms_code: str | None
    waiting_for: tuple[str, ...]
    deadline: str | None
    listing: Mapping[str, Any]
    listing_digest: str
    profile: str
    manifest_digest: str
    seller: Party
    buyer: Party
    statement: Mapping[str, Any] | None
    protected: str | None
    signing_input: str | None
    signed: Mapping[str, bool]
    left_unsigned_by: tuple[str, ...]
    contract_id: str | None
    receipt: str | None
    raw: Mapping[str, Any]

    @property
    def id(self) -> str:
        return self.summary.id

    @property
    def role(self) -> Role:
        return self.summary.role

    @property
    def status(self) -> Status:
        return self.summary.status

    @property
    def reason(self) -> str | None:
        return self.summary.reason

    @property
    def ended(self) -> bool:
        return self.summary.ended

    @property
    def has_signed(self) -> bool:
        """Whether this side's signature is in."""
        return self.signed.get(self.role) is True

    @classmethod
    def of(cls, value: object) -> Self:
        reader = Reader(value, "room")
        state, parties = reader.inner("terms_state"), reader.inner("parties")
        return cls(
            summary=RoomSummary.of(value),
            tenant=reader.text("tenant"),
            round=reader.number("round"),
            rounds=reader.number("rounds"),
            terms_state=state.text("state"),
            terms_code=state.text_or_none("code"),
            waiting_for=tuple(str(one) for one in reader.items("waiting_for")),
            deadline=reader.text_or_none("deadline"),
            listing=reader.mapping("listing"),
            listing_digest=reader.text("listing_digest"),
            profile=reader.text("profile"),
            manifest_digest=reader.text("manifest_digest"),
            seller=_party(parties.inner("seller")),
            buyer=_party(parties.inner("buyer")),
            statement=reader.mapping_or_none("statement"),
            protected=reader.text_or_none("protected"),
            signing_input=reader.text_or_none("signing_input"),
            signed=reader.mapping("signed"),
            left_unsigned_by=reader.texts("left_unsigned_by"),
            contract_id=reader.last_part("contract") if reader.has("contract") else None,
            receipt=reader.text_or_none("receipt"),
            raw=reader.members,
        )


def _party(reader: Reader) -> Party:
    return Party(reader.text("fingerprint"), reader.text_or_none("owner"))


def _role(text: str) -> Role:
    for role in ROLES:
        if text == role:
            return role
    raise Unexpected("a room has an unknown role")


def status_of(text: str) -> Status:
    for status in _STATUSES:
        if text == status:
            return status
    raise Unexpected("a room has an unknown status")


_STATUSES: Final[tuple[Status, ...]] = (
    "waiting",
    "ready",
    "running",
    "signing",
    "done",
    "expired",
    "failed",
    "void",
)
