"""The seller's side, as flows: a listing from its first version to its withdrawal."""

import uuid
from collections.abc import Mapping
from typing import Any

from client import memories, submission
from client.bargaining import Bargaining
from client.calls import Call
from client.desk import path
from client.errors import LocalError
from client.flow import Flow, gathered
from client.manifest import Consent, Manifest
from client.memories import sound
from client.records import Published
from client.shapes import ENDED, Listing
from marketplace.domain.terms import Terms


class Selling(Bargaining):
    """What a seller's agent does."""

    def publish(
        self,
        public: Mapping[str, Any],
        private: Terms,
        *,
        under: Manifest | None = None,
        consent: Consent = "exact",
        sealed: bool = True,
    ) -> Flow[Listing]:
        """Posts a listing: `public` is title, asking_price, currency and more, `private` holds its floor."""
        submission.must_be_on_scale(private, public.get("asking_price"))
        under = yield from self.under(under)
        submitted = yield from self.submission(private, under, "seller", "", sealed=sealed)
        body = {**public, **submitted, "consent": consent}
        call = Call("POST", path("listings"), body=body, idempotency_key=str(uuid.uuid4()))
        listing = sound(Listing.of((yield from self.json(call))))
        memories.must_say(listing, public, self.identity.fingerprint)
        self.records.keep_published(listing.id, memories.published(listing, private, under, consent))
        return listing

    def edit(
        self,
        listing_id: str,
        changes: Mapping[str, Any],
        private: Terms | None = None,
        *,
        under: Manifest | None = None,
        sealed: bool = True,
    ) -> Flow[Listing]:
        """Changes the public part, the terms, or both. Rooms past `waiting` keep both as they were."""
        before = self._own(listing_id)
        body = dict(changes)
        waiting: list[str] = []
        if private is not None:
            waiting = yield from self._look_at_rooms(listing_id)
            asking = changes.get("asking_price", before.versions[-1]["asking_price"])
            submission.must_be_on_scale(private, asking)
            under = yield from self.under(under)
            body |= yield from self.submission(private, under, "seller", listing_id, sealed=sealed)
            body["consent"] = before.consent
        answer = yield from self.json(Call("PATCH", path("listings", listing_id), body=body))
        listing = sound(Listing.of(answer))
        memories.must_say(listing, changes, self.identity.fingerprint)
        self.records.keep_published(listing_id, memories.edited(before, listing, private, under))
        if private is not None:
            for room_id in waiting:  # a room that still waited takes the terms in force when it stops waiting
                self.records.change_limit(room_id, private.limit_minor)
        return listing

    def pause(self, listing_id: str) -> Flow[Listing]:
        """Lets nobody else join; rooms that stand go on."""
        return Listing.of((yield from self.post({}, "listings", listing_id, "pause")))

    def resume(self, listing_id: str) -> Flow[Listing]:
        """Lets buyers join again."""
        return Listing.of((yield from self.post({}, "listings", listing_id, "resume")))

    def withdraw(self, listing_id: str) -> Flow[Listing]:
        """Takes a listing off the market; rooms that await signatures go on."""
        return Listing.of((yield from self.post({}, "listings", listing_id, "withdraw")))

    def consent(self, listing_id: str, to: Manifest, kind: Consent = "exact") -> Flow[Listing]:
        """Lets the standing terms be used under another manifest, without sending them again."""
        before = self._own(listing_id)
        yield from self._look_at_rooms(listing_id)
        body = {"manifest_digest": to.digest, "consent": kind}
        listing = Listing.of((yield from self.post(body, "listings", listing_id, "consent")))
        kept = yield from self.under(to)
        self.records.keep_published(listing_id, memories.consented(before, kept, kind))
        return listing

    def _own(self, listing_id: str) -> Published:
        found = self.records.published(listing_id)
        if found is None:
            raise LocalError("unknown_listing", "this listing was not published from here")
        return found

    def _look_at_rooms(self, listing_id: str) -> Flow[list[str]]:
        """Remember what each live room on a listing goes by, before that changes. The ids of those that wait."""
        waiting = []
        for summary in (yield from gathered(self.rooms())):
            if summary.listing_id == listing_id and summary.status not in ENDED:
                room = yield from self.room(summary.id)
                if room.status == "waiting":
                    waiting.append(room.id)
        return waiting
