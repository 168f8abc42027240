"""Somebody with a browser: Django's test client for the market's pages, plain HTTP for the SSO's."""

import itertools
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from allauth.account.models import EmailAddress
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.db.models import Model
from django.test import Client

from agents.domain.alien import Network
from agents.models import User
from tests.alien_sso import PROVIDER, AlienSso

HOST = "cars.localhost"
REQUEST = re.compile(r'name="request" value="([^"]+)"')
PEOPLE: tuple[type[Model], ...] = (User, SocialAccount, SocialApp, SocialToken, EmailAddress, Authenticator)
_homes = itertools.count(1)


class Forger(AlienSso):
    """An SSO that hands out whatever id token the test makes: `forge` is given what it would have said."""

    forge: Callable[..., str] | None = None

    def id_token(self, human: str, **said: Any) -> str:
        if self.forge is None:
            return super().id_token(human, **said)
        return self.forge(super().id_token, human, **said)


def network(server: AlienSso) -> Network:
    return Network(server.issuer, PROVIDER, frozenset({PROVIDER}), is_stand_in=True)


class Browser(Client):
    """At the first market, from an address of its own: tries are counted by address."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        number = next(_homes)
        self.defaults["REMOTE_ADDR"] = f"10.{time.time_ns() >> 20 & 255}.{number >> 8 & 255}.{number & 255}"
        self.defaults["HTTP_HOST"] = HOST

    def begin(self, **told: str) -> str:
        """The SSO's address that the market sends the browser to."""
        answer = self.post("/account/alien/", told)
        assert answer.status_code == 302, answer.content
        return str(answer.headers["Location"])

    def agree(self, address: str, human: str) -> str:
        """The market's address that the SSO sends the browser back to, path and query."""
        with httpx.Client(trust_env=False) as at_sso:
            found = REQUEST.search(at_sso.get(address).text)
            assert found is not None
            approve = f"{address.partition('/oauth/')[0]}/oauth/approve"
            back = at_sso.post(approve, data={"request": found[1], "human": human})
        assert back.status_code == 302, back.text
        parts = urlsplit(back.headers["location"])
        assert parts.netloc == HOST
        return f"{parts.path}?{parts.query}"

    def come_back(self, address: str) -> Any:
        return self.get(address)

    def alien(self, human: str = "Ada", **told: str) -> Any:
        """The whole walk: the market's last answer."""
        return self.come_back(self.agree(self.begin(**told), human))

    def password(self, name: str, password: str, **told: str) -> Any:
        return self.post("/sign-in/", {"login": name, "password": password, **told})

    def person(self) -> Any:
        """Who is signed in, as the next page sees it."""
        user = self.get("/").wsgi_request.user
        return user if user.is_authenticated else None


def query(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def told(answer: Any) -> str:
    return str(answer.content.decode())


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """What the tables of people hold."""
    return {model.__name__: list(model._default_manager.order_by("pk").values_list()) for model in PEOPLE}


def code_of(person: User) -> str:
    """What the person's app shows now."""
    return code_for(decrypt(Authenticator.objects.get(user=person, type="totp").data["secret"]))


def code_for(secret: str) -> str:
    """What an app shows now for a secret (RFC 6238)."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // app_settings.TOTP_PERIOD)))
