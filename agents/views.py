"""Signing in and out, for people."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.views import LoginView, LogoutView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View
from django.views.decorators.cache import never_cache

from agents import actions, broadcasts
from agents.authentication import person_of
from agents.tenancy import tenant_of


def _is_demo(request: HttpRequest) -> bool:
    """Whether this is a demo market, at a name that only this machine has (RFC 6761): never a real one."""
    return settings.DEMO and tenant_of(request).host.endswith(".localhost")


class SignInView(LoginView):
    """GET, POST /sign-in/: back to `next`, on this site only, the front page where there is none."""

    template_name = "agents/sign_in.html"
    next_page = "/"
    redirect_authenticated_user = False

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(is_demo=_is_demo(self.request), **context)


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
        if not _is_demo(request):
            raise Http404
        login(request, actions.demo_auditor(tenant_of(request)), "django.contrib.auth.backends.ModelBackend")
        wanted = request.POST.get("next", "/")
        hosts = {request.get_host()}
        return redirect(
            wanted if url_has_allowed_host_and_scheme(wanted, hosts, request.is_secure()) else "/"
        )
