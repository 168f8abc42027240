"""GET /listings/ and /listings/<id>/: what is on offer, and one of it."""

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import cache_control

from agents.authentication import person_of
from agents.errors import NotFound
from agents.tenancy import tenant_of
from contracts.domain.canonical import digest
from marketplace import queries as market
from marketplace.domain import money, photos
from rooms import queries
from rooms.views import words

if TYPE_CHECKING:
    from marketplace.models import Listing, Photo
    from rooms.models import Room

A_PAGE: Final = 24
ROOMS_SHOWN: Final = 12
LONGEST_SEARCH: Final = 200


class ListingsPage(View):
    """What is on offer: `?q=&category=&sort=&page=`. What makes no sense is taken as not said."""

    def get(self, request: HttpRequest) -> HttpResponse:
        tenant = tenant_of(request)
        said = {name: _said(request, name) for name in ("q", "category", "sort")}
        sort = said["sort"] if said["sort"] in market.ORDERINGS else "newest"
        found = market.open_listings(tenant, market.Search(said["q"], said["category"]))
        pages = Paginator(found.order_by(*market.ORDERINGS[sort]), A_PAGE)
        page = pages.get_page(request.GET.get("page"))
        shown = {
            "rows": rows(list(page.object_list)),
            "page": page,
            "total": pages.count,
            "said": {**said, "sort": sort},
            "categories": market.categories(tenant),
        }
        return render(request, "rooms/listings.html", shown)


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
        watchable = queries.watchable(tenant, person_of(request)).filter(listing=listing)
        shown = {
            "listing": listing,
            "price": money.display(listing.asking_minor, listing.currency),
            "photos": [_gallery(listing, one) for one in market.shown_photos(listing)],
            "attributes": _attributes(listing),
            "seller": public["seller"],
            "digest": digest(public),
            "bargaining": queries.open_rooms(listing),
            "rooms": [watched(room) for room in watchable[:ROOMS_SHOWN]],
            "address": request.build_absolute_uri("/").rstrip("/"),
            "signing_hours": market.policy(tenant).signing_hours,
        }
        return render(request, "rooms/listing.html", shown)


def _said(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "").strip()[:LONGEST_SEARCH]


def rows(listings: list["Listing"]) -> list[dict[str, Any]]:
    """Listings as lines of a list."""
    bargaining = queries.open_rooms_by_listing([one.id for one in listings])
    return [
        {
            "id": one.id,
            "title": one.title,
            "category": one.category,
            "price": money.display(one.asking_minor, one.currency),
            "photo": _small_photo(one),
            "rooms": bargaining.get(one.id, 0),
        }
        for one in listings
    ]


def _small_photo(listing: "Listing") -> str | None:
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


def _attributes(listing: "Listing") -> list[tuple[str, str]]:
    return [
        (name, ", ".join(value) if isinstance(value, list) else value)
        for name, value in listing.attributes.items()
    ]
