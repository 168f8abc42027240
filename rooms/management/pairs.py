"""Pairs of a seller's listing and a buyer's request with both limits, read from a file and judged by the rule."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts.domain import outcome
from marketplace.domain import money
from marketplace.domain.terms import Terms, Urgency


class PairsRefused(ValueError):
    """The file cannot be used; the message is one line and names the row and the member."""


@dataclass(frozen=True, repr=False)
class Pair:
    """One row. Amounts are minor units of `currency`; `label` tells rows apart in a report."""

    number: int
    label: str
    public: Mapping[str, Any]
    profile: str
    currency: str
    asking_minor: int
    floor_minor: int
    budget_minor: int

    @property
    def band(self) -> int | None:
        """The band that two personas agree on that both pick their limits; None where they cannot."""
        try:
            seller = outcome.seller_limit_band(self.floor_minor, self.asking_minor)
        except outcome.LimitOffScale:
            return None
        buyer = outcome.buyer_limit_band(self.budget_minor, self.asking_minor)
        settled = outcome.settle(
            outcome.Decision(rate=True, band=seller), outcome.Decision(rate=True, band=buyer)
        )
        return settled.band

    def terms(self, limit_minor: int, urgency: Urgency = "normal", notes: str = "") -> Terms:
        """A side's private terms with this limit."""
        return Terms(
            limit_minor=limit_minor, currency=self.currency, urgency=urgency, dealbreakers=(), notes=notes
        )


def read(path: Path, limit: int | None = None) -> list[Pair]:
    """The first `limit` pairs of a JSON list (all: None). Raises PairsRefused."""
    try:
        rows = json.loads(path.read_text())
    except OSError as error:
        raise PairsRefused(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise PairsRefused(f"{path} is not JSON.") from None
    if not isinstance(rows, list) or not rows:
        raise PairsRefused(f"{path} holds no list of pairs.")
    return [_pair(number, row) for number, row in enumerate(rows[:limit], start=1)]


def _pair(number: int, row: Any) -> Pair:
    if not isinstance(row, dict):
        raise PairsRefused(f"Row {number} is no object.")
    member = _Members(number, row)
    currency = member.text("currency")
    return Pair(
        number=number,
        label="/".join(str(row[name]) for name in ("set", "business", "customer") if name in row),
        public={
            "title": member.text("title"),
            "description": str(row.get("description", "")),
            "category": str(row.get("category", "")),
            "attributes": {"amenities": member.words("amenities")} if row.get("amenities") else {},
            "asking_price": member.text("asking_price"),
            "currency": currency,
        },
        profile=_profile(member),
        currency=currency,
        asking_minor=member.amount("asking_price", currency),
        floor_minor=member.amount("floor_price", currency),
        budget_minor=member.amount("max_budget", currency),
    )


def _profile(member: "_Members") -> str:
    wanted = member.words("wanted") if member.row.get("wanted") else []
    return "\n".join([member.text("request"), *([f"Wanted: {', '.join(wanted)}."] if wanted else [])])


@dataclass(frozen=True)
class _Members:
    """A row's members, each read strictly and named when it is unsound."""

    number: int
    row: Mapping[str, Any]

    def text(self, name: str) -> str:
        value = self.row.get(name)
        if not isinstance(value, str) or not value:
            raise self._refused(name, "is no text")
        return value

    def words(self, name: str) -> list[str]:
        value = self.row.get(name)
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise self._refused(name, "is no list of texts")
        return value

    def amount(self, name: str, currency: str) -> int:
        try:
            minor = money.parse(self.row.get(name), currency)
        except money.AmountRefused as refused:
            raise self._refused(name, f"is no amount ({refused.code})") from None
        if minor == 0:
            raise self._refused(name, "is 0")
        return minor

    def _refused(self, name: str, why: str) -> PairsRefused:
        return PairsRefused(f"Row {self.number}: {name} {why}.")
