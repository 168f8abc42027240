"""How this agent's memory of a listing and a room comes about: from what it submitted, and from first sight.

Pure: values in, values out. What the market echoes is compared here with what was submitted, at the moment of
submitting, so that a change on the way is noticed before anybody bargains over it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from client.checks import Memory
from client.errors import Distrusted
from client.manifest import Consent, Manifest
from client.records import Published
from client.shapes import Listing, Room
from contracts.domain.canonical import NotRepresentable, digest
from marketplace.domain.terms import Terms


def sound(listing: Listing) -> Listing:
    """The listing, if its digest is that of what it shows; Distrusted otherwise."""
    try:
        matches = digest(listing.public) == listing.digest
    except NotRepresentable:
        matches = False
    if not matches:
        raise Distrusted("wrong_listing_digest", "the listing's digest is not the digest of the listing")
    return listing


def must_say(listing: Listing, submitted: Mapping[str, Any], fingerprint: str) -> None:
    """Passes where a published listing says what was submitted, and names its seller; else Distrusted.

    Runs of white space in a title may have become one space; a draft is no member of a listing.
    """
    expected = {**submitted, "seller": fingerprint}
    expected.pop("draft", None)
    if isinstance(submitted.get("title"), str):
        expected["title"] = " ".join(submitted["title"].split())
    for name, value in expected.items():
        if name not in listing.public or digest(listing.public[name]) != digest(value):
            raise Distrusted("listing_altered", f"the market published another {name} than was submitted")


def published(listing: Listing, private: Terms, under: Manifest, consent: Consent) -> Published:
    """The memory of a listing that was just posted."""
    return Published((listing.public,), private.limit_minor, under.digest, consent)


def edited(before: Published, listing: Listing, private: Terms | None, under: Manifest | None) -> Published:
    """The memory after an edit: rooms that are open keep the version they were opened over."""
    versions = (*(one for one in before.versions if one != listing.public), listing.public)
    after = replace(before, versions=versions)
    if private is not None and under is not None:
        after = replace(after, limit_minor=private.limit_minor, manifest_digest=under.digest)
    return after


def with_photos(before: Published, names: Sequence[str], told: str) -> Published:
    """The memory once the listing shows these photos; Distrusted where its digest says that more has changed."""
    version = {**before.versions[-1], "photos": list(names)}
    if digest(version) != told:
        raise Distrusted(
            "listing_altered", "the market published another listing than this one with its photos"
        )
    return replace(before, versions=(*(one for one in before.versions if one != version), version))


def consented(before: Published, to: Manifest, kind: Consent) -> Published:
    """The memory after consent to another manifest."""
    return replace(before, manifest_digest=to.digest, consent=kind)


def of_buyer(
    room: Room, listing: Listing, profile: str, private: Terms, under: Manifest, fingerprint: str
) -> Memory:
    """The memory of a room just entered; Distrusted where the room is not over what was submitted."""
    memory = Memory(
        role="buyer",
        room_id=room.id,
        room_fingerprint=under.room_fingerprint,
        tenant=room.tenant,
        listing=listing.public,
        profile=profile,
        manifest_digest=under.digest,
        limit_minor=private.limit_minor,
        seller=room.seller,
        buyer=room.buyer,
    )
    differs = [name for name, same in _echoes(room, memory, fingerprint).items() if not same]
    if differs:
        raise Distrusted("room_altered", f"the room was opened over another {differs[0]} than was submitted")
    return memory


def _echoes(room: Room, memory: Memory, fingerprint: str) -> dict[str, bool]:
    return {
        "role": room.role == memory.role,
        "listing": room.listing == memory.listing and room.listing_digest == digest(memory.listing),
        "profile": room.profile == memory.profile,
        "manifest": room.manifest_digest == memory.manifest_digest,
        "seller": room.seller.fingerprint == memory.listing["seller"],
        "buyer": room.buyer.fingerprint == fingerprint,
    }


def of_seller(room: Room, published: Published, under: Manifest) -> Memory:
    """The memory of a room that a buyer opened over one's listing, as first shown.

    `under` is the manifest that the seller's consent reaches: the room's own where it is covered, else the
    one consented to, so that signing fails on it by name.
    """
    return Memory(
        role="seller",
        room_id=room.id,
        room_fingerprint=under.room_fingerprint,
        tenant=room.tenant,
        listing=published.version(room.listing_digest) or published.versions[-1],
        profile=room.profile,
        manifest_digest=under.digest,
        limit_minor=published.limit_minor,
        seller=room.seller,
        buyer=room.buyer,
    )


def is_worth_keeping(room: Room, memory: Memory, fingerprint: str) -> bool:
    """Whether a seller's memory can be pinned: the room is over a version that it published, under a manifest
    that its consent reaches. Where not, the next look may find more (consent given, say)."""
    return (
        room.listing_digest == digest(memory.listing)
        and room.manifest_digest == memory.manifest_digest
        and room.seller.fingerprint == fingerprint
    )
