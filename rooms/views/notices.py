"""/account/notices/: what a person was told at this market, and how they want to be told."""

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from agents import queries as agents
from agents.authentication import person_of
from agents.domain.caller import PersonCaller
from agents.errors import NotFound
from agents.tenancy import tenant_of
from rooms import notices, watching
from rooms.actions import notices as acts
from rooms.domain.notices import WORDS, Kind, Way

if TYPE_CHECKING:
    from rooms.models import Notice

PAGE: Final = "/account/notices/"
SHOWN: Final = 30
KINDS: Final = {
    Kind.OUTCOME: "A room has an outcome",
    Kind.SIGNATURE: "A signature is awaited",
    Kind.DEADLINE: "A deadline nears",
}
WAYS: Final = {Way.MAIL: "here and by e-mail", Way.HERE: "here only", Way.OFF: "not at all"}


class NoticesPage(LoginRequiredMixin, TemplateView):
    """GET: the newest notices, or with `?before=` those before one of them; and a choice for each kind."""

    template_name = "rooms/notices.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        tenant, person = tenant_of(self.request), _person(self.request)
        rows = notices.of_person(tenant, person.person_id)
        before = _id(self.request.GET.get("before", ""))
        found = list((rows if before is None else rows.filter(id__lt=before))[: SHOWN + 1])
        rooms = [one.room_id for one in found]
        open_to = set(watching.watchable(tenant, person).filter(id__in=rooms).values_list("id", flat=True))
        return super().get_context_data(
            lines=[_line(one, is_open=one.room_id in open_to) for one in found[:SHOWN]],
            has_more=len(found) > SHOWN,
            has_unread=notices.unread(tenant, person.person_id) > 0,
            kinds=[(kind, KINDS[kind], way) for kind, way in notices.ways(person.person_id).items()],
            ways=WAYS.items(),
            address=agents.mail_address_of(person.person_id),
            **context,
        )


def _person(request: HttpRequest) -> PersonCaller:
    found = person_of(request)
    if found is None:
        raise Http404  # behind the page's own door there is always somebody
    return found


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _line(notice: "Notice", *, is_open: bool) -> dict[str, Any]:
    room = notice.room
    return {
        "notice": notice,
        "words": WORDS[notice.kind, notice.about],
        "title": room.snapshot["title"],
        "deadline": room.deadline if notice.kind != Kind.OUTCOME and room.status == notice.about else None,
        "is_open": is_open,
    }


@require_POST
@login_required(redirect_field_name=None)
def mark_read(request: HttpRequest) -> HttpResponse:
    """POST: one notice is read, or without `notice` all of them."""
    one = request.POST.get("notice")
    try:
        acts.mark_read(
            tenant_of(request), _person(request).person_id, None if one is None else UUID(one), timezone.now()
        )
    except (NotFound, ValueError):
        raise Http404 from None
    return redirect(PAGE)


@require_POST
@login_required(redirect_field_name=None)
def choose(request: HttpRequest) -> HttpResponse:
    """POST: how to be told of each kind that is named."""
    try:
        ways = {kind: Way(request.POST[kind]) for kind in Kind if kind in request.POST}
    except ValueError:
        return HttpResponseBadRequest()  # the page's own form sends no such way
    acts.choose(_person(request).person_id, ways)
    messages.success(request, "Kept: so you are told from now on.")
    return redirect(PAGE)
