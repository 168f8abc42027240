"""Times as they are written."""

from datetime import datetime


def rfc3339(moment: datetime) -> str:
    """RFC 3339 in UTC, to the second, with a Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
