"""What callers ask for, read strictly."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from rest_framework import serializers

from agents.serializers import Strict
from contracts.domain.outcome import TOP_BAND
from contracts.domain.search import DEALS, Search

NDJSON: Final = "application/x-ndjson"
"""A JSON value a line."""

CSV: Final = "text/csv"
GZIP: Final = "application/gzip"


class _Written(serializers.Field[Any, str, str, Any]):
    """Text in one exact form, and the value that it stands for. pattern, sentence: the form; read: text -> value."""

    def __init__(self, pattern: str, read: Callable[[str], Any], sentence: str) -> None:
        super().__init__(required=False, error_messages={"invalid": sentence})
        self._pattern, self._read = re.compile(pattern), read

    def to_internal_value(self, data: str) -> Any:
        try:
            return self._read(data) if self._pattern.fullmatch(data) else self._refuse()
        except (ValueError, OverflowError):
            return self._refuse()

    def _refuse(self) -> None:
        raise serializers.ValidationError(self.error_messages["invalid"], "invalid")


def _moment() -> _Written:
    pattern = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})"
    return _Written(
        pattern, lambda text: datetime.fromisoformat(text).astimezone(UTC), "A time as RFC 3339 writes it."
    )


def _band() -> _Written:
    return _Written("0|[1-9][0-9]?|1[01][0-9]|12[0-7]", int, f"A band: 0 to {TOP_BAND}.")


class ContractQuery(Strict):
    """Which contracts are asked for."""

    since = _moment()
    until = _moment()
    outcome = _Written("deal|no_deal", DEALS.__getitem__, "deal, or no_deal.")
    min_band = _band()
    max_band = _band()
    listing = _Written("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", UUID, "The id of a listing.")
    party = _Written("[!-~]{1,128}", str, "The fingerprint of a key, or an AlienID address.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("outcome") is False and attrs.keys() & {"min_band", "max_band"}:
            raise serializers.ValidationError({"outcome": "Only a deal has a band."})
        if attrs.get("min_band", 0) > attrs.get("max_band", TOP_BAND):
            raise serializers.ValidationError({"max_band": "Not below min_band."})
        return attrs

    def search(self, until: datetime | None = None) -> Search:
        """What was asked for. until: the end where none was sent."""
        asked = dict(self.validated_data)
        return Search(**{"until": until, "deal": asked.pop("outcome", None), **asked})
