"""Two agents meet through the public API: one sells, one buys, both sign what a room settled.

Each has a key made for the occasion, a memory of its own, and nothing but the market's address. They run here
one after the other because one terminal tells their story; the market cannot tell.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from client.identity import Identity
from client.manifest import Manifest
from client.market import Market
from client.news import StatusFrame
from client.shapes import Listing, Room, Turn
from contracts.domain import signing
from rooms.management.scenario import Scenario

POLL_SECONDS: Final = 0.2
LONGEST_MEETING: Final = 300.0
ERASURE_SECONDS: Final = 15.0


class MeetingFailed(RuntimeError):
    """The room ended without a contract, or in no time that anybody would wait."""

    code = "meeting_failed"


class Narrator(Protocol):
    """Is told what happens, as it happens."""

    def met(self, room: Room, under: Manifest) -> None: ...
    def said(self, turn: Turn) -> None: ...
    def settled(self, statement: Mapping[str, Any]) -> None: ...
    def signed(self, role: str, fingerprint: str) -> None: ...


@dataclass(frozen=True)
class Met:
    """What is left of a meeting. contract: the document, byte for byte. room: as the buyer saw it last."""

    room: Room
    manifest: Manifest
    contract: bytes


class Meeting:
    """A seller's and a buyer's agent at one market. within: seconds that they wait for a contract."""

    def __init__(self, url: str, narrator: Narrator, *, within: float = LONGEST_MEETING) -> None:
        self._seller = Market(url, Identity.generate())
        self._buyer = Market(url, Identity.generate())
        self._narrator, self._within = narrator, within

    def hold(self, scenario: Scenario) -> Met:
        """From the listing to the contract. Raises MeetingFailed, or the client's BargainError."""
        manifest = self._buyer.manifest()
        room = self._enter(self._seller.publish(scenario.public, scenario.seller), scenario)
        self._narrator.met(room, manifest)
        for news in self._buyer.follow(room.id, interval=POLL_SECONDS, within=self._within):
            if isinstance(news, Turn):
                self._narrator.said(news)
            elif isinstance(news, StatusFrame) and news.status == "signing" and not news.signed.get("buyer"):
                self._sign(self._buyer.room(room.id))
        room = self._buyer.room(room.id)
        if room.status != "done":
            raise MeetingFailed(f"The room ended without a contract: {room.status}, {room.reason}.")
        return Met(room, manifest, self._buyer.contract_of(room.id))

    def _enter(self, listing: Listing, scenario: Scenario) -> Room:
        """The buyer opens a room over the listing as it reads it; the seller takes note of who came."""
        room = self._buyer.open_room(self._buyer.listing(listing.id), scenario.profile, scenario.buyer)
        self._seller.room(room.id)
        return room

    def _sign(self, room: Room) -> None:
        if room.statement is not None:
            self._narrator.settled(room.statement)
        for market in (self._buyer, self._seller):
            role = market.sign(room.id).role
            self._narrator.signed(role, market.identity.fingerprint)

    def receipt(self, met: Met) -> Mapping[str, Any] | None:
        """What the room says it erased, signed by its key; None where it has not within ERASURE_SECONDS.

        Waits until nothing is kept but what an open listing needs. Raises MeetingFailed for a false receipt.
        """
        receipt = None
        deadline = time.monotonic() + ERASURE_SECONDS
        while time.monotonic() < deadline:
            token = self._buyer.room(met.room.id).receipt
            if token is not None:
                receipt = _receipt(token, met.manifest.room_key)
                if all(kept["why"] == "listing_open" for kept in receipt["still_kept"]):
                    break
            time.sleep(POLL_SECONDS)
        return receipt

    def close(self) -> None:
        """Let go of the connections."""
        self._seller.close()
        self._buyer.close()


def _receipt(token: str, room_key: bytes) -> Mapping[str, Any]:
    try:
        return signing.verify_compact(room_key, token, signing.RECEIPT_TYP)
    except signing.SignatureRefused as error:
        raise MeetingFailed(f"The receipt is not signed by the room: {error.code}.") from None
