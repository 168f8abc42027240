"""The market's front page."""

from typing import Any

from django.views.generic import TemplateView

from agents.tenancy import tenant_of
from marketplace import queries as market
from marketplace.domain import money
from rooms import queries

SHOWN = 50


class MarketView(TemplateView):
    """GET /: what this market is, what is on offer, how to send an agent."""

    template_name = "rooms/market.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        tenant = tenant_of(self.request)
        found = market.open_listings(tenant, market.Search()).order_by("-published_at", "-id")
        listings = list(found[:SHOWN])
        rooms = queries.open_rooms_by_listing([one.id for one in listings])
        rows = [
            {
                "title": one.title,
                "price": money.display(one.asking_minor, one.currency),
                "rooms": rooms.get(one.id, 0),
                "url": f"/api/v1/listings/{one.id}",
            }
            for one in listings
        ]
        return super().get_context_data(
            rows=rows, address=self.request.build_absolute_uri("/").rstrip("/"), **context
        )
