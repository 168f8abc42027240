"""/sell/ and /sell/listings/: what a person offers, how the rooms on it stand, and what can be done about it.

Pausing, going on and withdrawing change nothing that anybody signs: the person does them here, signed in. Whatever
changes the listing, its terms or the consent is signed by the listing's agent; a script in the page has the browser's
do it.
"""

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import cache_control

from agents.errors import Conflict, Forbidden, NotFound
from agents.tenancy import tenant_of
from marketplace import actions as market_actions
from marketplace import drafts, gallery
from marketplace import queries as market
from marketplace.domain import money
from marketplace.domain import photos as rules
from marketplace.domain.terms import REASONS
from rooms import queries, shelf
from rooms.actions import offer
from rooms.forms.offering import PriceForm, WhatForm
from rooms.views import shown
from rooms.views.drafts import UNSOUND
from rooms.views.listings import small_photo
from rooms.views.mine import lines_of

if TYPE_CHECKING:
    from agents.models import Tenant, User
    from marketplace.models import Listing

A_PAGE: Final = 30
ROOMS_SHOWN: Final = 50
TERMS_REFUSED: Final = {**REASONS, "floor_above_scale": "the floor lies above 127 % of the asking price"}
DEEDS: Final = {"pause": "paused", "resume": "open", "withdraw": "withdrawn"}


