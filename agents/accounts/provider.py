"""The Alien Network as allauth's provider: an authorization code with PKCE (RFC 7636), state, nonce and `iss` (RFC
9207), and an id token whose signature is checked wherever it came from.

Of all that the SSO says, nothing but `sub` is kept.
"""

import secrets
import time
from collections.abc import Mapping
from typing import Any, Final

from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri, get_request_param
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from agents import queries, sso
from agents.domain import id_token as id_tokens
from agents.domain.id_token import IdTokenRefused
from agents.errors import Unavailable

RETRY_AFTER: Final = 5


class SignInRefused(ProviderException):
    """Nobody was signed in and nothing changed. `code` is stable: a reason of the id token's, or one of ours."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class AlienClient(OAuth2Client):
    """Redeems a code at the token endpoint, in bounded time and size, following no redirect."""

    def get_access_token(
        self, code: str, pkce_code_verifier: str | None = None, extra_data: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """The answer's members. Raises SignInRefused, Unavailable."""
        form = {
            "grant_type": "authorization_code",
            "client_id": self.consumer_key,
            "redirect_uri": self.callback_url,
            "code": code,
            "code_verifier": pkce_code_verifier or "",
            **(extra_data or {}),
        }
        try:
            told = sso.post_form(self.access_token_url, form)
        except sso.Declined:
            raise SignInRefused("code_refused") from None
        except sso.FetchFailed:
            raise _down() from None
        if not isinstance(told, dict) or not isinstance(told.get("id_token"), str):
            raise SignInRefused("no_id_token")
        return told


class AlienAdapter(OpenIDConnectOAuth2Adapter):
    """One sign-in's talk with the SSO. `state`: what was kept when it began."""

    client_class = AlienClient
    basic_auth = False

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, queries.ALIEN_ID)
        self.state: Mapping[str, Any] = {}

    @property
    def openid_config(self) -> Mapping[str, Any]:
        """What the issuer says of itself. Raises Unavailable."""
        if not hasattr(self, "_told"):
            try:
                self._told = sso.configuration(settings.ALIEN.issuer, sso.get_json)
            except sso.FetchFailed:
                raise _down() from None
        return self._told

    @property
    def authorize_url(self) -> str:
        return self._endpoint("authorization_endpoint")

    @property
    def access_token_url(self) -> str:
        return self._endpoint("token_endpoint")

    def _endpoint(self, name: str) -> str:
        try:
            return sso.endpoint(settings.ALIEN.issuer, self.openid_config, name)
        except sso.FetchFailed:
            raise _down() from None

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return str(build_absolute_uri(request, reverse("alien_callback")))

    def is_of_the_issuer(self) -> bool:
        """Whether the answer names the issuer that was asked, as it must where that one promises it (RFC 9207)."""
        named = self.request.GET.getlist("iss")
        promised = self.openid_config.get("authorization_response_iss_parameter_supported") is True
        return named == [settings.ALIEN.issuer] or (not named and not promised)

    def parse_token(self, data: Mapping[str, Any]) -> SocialToken:
        """None of the SSO's tokens: allauth may put what it holds into a session."""
        return SocialToken(token="")

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **told: Any
    ) -> SocialLogin:
        """Who the id token names. Raises SignInRefused, Unavailable."""
        subject = _subject(told["response"]["id_token"], self.state.get("nonce"))
        if self.state.get("process") == AuthProcess.CONNECT:
            owner = queries.person_at(subject)
            if owner not in (None, request.user.pk):
                raise SignInRefused("linked_elsewhere")
        login: SocialLogin = self.get_provider().sociallogin_from_response(request, {"sub": subject})
        return login


def _subject(token: str, nonce: str | None) -> str:
    """The AlienID address in an id token for this market alone, made for this one sign-in."""
    if not nonce:
        raise SignInRefused("bad_id_token_nonce")
    try:
        compact = id_tokens.read(token)
        jwk = sso.key(compact.header["kid"])
        if jwk is None:
            raise SignInRefused("unknown_id_token_kid")
        return id_tokens.verify(
            compact,
            jwk,
            issuers={settings.ALIEN.issuer},
            audiences={settings.ALIEN.provider_address},
            now=time.time(),
            skew=settings.CLOCK_SKEW_SECONDS,
            may_have_expired=False,
            nonce=nonce,
        ).subject
    except IdTokenRefused as refused:
        raise SignInRefused(refused.code) from None


def _down() -> Unavailable:
    return Unavailable("sso_unavailable", "The Alien SSO cannot be asked right now.", retry_after=RETRY_AFTER)


class AlienProvider(OpenIDConnectProvider):
    """allauth's provider of AlienIDs, made of settings alone; rows name none."""

    id = queries.ALIEN_ID
    name = "Alien"
    oauth2_adapter_class = AlienAdapter
    pkce_enabled_default = True
    supports_token_authentication = False

    def __init__(self, request: HttpRequest) -> None:
        told = SocialApp(provider=self.id, name=self.name, client_id=settings.ALIEN.provider_address)
        super().__init__(request, app=told)

    def get_oauth2_adapter(self, request: HttpRequest) -> AlienAdapter:
        return AlienAdapter(request)

    def get_login_url(self, request: HttpRequest, **told: Any) -> str:
        return reverse("alien_sign_in", query=told or None)

    def get_callback_url(self) -> str:
        return reverse("alien_callback")

    def get_default_scope(self) -> list[str]:
        return ["openid"]

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Where to go afterwards, and whether to sign in or to link; a request sets no parameter of the SSO's."""
        wanted = super(OpenIDConnectProvider, self).get_redirect_from_request_kwargs(request)
        links = get_request_param(request, "process") == AuthProcess.CONNECT
        return {
            "process": AuthProcess.CONNECT if links else AuthProcess.LOGIN,
            **{name: wanted[name] for name in ("next_url",) if name in wanted},
        }

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kept: Any
    ) -> HttpResponse:
        nonce = secrets.token_urlsafe(24)
        kept |= {"nonce": nonce, "auth_params": {"nonce": nonce}}
        answer: HttpResponse = super().redirect(request, process, next_url=next_url, data=data, **kept)
        return answer

    def extract_uid(self, data: Mapping[str, str]) -> str:
        return data["sub"]

    def extract_extra_data(self, data: Mapping[str, str]) -> dict[str, str]:
        return {"sub": data["sub"]}

    def extract_common_fields(self, data: Mapping[str, str]) -> dict[str, str]:
        return {}

    def extract_email_addresses(self, data: Mapping[str, str]) -> list[Any]:
        """None: an account is never found by an e-mail address that an SSO tells."""
        return []


def suggested_name(account: SocialAccount) -> str:
    """What a person who comes by an AlienID is called until they say otherwise."""
    return f"alien-{account.uid[-8:]}"
