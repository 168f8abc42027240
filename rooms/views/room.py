"""GET /rooms/<id>/: the room page."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import cache_control

from agents.authentication import person_of
from agents.errors import NotFound, Unauthenticated
from agents.tenancy import tenant_of
from marketplace import queries as market
from rooms import queries, watching
from rooms.views import shown

if TYPE_CHECKING:
    from agents.domain.caller import PersonCaller
    from rooms.domain.events import Audience
    from rooms.models import Room

SIGN_IN = "/sign-in/"


# Not kept by any cache, the browser's own included: it outlives neither a right nor the talk.
@method_decorator(cache_control(private=True, no_store=True), name="dispatch")
class RoomPage(View):
    """Everything that the viewer's audience has been told so far. A script follows from there.

    Hidden and absent rooms alike are a 404; where nothing is public a visitor is asked to sign in, for every
    id alike.
    """

    def get(self, request: HttpRequest, room_id: UUID) -> HttpResponse:
        tenant, person = tenant_of(request), person_of(request)
        try:
            watched = watching.watch(tenant, person, room_id)
        except Unauthenticated:
            return redirect_to_login(request.get_full_path(), SIGN_IN)
        except NotFound:
            raise Http404 from None
        frames = _told(watched.room, watched.audience)
        policy = market.policy(tenant)
        page = shown.room_page(watched.room, watched.audience, frames, policy)
        page |= {
            "own": [] if person is None else _own(watched.room, person),
            "share": request.build_absolute_uri(request.path) if policy.transcripts_public else "",
        }
        return render(request, "rooms/room.html", page)


def _own(room: "Room", person: "PersonCaller") -> list[dict[str, str]]:
    """The sides that are agents of the person's."""
    return [
        {"role": role, "fingerprint": fingerprint}
        for role, fingerprint in watching.agents_in(room, person.person_id).items()
    ]


def _told(room: "Room", audience: "Audience") -> list[shown.Frame]:
    """What the audience was told up to the number that the room had when it was read.

    Frames come from two tables. What was published while they were read may be in one and not in the other:
    the socket sends it.
    """
    frames = (one.for_audience(audience) for one in queries.frames(room.id, 0) if one.seq <= room.last_seq)
    return [one for one in frames if one is not None]
