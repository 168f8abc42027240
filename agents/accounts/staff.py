"""The operator's pages: for operators of the market at this address and for superusers, who signed in by the market's
own door, with a second factor.

Being an operator here is a membership and nothing else: `is_staff`, Django's groups and permissions open nothing, so
that no flag of the installation's reaches a market's rows.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from agents.authentication import person_of

NOT_OURS: Final = {"view_on_site", "autocomplete", "password_change", "password_change_done"}
"""Addresses of Django's that would tell of rows past every desk, or that the account's pages are there for."""


def has_second_factor(request: HttpRequest) -> bool:
    """Whether the person set up one-time codes."""
    return bool(is_mfa_enabled(request.user, [Authenticator.Type.TOTP]))


def showed_second_factor(request: HttpRequest) -> bool:
    """Whether they still have them and this session showed one: a session from before they were set up did not."""
    records = get_authentication_records(request, request.user)
    return has_second_factor(request) and any(one.get("method") == "mfa" for one in records)


def is_superuser(request: HttpRequest) -> bool:
    """Whether the person runs the installation: all markets are theirs."""
    return bool(request.user.is_active and request.user.is_superuser)


def is_operator(request: HttpRequest) -> bool:
    """Whether the person is an operator of the market at this address."""
    person = person_of(request)
    return person is not None and "operator" in person.roles


class StaffSite(AdminSite):
    """Django's admin without a sign-in page of its own. Who may never come in finds nothing there."""

    site_title = "Desk"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return self.may_ever(request) and (not settings.STAFF_MFA or showed_second_factor(request))

    def may_ever(self, request: HttpRequest) -> bool:
        """Whether the person may come in once a second factor was shown."""
        return is_superuser(request) or is_operator(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Hidden and absent alike: what may not be seen answers 404 like what is not there."""
        guarded: Callable[..., HttpResponse] = super().admin_view(view, cacheable)

        @wraps(view)
        def answered(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.may_ever(request):
                raise Http404
            try:
                return guarded(request, *arguments, **named)
            except PermissionDenied:
                raise Http404 from None

        return answered

    def get_urls(self) -> list[Any]:
        return [one for one in super().get_urls() if getattr(one, "name", None) not in NOT_OURS]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Sends whoever may not in yet where they get what they lack; 404 for who may never."""
        goal = _goal(request)
        if not request.user.is_authenticated:
            return redirect(reverse("account_login", query={"next": goal}))
        if not self.may_ever(request):
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
