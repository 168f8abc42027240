"""Which contracts somebody asks for."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

DEALS: Final = {"deal": True, "no_deal": False}
"""What an outcome is called -> whether there was a deal."""
_FINGERPRINT: Final = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class Search:
    """None: whatever it is.

    since, until: complete at this time or later, and before that. deal: whether there was one; bands: of a deal, both
    ends included. party: the fingerprint of a key of either side, or the AlienID address that the statement names.
    """

    since: datetime | None = None
    until: datetime | None = None
    deal: bool | None = None
    min_band: int | None = None
    max_band: int | None = None
    listing: UUID | None = None
    party: str | None = None

    @property
    def names_a_key(self) -> bool:
        """Whether the party is a key's fingerprint; else it is an address."""
        return self.party is not None and _FINGERPRINT.fullmatch(self.party) is not None

    def as_query(self) -> dict[str, str]:
        """What was asked for, as the API's parameters; what was not is left out."""
        found = {
            "since": self.since and _written(self.since),
            "until": self.until and _written(self.until),
            "outcome": next((name for name, deal in DEALS.items() if deal is self.deal), None),
            "min_band": self.min_band,
            "max_band": self.max_band,
            "listing": self.listing,
            "party": self.party,
        }
        return {name: str(value) for name, value in found.items() if value is not None}


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
