"""An agent with AgentID tokens and an owner's chain, written from section 5 of the protocol, nothing of this project.

It comes to its owner's id token as the Alien command line does: authorization with `response_mode=json`, a link for the
owner's app, polling, and the code for tokens under PKCE (RFC 7636).
"""

import base64
import hashlib
import http.client
import json
import secrets
import time
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SIGNED = ("v", "fingerprint", "publicKeyPem", "owner", "timestamp", "nonce")


class Broken(Exception):
    """The SSO does not do what the page says."""


def sent(method: str, url: str, body: bytes | None = None, **headers: str) -> tuple[int, Any]:
    """(status, JSON) of a request. Every name under .localhost is this machine."""
    parts = urlsplit(url)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=20)
    try:
        connection.request(method, target, body, {"Host": parts.netloc, **headers})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def canonical(value: Any) -> bytes:
    """As JSON.stringify writes it once the names are sorted; nothing here has fractions or odd names."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def hexed(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Agent:
    """One key at one market; once bound, with an owner."""

    def __init__(self, market: str) -> None:
        self.market = market
        self.key = Ed25519PrivateKey.generate()
        public = self.key.public_key()
        self.pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        self.fingerprint = hexed(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
        self.owner: str | None = None
        self.chain: dict[str, Any] = {}

    def bind(self, issuer: str, client_id: str, show: Callable[[str], object]) -> None:
        """Has a human say at the SSO that they are the owner. show: puts the deep link before them."""
        id_token = authorized(issuer, client_id, show)
        self.owner = str(json.loads(base64.urlsafe_b64decode(id_token.split(".")[1] + "=="))["sub"])
        self.chain = {"ownerBinding": self.binding(id_token), "idToken": id_token}

    def binding(self, id_token: str) -> dict[str, Any]:
        payload = {
            "agentInstance": {"hostname": "Büro 東京", "publicKeyFingerprint": self.fingerprint},
            "ownerSessionSub": self.owner,
            "idTokenHash": hexed(id_token.encode()),
        }
        return {
            "id": str(uuid.uuid4()),
            "payload": payload,
            "payloadHash": hexed(canonical(payload)),
            "signature": b64(self.key.sign(canonical(payload))),
            "createdAt": time.time_ns() // 1_000_000,
        }

    def token(self) -> str:
        said = {
            "v": 1,
            "fingerprint": self.fingerprint,
            "publicKeyPem": self.pem,
            "owner": self.owner,
            "timestamp": time.time_ns() // 1_000_000,
            "nonce": f"einmal € {secrets.token_hex(16)}",
        }
        assert tuple(said) == SIGNED
        signature = b64(self.key.sign(canonical(said)))
        return b64(canonical({**said, "sig": signature, **self.chain}))

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """(status, JSON) of an API call with a token of its own."""
        headers = {"Authorization": f"AgentID {self.token()}", "Content-Type": "application/json"}
        text = None if body is None else json.dumps(body).encode()
        return sent(method, f"{self.market}/api/v1/{path}", text, **headers)


def authorized(issuer: str, client_id: str, show: Callable[[str], object]) -> str:
    """The id token of the human who agrees."""
    verifier = secrets.token_urlsafe(32)
    asked = {
        "response_type": "code",
        "response_mode": "json",
        "client_id": client_id,
        "scope": "openid",
        "code_challenge": b64(hashlib.sha256(verifier.encode()).digest()),
        "code_challenge_method": "S256",
    }
    known = good(*sent("GET", f"{issuer}/.well-known/openid-configuration"))
    begun = good(*sent("GET", f"{known['authorization_endpoint']}?{urlencode(asked)}"))
    show(begun["deep_link"])
    form = {
        "grant_type": "authorization_code",
        "code": polled(f"{issuer}/oauth/poll", begun["polling_code"]),
        "client_id": client_id,
        "code_verifier": verifier,
    }
    kind = "application/x-www-form-urlencoded"
    got = good(*sent("POST", known["token_endpoint"], urlencode(form).encode(), **{"Content-Type": kind}))
    return str(got["id_token"])


def polled(url: str, polling_code: str) -> str:
    asked = json.dumps({"polling_code": polling_code}).encode()
    for _ in range(100):
        told = good(*sent("POST", url, asked, **{"Content-Type": "application/json"}))
        if told["status"] == "authorized":
            return str(told["authorization_code"])
        if told["status"] != "pending":
            break
        time.sleep(0.1)
    raise Broken(f"the owner's answer is {told['status']}")


def good(status: int, body: Any) -> Any:
    if status != http.client.OK:
        raise Broken(f"{status} {body}")
    return body
