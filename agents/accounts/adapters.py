"""allauth's seams: what this market decides otherwise than allauth would."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.encoding import force_bytes
from django.utils.http import url_has_allowed_host_and_scheme

from agents import queries
from agents.accounts.provider import AlienProvider, suggested_name


class Accounts(DefaultAccountAdapter):
    """Local accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.LOCAL_ACCOUNTS

    def is_safe_url(self, url: str | None) -> bool:
        """Whether an address after signing in is of this market: another host of the installation is not."""
        request = self.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/account/"


class AlienIds(DefaultSocialAccountAdapter):
    """AlienIDs. The one provider is what the settings say; rows add none."""

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> AlienProvider:
        if provider != queries.ALIEN_ID or client_id not in (None, settings.ALIEN.provider_address):
            raise SocialApp.DoesNotExist
        return AlienProvider(request)

    def list_providers(self, request: HttpRequest) -> list[AlienProvider]:
        return [AlienProvider(request)] if settings.ALIEN.provider_address else []

    def list_apps(self, *_: Any, **__: Any) -> list[SocialApp]:
        return []

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return True

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> AbstractBaseUser:
        """The first sign-in makes the account. Two at once make one: the other starts over and finds it."""
        sociallogin.user.username = self._free_name(sociallogin)
        try:
            with transaction.atomic():
                saved: AbstractBaseUser = super().save_user(request, sociallogin, form)
        except IntegrityError:
            raise ImmediateHttpResponse(redirect("account_login")) from None
        return saved

    def _free_name(self, sociallogin: SocialLogin) -> str:
        wanted = suggested_name(sociallogin.account)
        return str(Accounts(self.request).generate_unique_username([wanted]))


class SecondFactors(DefaultMFAAdapter):
    """What makes one-time codes is kept encrypted: a copy of the database signs nobody in."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """The element alone: in HTML no XML declaration may stand."""
        drawn: str = super().build_totp_svg(url)
        return drawn[drawn.index("<svg") :]


def _box() -> Fernet:
    digest = hashlib.sha256(b"second factors of " + force_bytes(settings.SECRET_KEY)).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
