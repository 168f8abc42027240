"""GET /listings/<id>/join/: where a person's browser agent enters a room as its buyer."""

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import cache_control

from agents import queries as agents
from agents.authentication import person_of
from agents.errors import NotFound
from agents.tenancy import tenant_of
from contracts.domain import outcome
from contracts.domain.canonical import digest
from marketplace import queries as market
from marketplace.domain import money
from rooms import queries
from rooms.views import shown


@method_decorator(cache_control(private=True, no_store=True), name="dispatch")
class JoinPage(LoginRequiredMixin, View):
    """What runs here, what a deal tells, and a form that only a script in the page reads: its fields have no names, so
    that no browser sends them anywhere. A listing that is not open is absent."""

    def get(self, request: HttpRequest, listing_id: UUID) -> HttpResponse:
        tenant, person = tenant_of(request), person_of(request)
        if person is None:
            return self.handle_no_permission()
        try:
            listing = market.listing(tenant, listing_id)
        except NotFound:
            raise Http404 from None
        if listing.status != "open":
            raise Http404
        policy, manifest = market.policy(tenant), queries.current_manifest(tenant)
        two_bands = outcome.price(shown.BANDS_TOLD, listing.asking_minor)
        page = {
            "own": agents.acting_for(person.person_id),
            "listing": listing,
            "digest": digest(market.listing_object(listing)),
            "asking": money.display(listing.asking_minor, listing.currency),
            "asking_exactly": money.format_minor(listing.asking_minor, listing.currency),
            "two_bands": money.display(two_bands, listing.currency),
            "manifest": shown.manifest_told(manifest, policy),
            "signing_hours": policy.signing_hours,
            "waiting_days": timedelta(hours=policy.waiting_hours) // timedelta(days=1),
            "allowance_days": policy.allowance_days,
        }
        return render(request, "rooms/join.html", page)
