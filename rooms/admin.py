"""Staff's pages of listings and rooms: how they stand, never what was said or what stands behind it.

Listings are here, because withdrawing one ends rooms.
"""

from typing import Any, get_args

from django.contrib import admin
from django.http import HttpRequest

from agents.accounts.desk import Desk, Order, Rows
from marketplace.domain import money
from marketplace.models import Listing
from rooms.actions import operate
from rooms.domain.room import Reason
from rooms.models import Room


@admin.register(Listing)
class ListingDesk(Desk):
    """What is and was on offer: the public part."""

    tenant_path = "tenant"
    list_display = ("title", "category", "asking", "status", "published_at", "tenant")
    list_filter = ("status",)
    superuser_filters = ("tenant",)
    search_fields = ("title",)
    fields = (
        *("id", "tenant", "seller", "title", "description", "category", "attributes", "asking"),
        *("status", "published_at", "closed_at", "refused_joins", "consent"),
    )
    ordering = ("-id",)
    list_select_related = ("tenant",)
    orders = (
        Order(
            "withdraw",
            "Withdraw the listings",
            "They leave the market for good. Their rooms end, but for those whose outcome awaits signatures.",
            lambda who, _, row, now: operate.withdraw(who, row, now),
        ),
    )

    @admin.display(description="asking price", ordering="asking_minor")
    def asking(self, listing: Listing) -> str:
        return money.display(listing.asking_minor, listing.currency)


class ReasonFilter(admin.SimpleListFilter):
    """Rooms by why they ended."""

    title = parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(reason, reason) for reason in get_args(Reason)]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        return queryset if self.value() is None else queryset.filter(reason=self.value())


@admin.register(Room)
class RoomDesk(Desk):
    """Rooms: states, leases, failures."""

    tenant_path = "tenant"
    list_display = ("id", "listing", "status", "reason", "opened_at", "deadline", "lease_until", "tenant")
    list_filter = ("status", ReasonFilter)
    superuser_filters = ("tenant",)
    fields = (
        *("id", "tenant", "listing", "seller", "buyer", "status", "reason", "left_unsigned_by"),
        *("opened_at", "ready_at", "started_at", "decided_at", "ended_at", "deadline"),
        *("lease_until", "fence", "rung_at", "last_seq", "counts", "erase_at"),
    )
    ordering = ("-id",)
    list_select_related = ("listing", "tenant")
    orders = (
        Order(
            "void",
            "End the rooms",
            "They end without an outcome, those that await signatures too, and what was private in them is erased.",
            lambda who, _, row, now: operate.void(who, row, now),
        ),
        Order(
            "ring",
            "Ring for the rooms again",
            "Workers are told once more that they are due. A room that a worker holds is not disturbed.",
            lambda who, _, row, now: operate.ring(who, row, now),
        ),
    )
