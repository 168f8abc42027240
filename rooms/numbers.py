"""What an operator counts of a market: rows that stand, by state, day and outcome. Nothing here reads any terms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate

from agents.models import Tenant
from contracts import queries as contract_queries
from rooms.domain.room import ENDED, Status
from rooms.models import Room

DEAL: Final = 128
BANDS_IN_ONE: Final = 8
WAITS: Final[Mapping[str, timedelta]] = {
    "10 seconds": timedelta(seconds=10),
    "a minute": timedelta(minutes=1),
    "10 minutes": timedelta(minutes=10),
    "an hour": timedelta(hours=1),
    "a day": timedelta(days=1),
}
"""Within how long an outcome came."""


@dataclass(frozen=True)
class Numbers:
    """Of the rooms that were opened, and the contracts that were complete, from a day on.

    opened: rooms by day, every day in it. states: rooms by how they stand now. bands: deals by the first band of
    BANDS_IN_ONE. waits: rooms by the shortest of WAITS within which their outcome came, "longer" for the others.
    """

    opened: dict[date, int]
    states: dict[str, int]
    bands: dict[int, int]
    waits: dict[str, int]
    deals: int
    no_deals: int

    @property
    def ended(self) -> int:
        """Rooms of these that have ended, however."""
        return sum(count for state, count in self.states.items() if state in ENDED)

    @property
    def deal_rate(self) -> int | None:
        """Deals in a hundred contracts; None where there is none."""
        signed = self.deals + self.no_deals
        return round(100 * self.deals / signed) if signed else None


def numbers(tenant: Tenant, now: datetime, *, days: int) -> Numbers:
    """Of the last days, today with them. Four queries, however many rows there are."""
    first = now.date() - timedelta(days=days - 1)
    since = datetime.combine(first, datetime.min.time(), now.tzinfo)
    rooms = Room.objects.filter(tenant=tenant, opened_at__gte=since)
    outcomes = contract_queries.outcomes_since(tenant, since)
    deals = {byte - DEAL: count for byte, count in outcomes.items() if byte >= DEAL}
    by_day = dict(rooms.annotate(day=TruncDate("opened_at")).values_list("day").annotate(Count("id")))
    by_state = dict(rooms.values_list("status").annotate(Count("id")))
    every_day = [first + timedelta(days=nth) for nth in range(days)]
    return Numbers(
        opened={day: by_day.get(day, 0) for day in every_day},
        states={state.value: by_state.get(state.value, 0) for state in Status},
        bands=_bands(deals),
        waits=dict(zip((*WAITS, "longer"), rooms.aggregate(**_waits()).values(), strict=True)),
        deals=sum(deals.values()),
        no_deals=outcomes.get(0, 0),
    )


def _bands(deals: Mapping[int, int]) -> dict[int, int]:
    found = dict.fromkeys(range(0, DEAL, BANDS_IN_ONE), 0)
    for band, count in deals.items():
        found[band - band % BANDS_IN_ONE] += count
    return found


def _waits() -> dict[str, Count]:
    """For each of WAITS, and for longer, the rooms that took no longer than it, and longer than the one before."""
    found, longer = {}, Q(decided_at__isnull=False)
    for nth, wait in enumerate(WAITS.values()):
        ended = F("opened_at") + wait
        found[f"wait_{nth}"] = Count("id", filter=longer & Q(decided_at__lte=ended))
        longer = Q(decided_at__gt=ended)
    return found | {"longer": Count("id", filter=longer)}
