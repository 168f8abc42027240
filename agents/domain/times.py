"""Times as they are written."""

from datetime import UTC, datetime
from typing import Final

_FORMAT: Final = "%Y-%m-%dT%H:%M:%SZ"


def rfc3339(moment: datetime) -> str:
    """RFC 3339 in UTC, to the second, with a Z."""
    return moment.strftime(_FORMAT)


def read_rfc3339(text: object) -> datetime | None:
    """The moment of a text that is spelled as `rfc3339` spells it; None for anything else."""
    try:
        moment = datetime.strptime(text, _FORMAT).replace(tzinfo=UTC) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment is not None and rfc3339(moment) == text else None
