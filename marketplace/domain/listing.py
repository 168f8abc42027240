"""The public part of a listing: the one object that a digest is taken of and that a room keeps."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from agents.domain.times import rfc3339
from marketplace.domain import money

__all__ = ["ListingRow", "public_part", "rfc3339", "same_goods"]

LONGEST_TITLE: Final = 200
LONGEST_DESCRIPTION: Final = 10_000
LONGEST_CATEGORY: Final = 60
MOST_ATTRIBUTES: Final = 40
MOST_VALUES: Final = 40
LONGEST_NAME: Final = 60
LONGEST_VALUE: Final = 200
LONGEST_ATTRIBUTES: Final = 16_000
"""Characters of all names and values of the attributes, together."""


class ListingRow(Protocol):
    """What a listing has, wherever it is kept."""

    id: UUID
    title: str
    description: str
    category: str
    attributes: Mapping[str, Any]
    photos: Sequence[str]
    asking_minor: int
    currency: str
    published_at: datetime


def public_part(listing: ListingRow, seller_fingerprint: str) -> dict[str, Any]:
    """The listing object of PROTOCOL section 6; its members are told in docs/contract-format.md.

    Photos stand by the hash of what is published, so that none can be exchanged unnoticed.
    """
    return {
        "id": str(listing.id),
        "title": listing.title,
        "description": listing.description,
        "category": listing.category,
        "attributes": dict(listing.attributes),
        "asking_price": money.format_minor(listing.asking_minor, listing.currency),
        "currency": listing.currency,
        "photos": list(listing.photos),
        "seller": seller_fingerprint,
        "published_at": rfc3339(listing.published_at),
    }


def same_goods(title: str) -> str:
    """What two titles of the same thing share: case and white space aside. The allowance counts by it."""
    return " ".join(title.casefold().split())
