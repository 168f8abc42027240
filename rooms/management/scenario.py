"""A listing, a profile and both sides' terms from one JSON file: what `manage.py demo` bargains about.

{"listing": {title, description?, category?, attributes?, asking_price, currency},
 "seller": {"terms": {…}}, "buyer": {"profile": "…", "terms": {…}}}

The members are those of POST listings and POST rooms and are held to the same rules, before anything starts.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from rest_framework.exceptions import ValidationError

from contracts.domain import outcome
from contracts.domain.canonical import Unreadable, strict_loads
from marketplace.actions import Offer
from marketplace.domain import terms
from marketplace.domain.terms import Role, Terms
from rooms.serializers import ListingInput, RoomInput

LARGEST_BYTES: Final = 256 * 1024
ELSEWHERE: Final = "-"
"""Stands for what is only known when the bodies are sent."""


class ScenarioRefused(ValueError):
    """A file that cannot be used: names the member, never what is in it."""

    code = "bad_listing_file"

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}" if field else reason)
        self.field = field


@dataclass(frozen=True, repr=False)
class Scenario:
    """public: the members of POST listings without terms. profile: what the buyer says of itself."""

    public: Mapping[str, Any]
    asking_minor: int
    currency: str
    profile: str
    seller: Terms
    buyer: Terms


PUBLIC = frozenset({"title", "description", "category", "attributes", "asking_price", "currency"})
OPTIONAL = frozenset({"description", "category", "attributes"})


def read(path: Path) -> Scenario:
    """The scenario in a file. Raises ScenarioRefused for what the market would refuse."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ScenarioRefused("", f"it cannot be read: {error.strerror}") from None
    if len(content) > LARGEST_BYTES:
        raise ScenarioRefused("", f"it has more than {LARGEST_BYTES} bytes")
    try:
        return parse(strict_loads(content))
    except Unreadable as error:
        raise ScenarioRefused("", f"it is no sound JSON ({error.code})") from None


def parse(value: object) -> Scenario:
    """The scenario in decoded JSON. Raises ScenarioRefused."""
    file = _members(value, "", {"listing", "seller", "buyer"})
    public = _members(file["listing"], "listing", PUBLIC, OPTIONAL)
    seller = _members(file["seller"], "seller", {"terms"})
    buyer = _members(file["buyer"], "buyer", {"profile", "terms"})
    offer = _offer(public)
    _check_profile(buyer["profile"])
    return Scenario(
        public=public,
        asking_minor=offer.asking_minor,
        currency=offer.currency,
        profile=buyer["profile"],
        seller=_seller_terms(seller["terms"], offer),
        buyer=_terms(buyer["terms"], "buyer", offer),
    )


def _members(
    value: object, field: str, wanted: Set[str], optional: Set[str] = frozenset()
) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ScenarioRefused(field, "it must be an object")
    unknown, missing = sorted(set(value) - wanted), sorted(wanted - optional - set(value))
    if unknown or missing:
        name, reason = (unknown[0], "this member is unknown") if unknown else (missing[0], "it is missing")
        raise ScenarioRefused(f"{field}.{name}".lstrip("."), reason)
    return value


def _offer(public: Mapping[str, Any]) -> Offer:
    """Held to the rules of POST listings, by the serializer that reads it there."""
    body = ListingInput(data={**public, "terms": {}, "manifest_digest": ELSEWHERE})
    try:
        body.is_valid(raise_exception=True)
        return body.offer()
    except ValidationError as error:
        raise _refused("listing", error.detail) from None


def _check_profile(profile: object) -> None:
    ids = {"listing": str(UUID(int=0)), "listing_digest": ELSEWHERE, "manifest_digest": ELSEWHERE}
    body = RoomInput(data={**ids, "profile": profile, "terms": {}})
    if not body.is_valid():
        raise _refused("buyer", body.errors)


def _refused(field: str, detail: object) -> ScenarioRefused:
    """The first of a serializer's errors."""
    while isinstance(detail, Mapping | list | tuple):
        if isinstance(detail, Mapping):
            name, detail = next(iter(detail.items()))
            field = f"{field}.{name}"
        else:
            detail = detail[0]
    code = getattr(detail, "code", "invalid")
    return ScenarioRefused(field, f"{detail} ({code})")


def _terms(value: object, role: Role, offer: Offer) -> Terms:
    try:
        return terms.parse(value, currency=offer.currency)
    except terms.TermsRefused as error:
        raise ScenarioRefused(f"{role}.terms.{error.field}".rstrip("."), f"{error} ({error.code})") from None


def _seller_terms(value: object, offer: Offer) -> Terms:
    parsed = _terms(value, "seller", offer)
    try:
        outcome.seller_limit_band(parsed.limit_minor, offer.asking_minor)
    except outcome.LimitOffScale as error:
        reason = f"the floor is above {outcome.TOP_BAND} % of the asking price ({error.code})"
        raise ScenarioRefused("seller.terms.limit", reason) from None
    return parsed
