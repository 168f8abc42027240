"""A client of the JSON mode, written from RFC 6749, 7636 and 9449 alone: it shares no code with the server or us."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class NotBound(Exception):
    """The owner refused, or did not answer in time, or the SSO said no: `code` tells which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Session:
    """What an owner's yes is good for. key: the agent's; None: the tokens are bound to none."""

    issuer: str
    client_id: str
    key: Ed25519PrivateKey | None
    token_endpoint: str
    id_token: str
    access_token: str
    refresh_token: str
    token_type: str

    def refresh(self) -> Self:
        """The session's next tokens. Raises NotBound."""
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self.refresh_token,
            "client_id": self.client_id,
        }
        told: dict[str, Any] = _tokens(self.token_endpoint, form, self.key)
        return replace(self, **told)


def bind(
    issuer: str,
    client_id: str,
    private_key: Ed25519PrivateKey | None,
    *,
    approve: Callable[[str], object] = lambda _: None,
    patience: float = 5.0,
    pause: float = 0.02,
) -> Session:
    """An owner's session for the key: discovery, authorization, polling, tokens.

    private_key: None asks for tokens that are bound to no key. approve: called with the polling code, to have somebody
    answer. patience, pause: seconds to poll for, and between two polls. Raises NotBound.
    """
    known = _sent("GET", f"{issuer}/.well-known/openid-configuration")
    verifier = secrets.token_urlsafe(32)
    asked = {
        "response_type": "code",
        "response_mode": "json",
        "client_id": client_id,
        "scope": "openid",
        "code_challenge": _digest(verifier.encode()),
        "code_challenge_method": "S256",
        **({"dpop_jkt": thumbprint(private_key)} if private_key else {}),
    }
    begun = _sent("GET", known["authorization_endpoint"], params=asked)
    approve(begun["polling_code"])
    code = _polled(f"{issuer}/oauth/poll", begun["polling_code"], patience, pause)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": client_id,
        "code_verifier": verifier,
    }
    got = _tokens(known["token_endpoint"], form, private_key)
    return Session(issuer, client_id, private_key, known["token_endpoint"], **got)


def jwk(key: Ed25519PrivateKey) -> dict[str, str]:
    """The key's public half (RFC 8037)."""
    return {"kty": "OKP", "crv": "Ed25519", "x": _text(key.public_key().public_bytes_raw())}


def thumbprint(key: Ed25519PrivateKey) -> str:
    """Its RFC 7638 thumbprint."""
    return _digest(json.dumps(jwk(key), sort_keys=True, separators=(",", ":")).encode())


def proof(
    key: Ed25519PrivateKey,
    method: str,
    url: str,
    *,
    access_token: str | None = None,
    now: float | None = None,
    header: dict[str, Any] | None = None,
    **claims: Any,
) -> str:
    """A DPoP proof for one request (RFC 9449 section 4.2). url: without query and fragment. now: Unix seconds.

    header, claims: what is to be otherwise; None drops a member.
    """
    said: dict[str, Any] = {
        "jti": secrets.token_urlsafe(12),
        "htm": method,
        "htu": url,
        "iat": int(time.time() if now is None else now),
        "ath": None if access_token is None else _digest(access_token.encode()),
        **claims,
    }
    head = {"typ": "dpop+jwt", "alg": "EdDSA", "jwk": jwk(key), **(header or {})}
    signed = f"{_part(head)}.{_part(said)}"
    return f"{signed}.{_text(key.sign(signed.encode()))}"


def _polled(url: str, polling_code: str, patience: float, pause: float) -> str:
    deadline = time.monotonic() + patience
    while True:
        told = _sent("POST", url, json={"polling_code": polling_code})
        if told["status"] == "authorized":
            return str(told["authorization_code"])
        if told["status"] != "pending" or time.monotonic() > deadline:
            raise NotBound(told["status"])
        time.sleep(pause)


def _tokens(url: str, form: dict[str, str], key: Ed25519PrivateKey | None) -> dict[str, Any]:
    headers = {"DPoP": proof(key, "POST", url)} if key else {}
    told = _sent("POST", url, data=form, headers=headers)
    return {name: told[name] for name in ("id_token", "access_token", "refresh_token", "token_type")}


def _sent(method: str, url: str, **request: Any) -> dict[str, Any]:
    answer = httpx.request(method, url, timeout=10, trust_env=False, **request)
    told: dict[str, Any] = answer.json()
    if answer.status_code != httpx.codes.OK:
        raise NotBound(told["error"])
    return told


def _part(members: dict[str, Any]) -> str:
    present = {name: value for name, value in members.items() if value is not None}
    return _text(json.dumps(present, separators=(",", ":")).encode())


def _digest(data: bytes) -> str:
    return _text(hashlib.sha256(data).digest())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
