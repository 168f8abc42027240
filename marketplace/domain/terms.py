"""Private terms: what one side will not go beyond, and what else it wants its persona to know.

Sound or refused: nothing here repairs, trims or guesses, because the agent that wrote the terms cannot see
what became of them once they are sealed. A refusal names the member, never what was in it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from agents.domain import strict_json
from marketplace.domain import money

Role = Literal["seller", "buyer"]
Urgency = Literal["low", "normal", "high"]

MOST_DEALBREAKERS: Final = 10
LONGEST_DEALBREAKER: Final = 80
LONGEST_NOTES: Final = 4_000
LARGEST_BYTES: Final = 65_536
"""The fullest terms there can be, every character escaped, stay below this."""

PADDED_TO: Final = 512
"""Sealed terms come in steps of so many bytes: a ciphertext's length would count the digits of the limit."""

_REQUIRED: Final = frozenset({"limit", "currency"})
_MEMBERS: Final = _REQUIRED | {"urgency", "dealbreakers", "notes"}

REASONS: Final = {
    "bad_terms": "terms are one JSON object, in UTF-8, with no member twice",
    "unknown_member": "terms have no members but limit, currency, urgency, dealbreakers and notes",
    "missing_member": "terms need a limit and a currency",
    "bad_limit": "the limit is a decimal string above zero with exactly the currency's fraction digits",
    "negative_limit": "the limit cannot be negative",
    "bad_currency": "the currency is no ISO 4217 code with a minor unit",
    "other_currency": "the limit must be in the listing's currency",
    "bad_urgency": "urgency is low, normal or high",
    "too_many_dealbreakers": f"at most {MOST_DEALBREAKERS} dealbreakers",
    "bad_dealbreaker": f"a dealbreaker is a phrase of 1 to {LONGEST_DEALBREAKER} printable characters",
    "notes_too_long": f"notes have at most {LONGEST_NOTES} characters",
    "bad_notes": "notes are text without control characters other than line breaks and tabs",
    "terms_too_large": f"terms have at most {LARGEST_BYTES} bytes",
}


class TermsRefused(ValueError):
    """Terms that cannot be used: a stable `code`, the member as `field` ("" for the whole), never a value."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(REASONS[code])
        self.code = code
        self.field = field


@dataclass(frozen=True, repr=False)
class Terms:
    """One side's private terms. `limit_minor` is a seller's floor or a buyer's budget, in minor units."""

    limit_minor: int
    currency: str
    urgency: Urgency = "normal"
    dealbreakers: tuple[str, ...] = ()
    notes: str = ""

    def __repr__(self) -> str:
        """Nothing private: reprs end up in logs and error pages."""
        return "Terms(private)"


def parse(value: object, *, currency: str) -> Terms:
    """Terms from decoded JSON, for a listing priced in `currency`; anything unsound raises TermsRefused."""
    members = _members(value)
    return Terms(
        limit_minor=_limit(members["limit"], _currency(members["currency"], currency)),
        currency=currency,
        urgency=_urgency(members.get("urgency", "normal")),
        dealbreakers=_dealbreakers(members.get("dealbreakers", [])),
        notes=_notes(members.get("notes", "")),
    )


def parse_bytes(plaintext: bytes, *, currency: str) -> Terms:
    """Terms from the bytes that were sealed. A member given twice is refused: readers take different ones."""
    if len(plaintext) > LARGEST_BYTES:
        raise TermsRefused("terms_too_large")
    try:
        value = strict_json.loads(plaintext)
    except strict_json.NotStrict:
        raise TermsRefused("bad_terms") from None
    return parse(value, currency=currency)


def to_bytes(terms: Terms) -> bytes:
    """The JSON to seal, with white space at its end so that the length tells next to nothing."""
    text = json.dumps(as_dict(terms), ensure_ascii=False, separators=(",", ":")).encode()
    return text + b" " * (-len(text) % PADDED_TO)


def as_dict(terms: Terms) -> dict[str, object]:
    """The wire form: what `parse` reads."""
    return {
        "limit": money.format_minor(terms.limit_minor, terms.currency),
        "currency": terms.currency,
        "urgency": terms.urgency,
        "dealbreakers": list(terms.dealbreakers),
        "notes": terms.notes,
    }


def _members(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TermsRefused("bad_terms")
    if not _MEMBERS.issuperset(value):
        raise TermsRefused("unknown_member")  # unnamed: whoever misnames a member may have put a secret there
    for name in sorted(_REQUIRED):
        if name not in value:
            raise TermsRefused("missing_member", name)
    return value


def _currency(value: object, wanted: str) -> str:
    if not isinstance(value, str) or value not in money.EXPONENTS:
        raise TermsRefused("bad_currency", "currency")
    if value != wanted:
        raise TermsRefused("other_currency", "currency")
    return value


def _limit(value: object, currency: str) -> int:
    try:
        return money.parse(value, currency)
    except money.AmountRefused as refused:
        code = "negative_limit" if refused.code == "negative_amount" else "bad_limit"
    raise TermsRefused(code, "limit")


def _urgency(value: object) -> Urgency:
    for urgency in get_args(Urgency):
        if value == urgency:
            return urgency  # type: ignore[no-any-return]  # get_args knows no types
    raise TermsRefused("bad_urgency", "urgency")


def _dealbreakers(value: object) -> tuple[str, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        raise TermsRefused("bad_dealbreaker", "dealbreakers")
    if len(value) > MOST_DEALBREAKERS:
        raise TermsRefused("too_many_dealbreakers", "dealbreakers")
    for phrase in value:
        if not _is_phrase(phrase):
            raise TermsRefused("bad_dealbreaker", "dealbreakers")
    return tuple(value)


def _is_phrase(value: object) -> bool:
    return (
        isinstance(value, str)
        and len(value) <= LONGEST_DEALBREAKER
        and value.isprintable()
        and any(character.isalnum() for character in value)
    )


def _notes(value: object) -> str:
    if not isinstance(value, str):
        raise TermsRefused("bad_notes", "notes")
    if len(value) > LONGEST_NOTES:
        raise TermsRefused("notes_too_long", "notes")
    if any(character not in "\n\r\t" and _is_control(character) for character in value):
        raise TermsRefused("bad_notes", "notes")
    return value


def _is_control(character: str) -> bool:
    """C0, DEL and C1 controls, and lone surrogates, which no UTF-8 can carry."""
    return character < " " or "\x7f" <= character <= "\x9f" or "\ud800" <= character <= "\udfff"
