"""Where people sign in, and see their account."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.views import LoginView, SignupView
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.views import ConnectionsView
from django.conf import settings
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from agents import actions
from agents.accounts.provider import AlienAdapter, SignInRefused
from agents.accounts.staff import has_second_factor
from agents.tenancy import is_demo

View = Callable[..., HttpResponse]


def only_if_local(view: View) -> View:
    """404 where local accounts are off."""

    @wraps(view)
    def answered(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not settings.LOCAL_ACCOUNTS:
            raise Http404
        return view(request, *arguments, **named)

    return answered


def only_with_mail(view: View) -> View:
    """404 where local accounts are off, or no mail goes out."""

    @wraps(view)
    def answered(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not settings.EMAIL_HOST:
            raise Http404
        return view(request, *arguments, **named)

    return only_if_local(answered)


def only_with_alien(view: View) -> View:
    """404 where the installation is not known to the SSO. No answer is kept by anybody."""

    @wraps(view)
    def answered(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not settings.ALIEN.provider_address:
            raise Http404
        return view(request, *arguments, **named)

    return never_cache(answered)


def ways(request: HttpRequest) -> dict[str, Any]:
    """What a page needs to offer the ways in."""
    return {
        "alien": settings.ALIEN if settings.ALIEN.provider_address else None,
        "has_local": settings.LOCAL_ACCOUNTS,
        "has_mail": bool(settings.EMAIL_HOST),
        "is_demo": is_demo(request),
    }


class SignInView(LoginView):
    """GET, POST /sign-in/: back to `next`, on this market only, the front page where there is none."""

    def post(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not settings.LOCAL_ACCOUNTS:
            raise Http404
        answer: HttpResponse = super().post(request, *arguments, **named)
        return answer

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return {**super().get_context_data(**context), **ways(self.request)}


class SignUpView(SignupView):
    """GET, POST /sign-up/: a local account."""


class AccountPage(ConnectionsView):
    """GET /account/: what is known of the person. POST: unlinks an AlienID, unless nothing else would let them in."""

    template_name = "account/account.html"
    success_url = "/account/"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        told = super().get_context_data(**context)
        return {**told, **ways(self.request), "has_second_factor": has_second_factor(self.request)}

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        actions.have_a_person_asked_again(self.request.user.pk)  # the AlienID's agents are theirs no more
        return answer


class _Callback(OAuth2CallbackView):
    """The SSO's answer. Whose it is is asked first, of a refusal too (RFC 9207 section 2.4)."""

    adapter: AlienAdapter

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[Any, HttpResponse | None]:
        state, refusal = super()._get_state(request, provider)
        if refusal is None:
            self.adapter.state = state
            if not self.adapter.is_of_the_issuer():
                return None, _refused(request, provider, "wrong_issuer")
        return state, refusal


def _refused(request: HttpRequest, provider: Any, code: str) -> HttpResponse:
    answer: HttpResponse = render_authentication_error(request, provider, exception=SignInRefused(code))
    return answer


@only_with_alien
def alien_sign_in(request: HttpRequest) -> HttpResponse:
    """GET /account/alien/: asks. POST: to the SSO, to come back signed in, or with `process=connect` linked."""
    answer: HttpResponse = OAuth2LoginView.adapter_view(AlienAdapter(request))(request)
    return answer


@only_with_alien
def alien_callback(request: HttpRequest) -> HttpResponse:
    """GET /account/alien/callback/: where the SSO sends the browser back to."""
    adapter = AlienAdapter(request)
    try:
        answer: HttpResponse = _Callback.adapter_view(adapter)(request)
    except IntegrityError:  # somebody linked the same AlienID in this moment
        return _refused(request, adapter.get_provider(), "linked_elsewhere")
    return answer
