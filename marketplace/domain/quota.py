"""What is left of a quota, so that whoever comes to its end can know beforehand, and when to try again."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Left:
    """quota: how many there may be. remaining: how many more now. reset: whole seconds until one more may be,
    0 where none is used. window: seconds that one counts for; None where it counts for as long as it is held."""

    quota: int
    remaining: int
    reset: int
    window: int | None = None


def left(
    quota: int, used: int, freed_at: datetime | None, now: datetime, *, window: timedelta | None = None
) -> Left:
    """freed_at: when the first of those used counts no more."""
    reset = max(1, math.ceil((freed_at - now).total_seconds())) if freed_at else 0
    return Left(quota, max(0, quota - used), reset, int(window.total_seconds()) if window else None)
