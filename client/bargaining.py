"""A room, as flows, from either side: entered, followed, signed, and its contract taken home."""

import uuid
from dataclasses import replace
from datetime import timedelta

from client import checks, manifest, memories
from client.calls import Call
from client.checks import Memory
from client.desk import Desk, path
from client.errors import LocalError, SigningRefused
from client.flow import Flow, Stream
from client.following import Following
from client.manifest import Manifest
from client.news import News
from client.reader import Reader
from client.records import Published
from client.shapes import Listing, Room, Turn
from marketplace.domain.terms import Terms


class Bargaining(Desk):
    """What both parties of a room do."""

    def open_room(
        self,
        listing: Listing,
        profile: str,
        private: Terms,
        *,
        under: Manifest | None = None,
        sealed: bool = True,
    ) -> Flow[Room]:
        """Enters a room as the buyer, over the listing exactly as `listing` shows it."""
        under = yield from self.under(under)
        submitted = yield from self.submission(private, under, "buyer", listing.id, sealed=sealed)
        body = {"listing": listing.id, "listing_digest": listing.digest, "profile": profile, **submitted}
        call = Call("POST", path("rooms"), body=body, idempotency_key=str(uuid.uuid4()))
        room = Room.of((yield from self.json(call)))
        own = self.identity.fingerprint
        self.records.keep_room(memories.of_buyer(room, listing, profile, private, under, own))
        return room

    def submit_terms(
        self, room_id: str, private: Terms, *, under: Manifest | None = None, sealed: bool = True
    ) -> Flow[Room]:
        """Gives a waiting room this side's terms."""
        under = yield from self.under(under)
        room = yield from self.room(room_id)
        listing_id = str(room.listing.get("id"))
        body = yield from self.submission(private, under, room.role, listing_id, sealed=sealed)
        answer = Room.of((yield from self.post(body, "rooms", room_id, "terms")))
        self._remember_terms(answer, private, under)
        return answer

    def _remember_terms(self, room: Room, private: Terms, under: Manifest) -> None:
        """A room that was given terms of its own goes by them, and by the manifest that they were given under."""
        published = self.records.published(str(room.listing.get("id")))
        if self.records.room(room.id) is not None or published is None:
            self.records.change_limit(room.id, private.limit_minor)
            return
        given = replace(published, limit_minor=private.limit_minor)
        memory = memories.of_seller(room, given, under)
        if memories.is_worth_keeping(room, memory, self.identity.fingerprint):
            self.records.keep_room(memory)

    def room(self, room_id: str) -> Flow[Room]:
        """One room. A seller's first look is remembered: who the buyer is, and over what it bargains."""
        room = Room.of((yield from self.get("rooms", room_id)))
        if room.role == "seller" and self.records.room(room.id) is None:
            memory = yield from self._memory(room)
            if memory and memories.is_worth_keeping(room, memory, self.identity.fingerprint):
                self.records.keep_room(memory)
        return room

    def transcript(self, room_id: str, after: int = 0) -> Flow[list[Turn]]:
        """The turns numbered above `after`; NotFound where agents may not read them."""
        call = Call("GET", path("rooms", room_id, "transcript"), query={"after": str(after)})
        return [Turn.of(one) for one in Reader((yield from self.json(call)), "transcript").items("turns")]

    def follow(
        self, room_id: str, *, after: int = 0, interval: float = 1.0, within: float | None = None
    ) -> Stream[News]:
        """What the room publishes after a number, as it does: turns, statuses, the outcome, the contract.

        Ends with the contract, or with the status of a room that ended without one. Whoever signs on the way
        does so on the status `signing`. Goes on by itself after a broken connection. `within`: seconds, after
        which TookTooLong is raised. `interval`: seconds between two looks where no WebSocket can be opened.
        """
        until = None if within is None else self.now() + timedelta(seconds=within)
        return Following(self, room_id, after=after, interval=interval, until=until).run()

    def sign(self, room_id: str) -> Flow[Room]:
        """Signs a room's statement if it says what this agent knows; SigningRefused otherwise.

        Asking again is harmless: a signature that is in is not posted twice.
        """
        room = yield from self.room(room_id)
        if room.has_signed:
            return room
        memory = yield from self._known(room)
        payload = checks.payload_to_sign(room, memory, self.identity.public_key)
        made = self.identity.sign(payload)
        body = {"protected": made.protected, "signature": made.signature}
        return Room.of((yield from self.post(body, "rooms", room_id, "signature")))

    def contract(self, contract_id: str) -> Flow[bytes]:
        """A contract document, byte for byte as the market gives it out."""
        return (yield from self.body(Call("GET", path("contracts", contract_id))))

    def contract_of(self, room_id: str) -> Flow[bytes]:
        """The contract of a room that is done, verified here and held against this agent's own memory.

        Distrusted or SigningRefused where it is not what this agent agreed to.
        """
        room = yield from self.room(room_id)
        if room.contract_id is None:
            raise LocalError("no_contract", f"the room is {room.status}: there is no contract yet")
        document = yield from self.contract(room.contract_id)
        checks.check_contract(document, (yield from self._known(room)))
        return document

    def checked_contract(self, contract_id: str) -> Flow[bytes]:
        """A contract that verifies, held against this agent's memory where it was in the room; else Distrusted
        or SigningRefused."""
        document = yield from self.contract(contract_id)
        room_id = checks.room_of(document)
        memory = self.records.room(room_id)
        if memory is not None:
            checks.check_contract(document, memory)
        elif self.identity.fingerprint not in checks.parties_of(document):
            raise SigningRefused("not_a_party", "this agent is no party of the contract that was sent")
        return document

    def _known(self, room: Room) -> Flow[Memory]:
        memory = yield from self._memory(room)
        if memory is None:
            raise SigningRefused("nothing_remembered", "this room was not entered from here")
        return memory

    def _memory(self, room: Room) -> Flow[Memory | None]:
        known = self.records.room(room.id)
        published = self.records.published(str(room.listing.get("id")))
        if known is not None or room.role == "buyer" or published is None:
            return known
        return memories.of_seller(room, published, (yield from self._reached(room, published)))

    def _reached(self, room: Room, published: Published) -> Flow[Manifest]:
        """The room's manifest, where the seller's consent reaches it; else the one consented to."""
        given = manifest.check(self.records.manifest(published.manifest_digest) or {})
        if room.manifest_digest == given.digest:
            return given
        current = yield from self.manifest()
        same = current.digest == room.manifest_digest
        return current if same and manifest.covers(given, published.consent, current) else given
