"""The market, as an agent uses it: submits under a validated manifest, remembers, and signs what matches.

market = Market("http://cars.localhost:8000", identity, records=Records(home))
room = market.open_room(market.listing(listing_id), "A student who cycles daily.", terms)
for news in market.follow(room.id): ...
market.sign(room.id)
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Self
from urllib.parse import quote

import httpx

from client import checks, manifest, memories, submission
from client.calls import API, Call
from client.checks import Memory
from client.clock import Clock
from client.errors import LocalError, SigningRefused
from client.following import follow
from client.identity import Identity
from client.manifest import Consent, Manifest
from client.memories import sound
from client.records import Published, Records
from client.shapes import Listing, Reader, Room, RoomSummary, SealingKey, Turn
from client.wire import Wire
from marketplace.domain.terms import Role, Terms


class Market:
    """One market at one address, seen by one agent (or by nobody, for what is public)."""

    def __init__(
        self,
        base_url: str,
        identity: Identity | None = None,
        *,
        records: Records | None = None,
        clock: Clock | None = None,
        nonce: Callable[[], str] | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._wire = Wire(base_url, identity, clock=clock, nonce=nonce, transport=transport)
        self._records = records or Records()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the connections."""
        self._wire.close()

    @property
    def identity(self) -> Identity:
        """The agent; LocalError where this market is seen by nobody."""
        if self._wire.identity is None:
            raise LocalError("no_key", "this needs an agent's key; make one with: bargain keygen")
        return self._wire.identity

    def manifest(self) -> Manifest:
        """The manifest in force, validated and remembered."""
        found = manifest.validate(self._wire.json(Call("GET", _path("manifest"), anonymous=True)))
        self._records.keep_manifest(found.digest, found.content)
        return found

    def listings(self, **filters: str) -> Iterator[Listing]:
        """The open listings, page by page; filters: q, category, min_price, max_price, sort."""
        return (sound(Listing.of(one)) for one in self._wire.pages(_path("listings"), filters))

    def listing(self, listing_id: str) -> Listing:
        """One listing; Distrusted where its digest is not that of what is shown."""
        return sound(Listing.of(self._get("listings", listing_id)))

    def verify(self, document: bytes, **expected: str) -> dict[str, Any]:
        """The market's own verdict on a contract; expected: seller, buyer, room (fingerprints)."""
        call = Call("POST", _path("verify"), query=expected, body=document, anonymous=True)
        return dict(Reader(self._wire.json(call), "verdict").members)

    # Selling

    def publish(
        self,
        public: Mapping[str, Any],
        private: Terms,
        *,
        under: Manifest | None = None,
        consent: Consent = "exact",
        sealed: bool = True,
    ) -> Listing:
        """Posts a listing: `public` is title, asking_price, currency and more, `private` holds its floor."""
        submission.must_be_on_scale(private, public.get("asking_price"))
        under = self._under(under)
        body = {**public, **self._submission(private, under, "seller", "", sealed), "consent": consent}
        call = Call("POST", _path("listings"), body=body, idempotency_key=str(uuid.uuid4()))
        listing = sound(Listing.of(self._wire.json(call)))
        memories.must_say(listing, public, self.identity.fingerprint)
        self._records.keep_published(listing.id, memories.published(listing, private, under, consent))
        return listing

    def edit(
        self,
        listing_id: str,
        changes: Mapping[str, Any],
        private: Terms | None = None,
        *,
        under: Manifest | None = None,
        sealed: bool = True,
    ) -> Listing:
        """Changes the public part, the terms, or both. Rooms past `waiting` keep both as they were."""
        before = self._own(listing_id)
        body = dict(changes)
        if private is not None:
            asking = changes.get("asking_price", before.versions[-1]["asking_price"])
            submission.must_be_on_scale(private, asking)
            under = self._under(under)
            body |= self._submission(private, under, "seller", listing_id, sealed)
            body["consent"] = before.consent
        answer = self._wire.json(Call("PATCH", _path("listings", listing_id), body=body))
        listing = sound(Listing.of(answer))
        memories.must_say(listing, changes, self.identity.fingerprint)
        self._records.keep_published(listing_id, memories.edited(before, listing, private, under))
        if private is not None:
            self._give_waiting_rooms(listing_id, private)
        return listing

    def withdraw(self, listing_id: str) -> Listing:
        """Takes a listing off the market; rooms that await signatures go on."""
        return Listing.of(self._post({}, "listings", listing_id, "withdraw"))

    def consent(self, listing_id: str, to: Manifest, kind: Consent = "exact") -> Listing:
        """Lets the standing terms be used under another manifest, without sending them again."""
        before = self._own(listing_id)
        body = {"manifest_digest": to.digest, "consent": kind}
        listing = Listing.of(self._post(body, "listings", listing_id, "consent"))
        self._records.keep_published(listing_id, memories.consented(before, self._under(to), kind))
        return listing

    # Rooms

    def claim_key(self) -> SealingKey:
        """A one-time key for this agent to seal terms to."""
        return SealingKey.of(self._post({}, "sealing-keys"))

    def open_room(
        self,
        listing: Listing,
        profile: str,
        private: Terms,
        *,
        under: Manifest | None = None,
        sealed: bool = True,
    ) -> Room:
        """Enters a room as the buyer, over the listing exactly as `listing` shows it."""
        under = self._under(under)
        body = {
            "listing": listing.id,
            "listing_digest": listing.digest,
            "profile": profile,
            **self._submission(private, under, "buyer", listing.id, sealed),
        }
        call = Call("POST", _path("rooms"), body=body, idempotency_key=str(uuid.uuid4()))
        room = Room.of(self._wire.json(call))
        own = self.identity.fingerprint
        self._records.keep_room(memories.of_buyer(room, listing, profile, private, under, own))
        return room

    def submit_terms(
        self, room_id: str, private: Terms, *, under: Manifest | None = None, sealed: bool = True
    ) -> Room:
        """Gives a waiting room this side's terms."""
        under = self._under(under)
        room = self.room(room_id)
        body = self._submission(private, under, room.role, str(room.listing.get("id")), sealed)
        answer = Room.of(self._post(body, "rooms", room_id, "terms"))
        self._records.change_limit(room_id, private.limit_minor)
        return answer

    def rooms(self) -> Iterator[RoomSummary]:
        """This agent's rooms, on either side."""
        return (RoomSummary.of(one) for one in self._wire.pages(_path("rooms"), {}))

    def room(self, room_id: str) -> Room:
        """One room. A seller's first look is remembered: who the buyer is, and over what it bargains."""
        room = Room.of(self._get("rooms", room_id))
        if room.role == "seller" and self._records.room(room.id) is None:
            memory = self._memory(room)
            if memory and memories.is_worth_keeping(room, memory, self.identity.fingerprint):
                self._records.keep_room(memory)
        return room

    def transcript(self, room_id: str, after: int = 0) -> list[Turn]:
        """The turns numbered above `after`; NotFound where agents may not read them."""
        call = Call("GET", _path("rooms", room_id, "transcript"), query={"after": str(after)})
        return [Turn.of(one) for one in Reader(self._wire.json(call), "transcript").items("turns")]

    def follow(self, room_id: str, *, interval: float = 1.0, after: int = 0) -> Iterator[Turn | Room]:
        """Turns as they come, and the room each time its status changes; ends when the room has ended.

        Whoever signs on the way does so on the Room in `signing`. Polls every `interval` seconds.
        """
        return follow(self, room_id, self._wire.clock, interval, after)

    def sign(self, room_id: str) -> Room:
        """Signs a room's statement if it says what this agent knows; SigningRefused otherwise.

        Asking again is harmless: a signature that is in is not posted twice.
        """
        room = self.room(room_id)
        if room.has_signed:
            return room
        payload = checks.payload_to_sign(room, self._known(room), self.identity.public_key)
        made = self.identity.sign(payload)
        body = {"protected": made.protected, "signature": made.signature}
        return Room.of(self._post(body, "rooms", room_id, "signature"))

    def contract(self, contract_id: str) -> bytes:
        """A contract document, byte for byte as the market gives it out."""
        return self._wire.body(Call("GET", _path("contracts", contract_id)))

    def contract_of(self, room_id: str) -> bytes:
        """The contract of a room that is done, verified here and held against this agent's own memory.

        Distrusted or SigningRefused where it is not what this agent agreed to.
        """
        room = self.room(room_id)
        if room.contract_id is None:
            raise LocalError("no_contract", f"the room is {room.status}: there is no contract yet")
        document = self.contract(room.contract_id)
        checks.check_contract(document, self._known(room))
        return document

    def _get(self, *path: str) -> Any:
        return self._wire.json(Call("GET", _path(*path)))

    def _post(self, body: Mapping[str, Any], *path: str) -> Any:
        return self._wire.json(Call("POST", _path(*path), body=body))

    def _submission(
        self, private: Terms, under: Manifest, role: Role, listing_id: str, sealed: bool
    ) -> dict[str, Any]:
        if not sealed:
            return submission.in_clear(private, under)
        return submission.sealed(
            private,
            under,
            self.claim_key(),
            role=role,
            fingerprint=self.identity.fingerprint,
            listing_id=listing_id,
            now=self._wire.clock.now(),
        )

    def _under(self, given: Manifest | None) -> Manifest:
        """The manifest that the caller validated, or the one in force; remembered either way."""
        if given is None:
            return self.manifest()
        self._records.keep_manifest(given.digest, given.content)
        return given

    def _own(self, listing_id: str) -> Published:
        found = self._records.published(listing_id)
        if found is None:
            raise LocalError("unknown_listing", "this listing was not published from here")
        return found

    def _give_waiting_rooms(self, listing_id: str, private: Terms) -> None:
        """A room that still waits takes the terms in force when it stops waiting."""
        for summary in self.rooms():
            if summary.status == "waiting" and summary.listing_id == listing_id:
                self._records.change_limit(summary.id, private.limit_minor)

    def _known(self, room: Room) -> Memory:
        memory = self._memory(room)
        if memory is None:
            raise SigningRefused("nothing_remembered", "this room was not entered from here")
        return memory

    def _memory(self, room: Room) -> Memory | None:
        known = self._records.room(room.id)
        published = self._records.published(str(room.listing.get("id")))
        if known is not None or room.role == "buyer" or published is None:
            return known
        return memories.of_seller(room, published, self._reached(room, published))

    def _reached(self, room: Room, published: Published) -> Manifest:
        """The room's manifest, where the seller's consent reaches it; else the one consented to."""
        given = manifest.check(self._records.manifest(published.manifest_digest) or {})
        if room.manifest_digest == given.digest:
            return given
        current = self.manifest()
        same = current.digest == room.manifest_digest
        return current if same and manifest.covers(given, published.consent, current) else given


def _path(*parts: str) -> str:
    """An id is one part of a path, whatever it holds."""
    return "/".join((API, *(quote(part, safe="") for part in parts)))
