"""A sound request for every call of the API that writes, to be spoiled in one place by a test."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.parties import OFFER, Answer, Party, Workshop

LIMIT = "16161.61"
NOTES = "the clutch slips when it is cold"
DEALBREAKER = "smoked in"
PRIVATE = (b"16161.", b" 1616161", b"clutch", b"smoked")
"""Bytes of each private value, none of which a digest could hold: they may stand in no answer, row or log."""
TERMS: dict[str, Any] = {
    "limit": LIMIT,
    "currency": "USD",
    "urgency": "low",
    "dealbreakers": [DEALBREAKER],
    "notes": NOTES,
}


@dataclass(frozen=True)
class Sound:
    """A request that the API would take."""

    caller: Party
    method: str
    path: str
    body: dict[str, Any]

    def send(self, body: Any = None, **options: Any) -> Answer:
        """Send it, with another body where one is given."""
        return self.caller.call(self.method, self.path, self.body if body is None else body, **options)


def post_listing(_: Workshop, alice: Party, __: Party) -> Sound:
    body = {**OFFER, "consent": "operator", "terms": TERMS, "manifest_digest": alice.manifest_digest()}
    return Sound(alice, "POST", "listings", body)


def post_listing_sealed(_: Workshop, alice: Party, __: Party) -> Sound:
    sealed = alice.seal(TERMS, role="seller", listing_id="")
    return Sound(
        alice,
        "POST",
        "listings",
        {**OFFER, "sealed_terms": sealed, "manifest_digest": alice.manifest_digest()},
    )


def edit_listing(_: Workshop, alice: Party, __: Party) -> Sound:
    listing = alice.offer().body["listing"]["id"]
    body = {**OFFER, "consent": "exact", "terms": TERMS, "manifest_digest": alice.manifest_digest()}
    return Sound(alice, "PATCH", f"listings/{listing}", body)


def withdraw(_: Workshop, alice: Party, __: Party) -> Sound:
    return Sound(alice, "POST", f"listings/{alice.offer().body['listing']['id']}/withdraw", {})


def consent(_: Workshop, alice: Party, __: Party) -> Sound:
    listing = alice.offer().body["listing"]["id"]
    body = {"manifest_digest": alice.manifest_digest(), "consent": "operator"}
    return Sound(alice, "POST", f"listings/{listing}/consent", body)


def claim_key(_: Workshop, alice: Party, __: Party) -> Sound:
    return Sound(alice, "POST", "sealing-keys", {})


def open_room(_: Workshop, alice: Party, bob: Party) -> Sound:
    listing = alice.offer().body
    body = {
        "listing": listing["listing"]["id"],
        "listing_digest": listing["digest"],
        "profile": "We want an estate with a tow bar.",
        "terms": TERMS,
        "manifest_digest": bob.manifest_digest(),
    }
    return Sound(bob, "POST", "rooms", body)


def open_room_sealed(workshop: Workshop, alice: Party, bob: Party) -> Sound:
    sound = open_room(workshop, alice, bob)
    sealed = bob.seal(TERMS, role="buyer", listing_id=sound.body["listing"])
    body = {name: value for name, value in sound.body.items() if name != "terms"}
    return Sound(bob, "POST", "rooms", {**body, "sealed_terms": sealed})


def join_room(workshop: Workshop, alice: Party, bob: Party) -> Sound:
    listing = alice.offer()
    workshop.upgraded()  # the seller consented to what ran before: the room waits for it
    room = bob.join(listing).body
    body = {"terms": TERMS, "manifest_digest": alice.manifest_digest()}
    return Sound(alice, "POST", f"rooms/{room['id']}/terms", body)


def sign(workshop: Workshop, alice: Party, bob: Party) -> Sound:
    room = bob.join(alice.offer()).body["id"]
    workshop.work()
    body = {"signature": alice.signature(room), "protected": alice.header()}
    return Sound(alice, "POST", f"rooms/{room}/signature", body)


WRITES: dict[str, Callable[[Workshop, Party, Party], Sound]] = {
    made.__name__: made
    for made in (
        post_listing,
        post_listing_sealed,
        edit_listing,
        withdraw,
        consent,
        claim_key,
        open_room,
        open_room_sealed,
        join_room,
        sign,
    )
}
