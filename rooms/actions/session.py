"""Workers only: all that a running room knows, in this worker's memory and nowhere else."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.domain.outcome import Decision, buyer_limit_band, clamp, seller_limit_band
from marketplace import queries as market
from marketplace.domain import money
from marketplace.domain.terms import Role, Terms
from marketplace.models import SealedTerms
from rooms import queries
from rooms.actions.check_terms import open_terms
from rooms.domain import concession, guard
from rooms.domain.brief import NO_HINTS, DecidingBrief, Line, PublicListing, SpeakingBrief, hints
from rooms.domain.room import ROUNDS
from rooms.models import Room
from rooms.vault import KeyGone, Keyring


@dataclass(frozen=True, repr=False)
class Side:
    """One side's private terms, its limit as a band, and the offers that it plans to voice."""

    terms: Terms
    limit_band: int
    plan: tuple[int, ...]


@dataclass(repr=False)
class Session:
    """A claimed room with both sides' terms opened. `transcript` and `last_seq` grow as turns are recorded.

    inference: of the room's manifest. seconds: how long a room may run; deadline: when this one's time is over.
    """

    room_id: UUID
    tenant_id: UUID
    fence: int
    last_seq: int
    listing: PublicListing
    profile: str
    inference: Mapping[str, Any]
    is_sealed: bool
    seconds: float
    deadline: datetime
    sides: Mapping[Role, Side]
    transcript: list[Line]

    def offer(self, role: Role, number: int) -> int | None:
        """The band to voice in a round; None at privacy level `sealed`, where nobody voices offers."""
        if self.is_sealed:
            return None
        return concession.next_offer(role, self.sides[role].plan, self.transcript, number)

    def seconds_left(self, now: datetime) -> float:
        """Until the room's deadline; below 0 once it is past."""
        return (self.deadline - now).total_seconds()

    @property
    def asks_a_model(self) -> bool:
        """Whether the room's manifest names a language model."""
        return bool(self.inference["engine"] == "llm")

    def speaking_brief(self, role: Role, number: int, offer: int | None) -> SpeakingBrief:
        """What may shape a published line; at level `sealed`, and for scripted personas, nothing private."""
        told = self.asks_a_model and not self.is_sealed
        return SpeakingBrief(
            role=role,
            listing=self.listing,
            profile=self.profile,
            transcript=tuple(self.transcript),
            round=number,
            rounds=ROUNDS,
            offer_band=offer,
            public_seed=hashlib.sha256(b"alien-bargain/1 talk" + self.room_id.bytes).digest(),
            hints=hints(self.sides[role].terms) if told else NO_HINTS,
        )

    def guarded(self, brief: SpeakingBrief) -> guard.Context:
        """What the words of a turn are held against; at level `sealed` nothing private, so that not even a refusal
        depends on it."""
        terms = self.sides[brief.role].terms
        return guard.Context(
            listing=self.listing,
            profile=self.profile,
            said=tuple(line.text for line in self.transcript),
            offer_band=brief.offer_band,
            private=() if self.is_sealed else (terms.notes, *terms.dealbreakers),
        )

    def deciding_brief(self, role: Role) -> DecidingBrief:
        """What a side decides on."""
        side = self.sides[role]
        return DecidingBrief(
            role=role,
            listing=self.listing,
            profile=self.profile,
            transcript=tuple(self.transcript),
            terms=side.terms,
            limit_band=side.limit_band,
            vote_only=self.is_sealed,
        )

    def held(self, role: Role, decision: Decision) -> Decision:
        """The decision as it counts: its pick inside the limit, at level `sealed` the limit itself."""
        limit_band = self.sides[role].limit_band
        if self.is_sealed:
            return Decision(decision.rate, limit_band)
        return clamp(role, decision, limit_band)


def open_session(room_id: UUID, fence: int, keyring: Keyring) -> Session:
    """Open both sides' terms and read what was said so far.

    Raises KeyGone, Unopenable and TermsRefused where terms cannot be read, LimitOffScale where the floor does
    not fit the snapshot's scale.
    """
    room = queries.running_room(room_id)
    listing = public_listing(room.snapshot)
    said = [Line(turn.round, _role(turn.persona), turn.text, turn.offer_band) for turn in room.turns.all()]
    return Session(
        room_id=room.id,
        tenant_id=room.tenant_id,
        fence=fence,
        last_seq=room.last_seq,
        listing=listing,
        profile=room.profile,
        inference=room.manifest.body["inference"],
        is_sealed=room.manifest.body["privacy"] == "sealed",
        seconds=float(market.policy(room.tenant).running_seconds),
        deadline=_deadline(room),
        sides={
            "seller": _side("seller", room.seller_terms, listing, keyring),
            "buyer": _side("buyer", room.buyer_terms, listing, keyring),
        },
        transcript=said,
    )


def _deadline(room: Room) -> datetime:
    assert room.deadline is not None  # noqa: S101 - a running room has one
    return room.deadline


def public_listing(snapshot: Mapping[str, Any]) -> PublicListing:
    """The public listing as personas know it."""
    attributes = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in snapshot["attributes"].items()
    }
    return PublicListing(
        title=snapshot["title"],
        description=snapshot["description"],
        category=snapshot["category"],
        attributes=attributes,
        asking_minor=money.parse(snapshot["asking_price"], snapshot["currency"]),
        currency=snapshot["currency"],
    )


def _side(role: Role, sealed: SealedTerms | None, listing: PublicListing, keyring: Keyring) -> Side:
    if sealed is None:
        raise KeyGone(role)
    terms = open_terms(sealed, keyring, currency=listing.currency)
    limit_of = seller_limit_band if role == "seller" else buyer_limit_band
    limit_band = limit_of(terms.limit_minor, listing.asking_minor)
    secret = concession.secret_from(keyring.private_half(sealed.key_id))
    plan = concession.plan(role, limit_band, urgency=terms.urgency, rounds=ROUNDS, secret=secret)
    return Side(terms, limit_band, plan)


def _role(persona: str) -> Role:
    return "seller" if persona == "seller" else "buyer"
