"""What the three sign: who, about which listing, under which manifest, and the outcome with its price."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from contracts.domain.outcome import TOP_BAND, Outcome, price
from marketplace.domain.money import AmountRefused, format_digits, parse_digits

TYPE: Final = "alien-bargain/contract/1"
SETTLEMENT: Final = "midpoint"
MOST_FRACTION_DIGITS: Final = 4  # ISO 4217 has no more

_AMOUNT: Final = re.compile(r"(?:0|[1-9][0-9]*)(?:\.([0-9]+))?")
_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?Z")


@dataclass(frozen=True)
class Party:
    """A side: the fingerprint of its key, and its AlienID address where that is verified."""

    fingerprint: str
    owner: str | None


@dataclass(frozen=True)
class Statement:
    """A contract's content. Digests are "sha256:…", asking_price is a decimal string, decided_at RFC 3339
    UTC."""

    room_id: str
    room_fingerprint: str
    tenant: str
    listing_id: str
    listing_title: str
    listing_digest: str
    asking_price: str
    currency: str
    profile_digest: str
    manifest_digest: str
    outcome: Outcome
    seller: Party
    buyer: Party
    decided_at: str

    def as_dict(self) -> dict[str, Any]:
        """The JSON object that is signed. Raises AmountRefused for an asking price that is no amount."""
        return {
            "type": TYPE,
            "room": {"id": self.room_id, "fingerprint": self.room_fingerprint},
            "tenant": self.tenant,
            "listing": {
                "id": self.listing_id,
                "title": self.listing_title,
                "digest": self.listing_digest,
                "asking_price": self.asking_price,
                "currency": self.currency,
            },
            "profile_digest": self.profile_digest,
            "manifest_digest": self.manifest_digest,
            "settlement": SETTLEMENT,
            "outcome": {
                "bits": self.outcome.bits,
                "deal": self.outcome.deal,
                "band": self.outcome.band,
                "price": agreed_price(self.outcome, self.asking_price),
            },
            "parties": {
                "seller": {"fingerprint": self.seller.fingerprint, "owner": self.seller.owner},
                "buyer": {"fingerprint": self.buyer.fingerprint, "owner": self.buyer.owner},
            },
            "decided_at": self.decided_at,
        }


def agreed_price(outcome: Outcome, asking_price: str) -> str | None:
    """The price of the agreed band with as many fraction digits as the asking price; None without a deal.

    The digits come from the asking price, so a verifier needs no table of currencies. Raises AmountRefused.
    """
    ask_minor, digits = asking(asking_price)
    return None if outcome.band is None else format_digits(price(outcome.band, ask_minor), digits)


def asking(asking_price: object) -> tuple[int, int]:
    """An asking price's minor units (above 0) and fraction digits (4 at most). Raises AmountRefused."""
    found = _AMOUNT.fullmatch(asking_price) if isinstance(asking_price, str) else None
    digits = len(found[1] or "") if found else 0
    if digits > MOST_FRACTION_DIGITS:
        raise AmountRefused("bad_amount")
    minor = parse_digits(asking_price, digits)
    if minor == 0:
        raise AmountRefused("zero_amount")
    return minor, digits


def shape_faults(value: object) -> tuple[str, ...]:
    """Where a parsed statement departs from the members, JSON types and text forms of a statement: dotted
    paths, in the order of the members; () when nowhere. Names that the value brought along are not
    repeated."""
    return tuple(_faults(value, _SHAPE, "statement"))


Rule = Callable[[object], bool]
Shape = Mapping[str, "Rule | Shape"]


def _faults(value: object, shape: Shape, path: str) -> list[str]:
    if not isinstance(value, dict) or value.keys() != shape.keys():
        return [path]
    found: list[str] = []
    for name, rule in shape.items():
        inner = name if path == "statement" else f"{path}.{name}"
        if not callable(rule):
            found += _faults(value[name], rule, inner)
        elif not rule(value[name]):
            found.append(inner)
    return found


def _exactly(text: str) -> Rule:
    return lambda value: value == text


def _matching(pattern: str) -> Rule:
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_text_or_null(value: object) -> bool:
    return value is None or _is_text(value)


def _is_asking_price(value: object) -> bool:
    try:
        asking(value)
    except AmountRefused:
        return False
    return True


def _is_band_or_null(value: object) -> bool:
    # type(), because True is an int and 37.0 equals one
    return value is None or (type(value) is int and 0 <= value <= TOP_BAND)


def _is_boolean(value: object) -> bool:
    return isinstance(value, bool)


def _is_time(value: object) -> bool:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


_FINGERPRINT: Final = _matching(r"[0-9a-f]{64}")
_DIGEST: Final = _matching(r"sha256:[0-9a-f]{64}")
_ID: Final = _matching(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_PARTY: Final[Shape] = {"fingerprint": _FINGERPRINT, "owner": _is_text_or_null}
_SHAPE: Final[Shape] = {
    "type": _exactly(TYPE),
    "room": {"id": _ID, "fingerprint": _FINGERPRINT},
    "tenant": _is_text,
    "listing": {
        "id": _ID,
        "title": _is_text,
        "digest": _DIGEST,
        "asking_price": _is_asking_price,
        "currency": _matching(r"[A-Z]{3}"),
    },
    "profile_digest": _DIGEST,
    "manifest_digest": _DIGEST,
    "settlement": _exactly(SETTLEMENT),
    "outcome": {
        "bits": _matching(r"[01]{8}"),
        "deal": _is_boolean,
        "band": _is_band_or_null,
        "price": _is_text_or_null,
    },
    "parties": {"seller": _PARTY, "buyer": _PARTY},
    "decided_at": _is_time,
}
