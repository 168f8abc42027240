"""What browsers and agents send to the SSO, said the long way round."""

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from tests.alien_sso import PROVIDER, AlienSso

VERIFIER = "a-verifier-of-forty-three-characters-or-more"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
BACK = "http://cars.localhost:8000/accounts/alien/login/callback/"
CHOICE = re.compile(r'<button name="human" value="([^"]+)">')
REQUEST = re.compile(r'<input type="hidden" name="request" value="([^"]+)">')


def asked(**otherwise: str | None) -> dict[str, str]:
    """The parameters of a browser's authorization request; None leaves one out."""
    told = {
        "response_type": "code",
        "client_id": PROVIDER,
        "redirect_uri": BACK,
        "scope": "openid",
        "state": "the state",
        "nonce": "the nonce",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **otherwise,
    }
    return {name: value for name, value in told.items() if value is not None}


def by_json(**otherwise: str | None) -> dict[str, str]:
    """The parameters of an agent's."""
    told: dict[str, str | None] = {
        "response_mode": "json",
        "redirect_uri": None,
        "state": None,
        "nonce": None,
    }
    return asked(**{**told, **otherwise})


@dataclass(frozen=True)
class Visit:
    """Somebody at the SSO, who follows no redirect."""

    server: AlienSso
    client: httpx.Client

    def get(self, path: str, told: dict[str, str] | None = None, **headers: str) -> httpx.Response:
        return self.client.get(self.server.issuer + path, params=told, headers=headers)

    def authorize(self, told: dict[str, str]) -> httpx.Response:
        return self.get("/oauth/authorize", told)

    def answer(self, page: httpx.Response, **button: str) -> httpx.Response:
        """The page's form, sent by this button."""
        found = REQUEST.search(page.text)
        assert found, "the page has no form"
        return self.client.post(self.server.issuer + "/oauth/approve", data={"request": found[1], **button})

    def code(self, human: str = "Ada", **otherwise: str | None) -> str:
        """The code of a browser's visit in which this human agreed."""
        return sent_back(self.answer(self.authorize(asked(**otherwise)), human=human))["code"]

    def poll(self, polling_code: str) -> dict[str, Any]:
        told: dict[str, Any] = self.client.post(
            self.server.issuer + "/oauth/poll", json={"polling_code": polling_code}
        ).json()
        return told

    def token(self, proof: str | None = None, **otherwise: str | None) -> httpx.Response:
        """The token request of a code; None leaves a parameter out."""
        told = {
            "grant_type": "authorization_code",
            "client_id": PROVIDER,
            "redirect_uri": BACK,
            "code_verifier": VERIFIER,
            **otherwise,
        }
        form = {name: value for name, value in told.items() if value is not None}
        headers = {} if proof is None else {"DPoP": proof}
        return self.client.post(self.server.issuer + "/oauth/token", data=form, headers=headers)

    def refresh(self, token: str, proof: str | None = None, client_id: str = PROVIDER) -> httpx.Response:
        told = {"grant_type": "refresh_token", "refresh_token": token, "client_id": client_id}
        return self.token(proof, redirect_uri=None, code_verifier=None, **told)

    def verified(self, token: str) -> jwt.Token:
        """The token, its signature checked by a library under the keys that the server publishes."""
        keys = KeySet.import_key_set(self.get("/oauth/jwks").json())
        return jwt.decode(token, keys, algorithms=["RS256"], registry=JWSRegistry(strict_check_header=False))


def sent_back(answer: httpx.Response, to: str = BACK) -> dict[str, str]:
    """What a redirect to the site's address tells it."""
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["location"])
    assert parts._replace(query="").geturl() == to
    return dict(parse_qsl(parts.query))


def refusal(answer: httpx.Response) -> tuple[int, Any]:
    """(status, code) of an error."""
    told = answer.json()
    assert set(told) == {"error", "error_description"}
    return answer.status_code, told["error"]
