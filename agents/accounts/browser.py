"""A person's own browser as an agent: its key is made there, by WebCrypto, and never leaves it."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from agents import ownership
from agents.accounts.agents import LIST, NOT_ENROLLED, challenge_for, enrol, person_of, redeem, why_not
from agents.accounts.forms import BrowserForm

NAME: Final = "My browser"


class BrowserPage(LoginRequiredMixin, View):
    """GET /account/agents/browser/: what a browser agent is, what losing it means, and a challenge for it.

    POST: what it answered. It is the person's from then on, and gets no token: it has its key. `next`: where
    to go then.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, BrowserForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = BrowserForm(request.POST)
        if not form.is_valid():
            return self._page(request, form, 422)
        try:
            self._enrol(request, form.cleaned_data)
        except NOT_ENROLLED as refused:
            form.add_error(None, why_not(refused))
            return self._page(request, form, 422)
        messages.success(request, "Enrolled: this browser's key acts in your name.")
        return redirect(_goal(request, request.POST.get("next", "")) or LIST)

    @staticmethod
    def _page(request: HttpRequest, form: BrowserForm, status: int = 200) -> HttpResponse:
        wanted = request.POST.get("next", "") or request.GET.get("next", "")
        told = {
            "form": form,
            "challenge": challenge_for(request),
            "next": _goal(request, wanted),
            "name": form["name"].value() or NAME,
        }
        return render(request, "account/browser.html", told, status=status)

    @staticmethod
    def _enrol(request: HttpRequest, given: dict[str, Any]) -> None:
        now = timezone.now()
        redeem(request, given, now)
        with transaction.atomic():
            agent = enrol(request, given, now)
            ownership.name(person_of(request).pk, agent.id, given["name"])


def _goal(request: HttpRequest, wanted: str) -> str:
    """Where to go afterwards, on this market only; "" for nowhere."""
    return (
        wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()) else ""
    )
