"""The market's front page."""

from typing import Any, Final

from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.generic import TemplateView

from agents.authentication import person_of
from agents.tenancy import tenant_of
from marketplace import queries as market
from rooms import watching
from rooms.domain.room import Status
from rooms.views import listings

OFFERS_SHOWN: Final = 12
ROOMS_SHOWN: Final = 6
WATCHED: Final = (Status.RUNNING, Status.READY, Status.SIGNING)


@method_decorator(cache_control(private=True, no_store=True), name="dispatch")  # rooms, for who may see them
class MarketView(TemplateView):
    """GET /: what this market is, what is being bargained over, what is on offer, how to send an agent."""

    template_name = "rooms/market.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        tenant = tenant_of(self.request)
        offers = market.catalogue(tenant, market.Search(), size=OFFERS_SHOWN)
        rooms = watching.watchable(tenant, person_of(self.request)).filter(status__in=WATCHED)
        # Those that talk now before those that await signatures.
        lines = sorted(map(listings.watched, rooms[: 4 * ROOMS_SHOWN]), key=_rank)
        return super().get_context_data(
            rows=listings.rows(offers.rows),
            has_more=offers.next is not None,
            rooms=lines[:ROOMS_SHOWN],
            address=self.request.build_absolute_uri("/").rstrip("/"),
            **context,
        )


def _rank(line: dict[str, Any]) -> int:
    return WATCHED.index(line["status"])
