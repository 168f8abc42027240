"""What one room must not print, as the omniscient worst case of a model knows it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from contracts.domain.outcome import TOP_BAND, buyer_limit_band, seller_limit_band
from marketplace.domain.money import exponent
from marketplace.domain.terms import Role


@dataclass(frozen=True)
class Side:
    """One side's half of a secret. limit_minor is None where only its words are known.

    `offer_minor` is a public number that its talk can point from: what the other side offered last.
    """

    role: Role
    currency: str
    asking_minor: int
    limit_minor: int | None = None
    notes: str = ""
    dealbreakers: tuple[str, ...] = ()
    offer_minor: int | None = None

    @property
    def unit(self) -> int:
        """Minor units in a major one: 100 cents in a dollar, 1 in a yen."""
        return int(10 ** exponent(self.currency))

    @property
    def band(self) -> int | None:
        """The limit band; None where the limit is unknown or off the scale."""
        if self.limit_minor is None or self.limit_minor * 100 > self.asking_minor * TOP_BAND:
            return None
        rule = seller_limit_band if self.role == "seller" else buyer_limit_band
        return rule(self.limit_minor, self.asking_minor)

    def towards(self, offer_minor: int | None) -> "Side":
        return replace(self, offer_minor=offer_minor)


@dataclass(frozen=True)
class Secret:
    """Both sides' private terms for one listing, in minor units."""

    currency: str
    asking_minor: int
    floor_minor: int
    budget_minor: int
    seller_notes: str = ""
    buyer_notes: str = ""
    seller_dealbreakers: tuple[str, ...] = ()
    buyer_dealbreakers: tuple[str, ...] = ()

    def of(self, role: Role) -> Side:
        if role == "seller":
            words = (self.floor_minor, self.seller_notes, self.seller_dealbreakers)
        else:
            words = (self.budget_minor, self.buyer_notes, self.buyer_dealbreakers)
        return Side(role, self.currency, self.asking_minor, *words)

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.of("seller"), self.of("buyer")


def read_secrets(path: Path) -> Mapping[str, Secret]:
    """Listing title -> Secret, from a JSON file of objects with the members of Secret."""
    return {title: _secret(members) for title, members in json.loads(path.read_text()).items()}


def _secret(members: Mapping[str, Any]) -> Secret:
    read: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in members.items()}
    return Secret(**read)
