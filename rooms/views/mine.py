"""GET /rooms/: the rooms of the agents of whoever is signed in, and what each waits for."""

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import cache_control

from agents import queries as agents
from agents.authentication import person_of
from agents.tenancy import tenant_of
from contracts import queries as contracts
from contracts.domain import outcome as bands
from marketplace.domain import money
from marketplace.domain.terms import Role
from rooms import queries, watching
from rooms.actions import ready
from rooms.domain.room import ENDED, LIVE, Status
from rooms.views import words

if TYPE_CHECKING:
    from rooms.models import Room

AT_ONCE: Final = 30
MOST_LIVE: Final = 120
"""Live rooms on the page. Those that may await the person come first, so that none of these falls off its end."""
_FIRST: Final = Case(When(status=Status.SIGNING, then=0), When(status=Status.WAITING, then=1), default=2)
_DEEDS: Final[Mapping[Role, str]] = {"seller": "sell", "buyer": "buy"}


@method_decorator(cache_control(private=True, no_store=True), name="dispatch")
class MyRooms(LoginRequiredMixin, View):
    """Those that await the person's signature first, then those that go on, then the ended ones, page by page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        person = person_of(request)
        if person is None:
            return self.handle_no_permission()
        rooms = watching.rooms_of_person(tenant_of(request), person.person_id)
        own = frozenset(agents.agents_of(person.person_id).values_list("id", flat=True))
        going_on = list(rooms.filter(status__in=LIVE).order_by(_FIRST, "-id")[:MOST_LIVE])
        page = Paginator(rooms.filter(status__in=ENDED), AT_ONCE).get_page(request.GET.get("page"))
        lines = [*lines_of(going_on, own)]
        shown = {
            "awaited": [one for one in lines if one["awaits_you"]],
            "going_on": [one for one in lines if not one["awaits_you"]],
            "ended": list(lines_of(page.object_list, own)),
            "page": page,
        }
        return render(request, "rooms/mine.html", shown)


def lines_of(rooms: Iterable["Room"], own: Collection[UUID]) -> Iterable[dict[str, Any]]:
    """Rooms as lines of the list. own: the ids of the person's agents."""
    listed = list(rooms)
    signed = contracts.signed_roles_by_room([one.id for one in listed if one.outcome is not None])
    given = queries.manifests({(one.tenant_id, one.listing.consent_manifest) for one in listed})
    for room in listed:
        parties: dict[Role, UUID] = {"seller": room.seller_id, "buyer": room.buyer_id}
        sides = [role for role, party in parties.items() if party in own]
        waits = ready.waiting_for(room, given)
        line = words.awaited(room.status, sides, waits, signed.get(room.id, frozenset()))
        yield {
            "id": room.id,
            "title": room.snapshot["title"],
            "deeds": " and ".join(_DEEDS[side] for side in sides),
            "words": line.words,
            "awaits_you": line.awaits_you,
            "deadline": room.deadline if room.status in (Status.WAITING, Status.SIGNING) else None,
            "outcome": _outcome(room.outcome, room.snapshot),
            "reason": words.REASONS.get(room.reason, room.reason),
            "opened_at": room.opened_at,
        }


def _outcome(byte: int | None, listing: Mapping[str, Any]) -> str:
    """What a room's byte comes to, for one of its sides; "" before there is one."""
    if byte is None:
        return ""
    found = bands.Outcome.from_bits(f"{byte:08b}")
    if found.band is None:
        return "no deal"
    ask = money.parse(listing["asking_price"], listing["currency"])
    return f"a deal at {money.display(bands.price(found.band, ask), listing['currency'])}"
