"""A market's colours, signing out, and the demo's way in. Where people sign in: agents.accounts."""

from typing import Any

from django.contrib.auth import login
from django.contrib.auth.views import LogoutView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View
from django.views.decorators.cache import cache_control, never_cache

from agents import actions, broadcasts
from agents.authentication import person_of
from agents.domain import look
from agents.tenancy import is_demo, tenant_of


@method_decorator(cache_control(public=True, max_age=300), name="dispatch")
class LookSheet(View):
    """GET /look.css: this market's colours, as the tokens that every stylesheet refers to."""

    def get(self, request: HttpRequest) -> HttpResponse:
        tenant = tenant_of(request)
        sheet = look.stylesheet(tenant.accent, tenant.accent_dark) if tenant.accent else ""
        return HttpResponse(sheet, content_type="text/css; charset=utf-8")


class SignOutView(LogoutView):
    """GET /sign-out/: asks. POST: ends the session, and what it holds open.

    A page of its own: a form on every page would put a token into each, and no two answers were alike.
    """

    http_method_names = ["get", "post", "options"]  # noqa: RUF012 - as the base class has it
    next_page = "/"

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "agents/sign_out.html")

    def post(self, request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponse:
        person = person_of(request)
        answer: HttpResponse = super().post(request, *arguments, **options)
        if person is not None:
            broadcasts.right_changed(broadcasts.group_of(person))
        return answer


@method_decorator(never_cache, name="dispatch")
class DemoAuditorView(View):
    """POST /demo/auditor/: sign in as this market's demo auditor. Only where `settings.DEMO` says so."""

    def post(self, request: HttpRequest) -> HttpResponse:
        if not is_demo(request):
            raise Http404
        login(request, actions.demo_auditor(tenant_of(request)), "django.contrib.auth.backends.ModelBackend")
        wanted = request.POST.get("next", "/")
        hosts = {request.get_host()}
        return redirect(
            wanted if url_has_allowed_host_and_scheme(wanted, hosts, request.is_secure()) else "/"
        )
