"""What callers ask for, read strictly."""

import re
from datetime import UTC, datetime
from typing import Any, Final

from rest_framework import serializers

from agents.serializers import Strict

NDJSON: Final = "application/x-ndjson"
"""A JSON value a line."""

_TIME: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})"
)


class Moment(serializers.Field[datetime, str, str, Any]):
    """RFC 3339 with its distance from UTC; a datetime in UTC."""

    default_error_messages = {"invalid": "A time as RFC 3339 writes it."}  # noqa: RUF012 - as the base class has it

    def to_internal_value(self, data: str) -> datetime:
        try:
            return datetime.fromisoformat(data).astimezone(UTC) if _TIME.fullmatch(data) else self._refuse()
        except (ValueError, OverflowError):
            return self._refuse()

    def _refuse(self) -> datetime:
        raise serializers.ValidationError(self.error_messages["invalid"], "invalid")


class ExportQuery(Strict):
    """From when on and before when contracts were complete."""

    since = Moment(required=False)
    until = Moment(required=False)

    def span(self, now: datetime) -> dict[str, Any]:
        """The arguments of `queries.exported`; the end is now where none was sent."""
        return {"since": None, "until": now, **self.validated_data}
