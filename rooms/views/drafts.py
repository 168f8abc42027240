"""/sell/: a thing is offered in steps. What was told is kept at each; what is private is told to the room alone.

The first three steps are plain forms. The last has none that a browser could send: a script in the page seals the
private terms and posts the listing as the person's browser agent, or another agent of theirs does by the command shown.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import cache_control

from agents import queries as agents
from agents.errors import Conflict, Invalid, NotFound, TooMany
from agents.tenancy import tenant_of
from contracts.domain.canonical import digest
from marketplace import drafts, gallery
from marketplace import queries as market
from marketplace.domain import money
from marketplace.domain import photos as rules
from rooms import queries
from rooms.actions import offer, photos
from rooms.forms.offering import PriceForm, WhatForm
from rooms.views import shown
from rooms.views.listings import bands

if TYPE_CHECKING:
    from agents.models import Tenant
    from marketplace.models import Draft, Photo

UNSOUND: Final = 422
STEPS: Final = {"what": "What it is", "photos": "Photos", "price": "Price", "terms": "Private terms"}
PLACES: Final = {"earlier": -1, "later": 1, "first": -rules.MOST_PHOTOS}
ONE_TOO_MANY: Final = f"It was not taken: a listing has at most {rules.MOST_PHOTOS} photos."
AGENTS_ASKED: Final = 1
"""Of a person's agents, the newest: whether it may list."""


@dataclass(frozen=True)
class Step:
    """One step of four, as the head of each page shows it."""

    name: str
    words: str
    is_here: bool
    is_done: bool