@method_decorator(cache_control(private=True, no_store=True), name="dispatch")
class SellPage(LoginRequiredMixin, View):
    """GET: drafts and listings of whoever is signed in, and what awaits their signature. POST: a draft begins."""

    def get(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002
        return self._page()

    def post(self, request: HttpRequest) -> HttpResponse:
        category = request.POST.get("category", "")
        known = category if category in self._categories else ""
        try:
            draft = drafts.begin(self._tenant, self._person_id, timezone.now(), known)
        except drafts.TooManyDrafts:
            return self._page(UNSOUND, too_many=drafts.MOST_DRAFTS)
        return redirect(f"/sell/{draft.id}/what/")

    @cached_property
    def _tenant(self) -> "Tenant":
        return tenant_of(self.request)

    @cached_property
    def _categories(self) -> list[str]:
        return market.category_names(self._tenant)

    @cached_property
    def _person_id(self) -> int:
        return cast("User", self.request.user).pk  # behind the page's own door there is somebody

    def _page(self, status: int = 200, **told: Any) -> HttpResponse:
        before = _number(self.request.GET.get("page", ""))
        theirs = shelf.agents_of(self._person_id)
        rows = shelf.listings_of(self._tenant, theirs)[before * A_PAGE : (before + 1) * A_PAGE + 1]
        listings = list(rows)
        standings = shelf.standings([one.id for one in listings[:A_PAGE]])
        page = {
            "categories": self._categories,
            "drafts": list(drafts.of_person(self._tenant, self._person_id)),
            "days": drafts.KEPT.days,
            "lines": [_line(one, standings.get(one.id, shelf.Standing())) for one in listings[:A_PAGE]],
            "newer": before - 1 if before else None,
            "older": before + 1 if len(listings) > A_PAGE else None,
            "awaited": list(shelf.awaiting_signature(self._tenant, theirs)[:ROOMS_SHOWN]),
            **told,
        }
        return render(self.request, "rooms/sell/mine.html", page, status=status)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _line(listing: "Listing", rooms: shelf.Standing) -> dict[str, Any]:
    return {
        "listing": listing,
        "price": money.display(listing.asking_minor, listing.currency),
        "photo": small_photo(listing),
        "rooms": rooms,
        "terms": None if listing.terms is None else listing.terms.state,
    }


@method_decorator(cache_control(private=True, no_store=True), name="dispatch")
class OwnListing(LoginRequiredMixin, View):
    """A page about a listing, for the person whose agent posted it. To everybody else who is signed in it is absent."""

    template = "rooms/sell/listing.html"
    listing: "Listing"

    def dispatch(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        try:
            self.listing = shelf.own(tenant_of(request), request.user.pk, named.pop("listing_id"))
        except NotFound:
            raise Http404 from None
        return super().dispatch(request, *arguments, **named)

    @cached_property
    def standing(self) -> shelf.Standing:
        return shelf.standings([self.listing.id]).get(self.listing.id, shelf.Standing())

    def page(self, told: dict[str, Any], status: int = 200) -> HttpResponse:
        """Every page of a listing knows how its rooms stand: what can be done is told by that."""
        public = market.listing_object(self.listing)
        common = {
            "listing": self.listing,
            "price": money.display(self.listing.asking_minor, self.listing.currency),
            "asking_exactly": public["asking_price"],
            "is_on": self.listing.status in market.ON_THE_MARKET,
            "rooms": lambda: self.standing,  # for pages that tell of it
            "public": json.dumps({"id": public["id"], "seller": public["seller"]}),
            "seller": public["seller"],
            "base": f"/sell/listings/{self.listing.id}/",
            "id": str(self.listing.id),
            "address": self.request.build_absolute_uri("/").rstrip("/"),
        }
        return render(self.request, self.template, {**common, **told}, status=status)

    def refuse_closed(self) -> None:
        """What is sold or withdrawn is changed no more: its pages for that are absent."""
        if self.listing.status not in market.ON_THE_MARKET:
            raise Http404


class OwnListingPage(OwnListing):
    """How it stands, the rooms on it with what each came to, and the ways to change it."""

    def get(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002
        terms = self.listing.terms
        rooms = list(shelf.rooms_on(self.listing)[: ROOMS_SHOWN + 1])
        current = queries.current_manifest(self.listing.tenant)
        lines = list(lines_of(rooms[:ROOMS_SHOWN], frozenset({self.listing.seller_id})))
        told = {
            "photo": small_photo(self.listing),
            "lines": lines,
            "has_more": len(rooms) > ROOMS_SHOWN,
            "awaited": [one for one in lines if one["awaits_you"]],
            "terms": None if terms is None else terms.state,
            "terms_refused": "" if terms is None else TERMS_REFUSED.get(terms.code, terms.code),
            "is_consented": shelf.is_consented(self.listing, current),
            "agent": self.listing.seller,
        }
        return self.page(told)


class DeedPage(OwnListing):
    """Pause, go on, or withdraw. GET: what that does to the rooms that are open. POST: it is done."""

    template = "rooms/sell/deed.html"
    deed = ""

    def get(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002
        self.refuse_closed()
        return self.page({"deed": self.deed})

    def post(self, request: HttpRequest) -> HttpResponse:
        tenant, seller, now = self.listing.tenant, shelf.caller(self.listing), timezone.now()
        try:
            if self.deed == "pause":
                offer.pause(tenant, seller, self.listing.id)
            elif self.deed == "resume":
                offer.resume(tenant, seller, self.listing.id, now)
            else:
                offer.withdraw(tenant, seller, self.listing.id, now)
        except (Conflict, Forbidden) as refused:
            return self.page({"deed": self.deed, "wrong": refused.detail}, refused.status)
        messages.success(request, f"Done: the listing is {DEEDS[self.deed]}.")
        return redirect(f"/sell/listings/{self.listing.id}/")


class EditPage(OwnListing):
    """GET: the public part in a form. POST: what would change, for the listing's agent to send."""

    template = "rooms/sell/edit.html"

    def get(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002
        self.refuse_closed()
        return self._form(*self._forms(None))

    def post(self, request: HttpRequest) -> HttpResponse:
        self.refuse_closed()
        what, price = self._forms(request.POST.dict())
        if not (what.is_valid() and price.is_valid()):
            price.is_valid()
            return self._form(what, price, UNSOUND)
        changes = self._changes({**what.told, "asking_minor": price.cleaned_data["price"]})
        if not changes:
            return redirect(f"/sell/listings/{self.listing.id}/")
        told = {
            "changes": json.dumps(changes, ensure_ascii=False),
            "pretty": json.dumps(changes, ensure_ascii=False, indent=1),
            "named": [_WORDS[name] for name in changes],
            "is_repriced": "asking_price" in changes,
        }
        self.template = "rooms/sell/changes.html"
        return self.page(told)

    def _forms(self, said: dict[str, str] | None) -> tuple[WhatForm, PriceForm]:
        standing = vars(market_actions.offered(self.listing))
        what = WhatForm(said, standing, market.categories(self.listing.tenant))
        return what, PriceForm(said, self.listing.asking_minor, self.listing.currency)

    def _form(self, what: WhatForm, price: PriceForm, status: int = 200) -> HttpResponse:
        return self.page({"form": what, "price_form": price}, status)

    def _changes(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """The members that differ, as the API takes them."""
        standing = vars(market_actions.offered(self.listing))
        differs = {name: value for name, value in wanted.items() if value != standing[name]}
        asking = differs.pop("asking_minor", None)
        price = {} if asking is None else {"asking_price": money.format_minor(asking, self.listing.currency)}
        return differs | price


_WORDS: Final = {
    "title": "what it is called",
    "description": "the description",
    "category": "the category",
    "attributes": "the facts",
    "asking_price": "the asking price",
}


class OwnPhotosPage(OwnListing):
    """A listing's photos, for its agent to change."""

    template = "rooms/sell/own_photos.html"

    def get(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002
        self.refuse_closed()
        rows = list(gallery.of_listing(self.listing))
        shown = [one for one in rows if one.state != "refused"]
        told = {
            "photos": [_photo(self.listing.id, one) for one in rows],
            "order": json.dumps([str(one.id) for one in shown]),
            "room": rules.MOST_PHOTOS - len(shown),
            "most": rules.MOST_PHOTOS,
            "types": ",".join(rules.SENT_TYPES),
            "is_checking": any(one.state == "checking" for one in rows),
        }
        return self.page(told)


def _photo(listing_id: UUID, photo: Any) -> dict[str, Any]:
    is_good = photo.state == "good"
    return {
        "id": photo.id,
        "state": photo.state,
        "reason": rules.REASONS.get(photo.code, photo.code),
        "address": rules.address(str(listing_id), photo.sha256) if is_good else "",
        "small": rules.fitted(photo.width, photo.height, rules.SMALL_EDGE) if is_good else None,
    }


class NewTermsPage(OwnListing):
    """New private terms in place of those that stand, or consent to what runs now; both by the listing's agent."""

    template = "rooms/sell/new_terms.html"

    def get(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002
        self.refuse_closed()
        current = queries.current_manifest(self.listing.tenant)
        told = shown.agreed(current, market.policy(self.listing.tenant))
        return self.page({**told, "is_consented": shelf.is_consented(self.listing, current)})
