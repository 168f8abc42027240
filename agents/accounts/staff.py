"""The operator's pages: for staff who signed in by the market's own door, with a second factor."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def has_second_factor(request: HttpRequest) -> bool:
    """Whether the person set up one-time codes."""
    return bool(is_mfa_enabled(request.user, [Authenticator.Type.TOTP]))


def showed_second_factor(request: HttpRequest) -> bool:
    """Whether they still have them and this session showed one: a session from before they were set up did not."""
    records = get_authentication_records(request, request.user)
    return has_second_factor(request) and any(one.get("method") == "mfa" for one in records)


class StaffSite(AdminSite):
    """Django's admin without a sign-in page of its own."""

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and (not settings.STAFF_MFA or showed_second_factor(request))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Sends whoever may not in yet where they get what they lack; 404 for who may never."""
        goal = _goal(request)
        if not request.user.is_authenticated:
            return redirect(reverse("account_login", query={"next": goal}))
        if not super().has_permission(request):
            raise Http404
        if self.has_permission(request):
            return redirect(goal)
        if has_second_factor(request):
            return redirect(reverse("mfa_reauthenticate", query={"next": goal}))
        return redirect("mfa_index")

    def logout(  # type: ignore[override]  # the stubs promise more than Django does
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_logout")


def _goal(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if is_ours and not wanted.startswith("/admin/login") else "/admin/"
