"""GET /listings/ and /listings/<id>/: what is on offer, and one of it."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import cache_control
from django_htmx.middleware import HtmxDetails

from agents.authentication import person_of
from agents.errors import NotFound
from agents.tenancy import tenant_of
from contracts.domain import outcome
from contracts.domain.canonical import digest
from marketplace import gallery
from marketplace import queries as market
from marketplace.domain import lookup, money, photos
from rooms import queries, watching
from rooms.forms.catalogue import CatalogueForm
from rooms.views import words

if TYPE_CHECKING:
    from agents.models import Tenant
    from marketplace.models import Category, CategoryField, Listing, Photo
    from rooms.models import Room

A_PAGE: Final = 24
ROOMS_SHOWN: Final = 12
BANDS_SHOWN: Final = (110, 100, 95, 90, 85, 80, 70, 60)
BARE_NUMBER: Final = re.compile(r"[0-9][0-9.,]*")


class ListingsPage(View):
    """What is on offer, as `CatalogueForm` asks for it. What cannot be read is told with a 400, and nothing is found.

    htmx gets the part of the page that changes; without it each answer is the whole page.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        tenant = tenant_of(request)
        own = market.categories(tenant)
        others = [] if own else market.sellers_categories(tenant)
        form = CatalogueForm(request.GET, own, others, market.policy(tenant).currency)
        page = _page(tenant, form)
        shown = {"form": form, "page": page, "rows": rows(page.rows if page else [])}
        htmx = HtmxDetails(request)
        part = bool(htmx) and not htmx.history_restore_request
        template = "components/catalogue_part.html" if part else "rooms/listings.html"
        answer = render(request, template, shown, status=HTTPStatus.OK if page else HTTPStatus.BAD_REQUEST)
        patch_vary_headers(answer, ["HX-Request"])
        return answer


def _page(tenant: "Tenant", form: CatalogueForm) -> market.Page | None:
    """None: the form cannot be read, or its cursor leads nowhere; the form says so."""
    if not form.is_valid():
        return None
    try:
        return market.catalogue(
            tenant, form.search, form.order, cursor=form.cleaned_data["cursor"], size=A_PAGE
        )
    except NotFound:
        form.add_error("cursor", ValidationError("no page", "cursor"))
        return None


@method_decorator(cache_control(private=True, no_store=True), name="dispatch")  # rooms, for who may see them
class ListingPage(View):
    """One listing with the rooms on it that the viewer may watch. Hidden and absent alike are a 404."""

    def get(self, request: HttpRequest, listing_id: UUID) -> HttpResponse:
        tenant = tenant_of(request)
        try:
            listing = market.listing(tenant, listing_id)
        except NotFound:
            raise Http404 from None
        public = market.listing_object(listing)
        watchable = watching.watchable(tenant, person_of(request)).filter(listing=listing)
        shown = {
            "listing": listing,
            "price": money.display(listing.asking_minor, listing.currency),
            "photos": [_gallery(listing, one) for one in gallery.shown(listing)],
            "facts": _facts(listing, market.categories(tenant)),
            "bands": bands(listing.asking_minor, listing.currency),
            "seller": public["seller"],
            "digest": digest(public),
            "bargaining": queries.open_rooms(listing),
            "rooms": [watched(room) for room in watchable[:ROOMS_SHOWN]],
            "address": request.build_absolute_uri("/").rstrip("/"),
            "signing_hours": market.policy(tenant).signing_hours,
        }
        return render(request, "rooms/listing.html", shown)


def rows(listings: list["Listing"]) -> list[dict[str, Any]]:
    """Listings as lines of a list."""
    bargaining = queries.open_rooms_by_listing([one.id for one in listings])
    return [
        {
            "id": one.id,
            "title": one.title,
            "category": one.category,
            "price": money.display(one.asking_minor, one.currency),
            "photo": small_photo(one),
            "rooms": bargaining.get(one.id, 0),
        }
        for one in listings
    ]


def small_photo(listing: "Listing") -> str | None:
    """The address of the first photo, small."""
    return f"{photos.address(str(listing.id), listing.photos[0])}/small" if listing.photos else None


def _gallery(listing: "Listing", photo: "Photo") -> dict[str, Any]:
    """A photo with its sizes in pixels, as whole and as small."""
    return {
        "address": photos.address(str(listing.id), photos.name(photo.sha256)),
        "whole": (photo.width, photo.height),
        "small": photos.fitted(photo.width, photo.height, photos.SMALL_EDGE),
    }


def watched(room: "Room") -> dict[str, Any]:
    """A room as a line of a list."""
    return {
        "id": room.id,
        "title": room.snapshot["title"],
        "status": room.status,
        "words": words.BRIEFLY[room.status],
        "opened_at": room.opened_at,
    }


@dataclass(frozen=True)
class Fact:
    """An attribute as the page shows it."""

    name: str
    values: list[str]


def _facts(listing: "Listing", categories: list["Category"]) -> list[Fact]:
    """The attributes, those that the category knows first, in its order, and with its units."""
    category = next((one for one in categories if lookup.fold(one.name) == listing.category_key), None)
    known = {lookup.fold(one.name): one for one in category.fields.all()} if category else {}
    order = {name: place for place, name in enumerate(known)}
    pairs = sorted(listing.attributes.items(), key=lambda pair: order.get(lookup.fold(pair[0]), len(order)))
    return [Fact(name, _values(value, known.get(lookup.fold(name)))) for name, value in pairs]


def _values(value: str | list[str], field: "CategoryField | None") -> list[str]:
    several = value if isinstance(value, list) else [value]
    unit = field.unit if field else ""
    return [f"{one} {unit}" if unit and BARE_NUMBER.fullmatch(one) else one for one in several]


def bands(asking_minor: int, currency: str) -> dict[str, Any]:
    """Some of the prices that a deal can be at, and what the scale is."""
    return {
        "rows": [
            {"band": band, "price": money.display(outcome.price(band, asking_minor), currency)}
            for band in BANDS_SHOWN
        ],
        "top": outcome.TOP_BAND,
        "one": money.display(outcome.price(1, asking_minor), currency),
    }