@method_decorator(cache_control(private=True, no_store=True), name="dispatch")
class DraftPage(LoginRequiredMixin, View):
    """A page of a draft, for its person. To everybody else who is signed in it is absent."""

    step = ""
    draft: "Draft"
    person_id: int

    def dispatch(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.person_id = request.user.pk
        try:
            self.draft = drafts.own(self.tenant, self.person_id, named.pop("draft_id"))
            return super().dispatch(request, *arguments, **named)
        except NotFound:
            raise Http404 from None

    @cached_property
    def tenant(self) -> "Tenant":
        return tenant_of(self.request)

    @cached_property
    def currency(self) -> str:
        return market.policy(self.tenant).currency

    @cached_property
    def sent(self) -> list["Photo"]:
        """Its photos, in order."""
        return list(gallery.of_draft(self.draft))

    def page(self, told: dict[str, Any], status: int = 200) -> HttpResponse:
        common = {
            "draft": self.draft,
            "steps": list(self._steps()),
            "step": self.step,
            "base": self.address(""),
        }
        return render(self.request, f"rooms/sell/{self.step}.html", {**common, **told}, status=status)

    def _steps(self) -> Any:
        done = {
            "what": bool(self.draft.title),
            "photos": bool(self.sent),
            "price": self.draft.asking_minor is not None,
        }
        for name, words in STEPS.items():
            yield Step(name, words, name == self.step, done.get(name, False))

    def address(self, step: str) -> str:
        return f"/sell/{self.draft.id}/{step}{'/' if step else ''}"

    def tell(self, **members: Any) -> None:
        drafts.tell(self.draft, timezone.now(), **members)


class WhatStep(DraftPage):
    """Title, description, category and facts. Another category brings its fields, on this page once more."""

    step = "what"

    def get(self, request: HttpRequest) -> HttpResponse:
        said = request.GET.dict()
        if "category" not in said:
            return self.page({"form": WhatForm(None, vars(self.draft), self._categories)})
        # The form as it is filled in, asked for again by a script: nothing is kept.
        form = WhatForm(None, {**vars(self.draft), "category": said["category"]}, self._categories)
        form.initial.update(said)
        return self.page({"form": form})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = WhatForm(request.POST.dict(), vars(self.draft), self._categories)
        if not form.is_valid():
            return self.page({"form": form}, UNSOUND)
        before = WhatForm(None, vars(self.draft), self._categories)
        self.tell(**form.told)
        has_other_fields = [one.name for one in form.attributes] != [one.name for one in before.attributes]
        if has_other_fields and not any(form.cleaned_data[one.name] for one in form.attributes):
            return redirect(f"{self.address('what')}#facts")
        return redirect(self.address("photos"))

    @cached_property
    def _categories(self) -> list[Any]:
        return market.categories(self.tenant)


class PhotosStep(DraftPage):
    """Several at once, each looked at by a worker; put in order, taken out."""

    step = "photos"

    def get(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002
        return self._page([])

    def post(self, request: HttpRequest) -> HttpResponse:
        files = request.FILES.getlist("photos")
        wrong = [(one.name or "A file", ONE_TOO_MANY) for one in files[rules.MOST_PHOTOS :]]
        for sent in files[: rules.MOST_PHOTOS]:
            name, size = sent.name or "A file", sent.size or 0
            if size > settings.PHOTOS.most_bytes:
                wrong.append((name, f"It is larger than {settings.PHOTOS.most_bytes >> 20} MiB."))
                continue
            try:
                photos.add_to_draft(self.draft, sent.read(), now=timezone.now())
            except (Conflict, Invalid, TooMany) as refused:
                wrong.append((name, refused.detail))
        return self._page(wrong) if wrong else redirect(self.address("photos"))

    def _page(self, wrong: list[tuple[str, str]]) -> HttpResponse:
        rows = [_thumbnail(self.draft, one) for one in self.sent]
        told = {
            "photos": rows,
            "wrong": wrong,
            "room": rules.MOST_PHOTOS - sum(one.state != "refused" for one in self.sent),
            "most": rules.MOST_PHOTOS,
            "most_mib": settings.PHOTOS.most_bytes >> 20,
            "types": ",".join(rules.SENT_TYPES),
            "is_checking": any(one["state"] == "checking" for one in rows),
        }
        return self.page(told, UNSOUND if wrong else 200)


def _thumbnail(draft: "Draft", photo: "Photo") -> dict[str, Any]:
    is_good = photo.state == "good"
    return {
        "id": photo.id,
        "state": photo.state,
        "reason": rules.REASONS.get(photo.code, photo.code),
        "address": f"/sell/{draft.id}/photos/{photo.id}",
        "small": rules.fitted(photo.width, photo.height, rules.SMALL_EDGE) if is_good else None,
    }


class ChangePhoto(DraftPage):
    """POST: one photo earlier, later, first, or out."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, draft_photo_id: UUID) -> HttpResponse:
        place = PLACES.get(request.POST.get("to", ""))
        if place is not None:
            drafts.move(self.draft, draft_photo_id, place)
        elif request.POST.get("to") == "out":
            drafts.remove_photo(self.draft, draft_photo_id, timezone.now())
        self.tell()
        return redirect(self.address("photos"))


class PriceStep(DraftPage):
    """What is asked, and what the bands of a deal would come to."""

    step = "price"

    def get(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002
        return self._page(PriceForm(None, self.draft.asking_minor, self.currency))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PriceForm(request.POST.dict(), self.draft.asking_minor, self.currency)
        if not form.is_valid():
            return self._page(form, UNSOUND)
        self.tell(asking_minor=form.cleaned_data["price"])
        return redirect(self.address("price" if "look" in request.POST else "terms"))

    def _page(self, form: PriceForm, status: int = 200) -> HttpResponse:
        asking = self.draft.asking_minor
        told = {"form": form, "bands": None if asking is None else bands(asking, self.currency)}
        return self.page(told, status)


class TermsStep(DraftPage):
    """What is private, and posting. Its fields have no names, so that no browser sends them anywhere."""

    step = "terms"

    def get(self, request: HttpRequest) -> HttpResponse:
        lacking = [name for name in ("what", "price") if not self._has(name)]
        told: dict[str, Any] = {"lacking": [(name, STEPS[name]) for name in lacking]}
        if not lacking:
            told |= self._whole(request)
        return self.page(told)

    def _has(self, step: str) -> bool:
        return bool(self.draft.title) if step == "what" else self.draft.asking_minor is not None

    def _whole(self, request: HttpRequest) -> dict[str, Any]:
        public = drafts.public_part(self.draft)
        return {
            "asking": money.display(self.draft.asking_minor or 0, self.currency),
            "asking_exactly": public["asking_price"],
            "currency": self.currency,
            "digest": digest(public),
            "photos": [rules.name(one.sha256) for one in self.sent if one.state == "good"],
            "checking": sum(one.state == "checking" for one in self.sent),
            "refused": sum(one.state == "refused" for one in self.sent),
            "address": request.build_absolute_uri("/").rstrip("/"),
            "own": agents.acting_for(self.person_id),
            **shown.agreed(queries.current_manifest(self.tenant), market.policy(self.tenant)),
            **_bars(self.tenant, self.person_id),
        }


def _bars(tenant: "Tenant", person_id: int) -> dict[str, Any]:
    """What would keep a person's agents from posting, told before anything is filled in."""
    now = timezone.now()
    rows: Any = agents.agents_of(person_id)  # its annotations are known to no type
    own = list(rows.filter(revoked_at=None).values_list("id", "owner")[:AGENTS_ASKED])
    return {
        "has_agents": bool(own),
        "lacks_owner": bool(own) and all(offer.lacks_owner(tenant, owner) for _, owner in own),
        "is_barred": bool(own) and all(offer.is_unreliable(tenant, one, owner, now) for one, owner in own),
    }


class DraftJson(DraftPage):
    """GET: what an agent posts of a draft, as a file for `bargain sell`. `?with=photos`: with the names of its photos,
    for the page's script."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not drafts.is_whole(self.draft):
            raise NotFound
        public = drafts.public_part(self.draft)
        if request.GET.get("with") == "photos":
            return JsonResponse({"listing": public, "photos": drafts.shown(self.draft)})
        answer = JsonResponse(public, json_dumps_params={"indent": 1})
        answer.headers["Content-Disposition"] = 'attachment; filename="listing.json"'
        return answer


class EndDraft(DraftPage):
    """POST: a draft is deleted with its photos."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002
        drafts.end(self.draft, timezone.now())
        return redirect("/sell/")
