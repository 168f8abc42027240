"""A DPoP client, written from RFC 9449 (with 6749, 7636, 7638 and 8037): it knows nothing of this project."""

import base64
import hashlib
import http.client
import json
import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class Broken(Exception):
    """The SSO does not do what the RFCs say."""


def sent(method: str, url: str, body: bytes | None = None, **headers: str) -> tuple[int, Any, str]:
    """(status, JSON, WWW-Authenticate) of a request. Every name under .localhost is this machine."""
    parts = urlsplit(url)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=20)
    try:
        connection.request(method, target, body, {"Host": parts.netloc, **headers})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read()), answer.headers.get("WWW-Authenticate", "")
    finally:
        connection.close()


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def digest(data: bytes) -> str:
    return b64(hashlib.sha256(data).digest())


def compact(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


class Client:
    """A key, and what the SSO issued for it (section 5)."""

    def __init__(self, market: str) -> None:
        self.market = market
        self.key = Ed25519PrivateKey.generate()
        public = self.key.public_key()
        self.jwk = {"kty": "OKP", "crv": "Ed25519", "x": b64(public.public_bytes_raw())}
        self.jkt = digest(compact(self.jwk))
        der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.fingerprint = hashlib.sha256(der).hexdigest()
        self.refreshed = 0

    def proof(self, method: str, url: str, access_token: str | None = None) -> str:
        """Section 4.2: for one request, without query and fragment, and for this access token if there is one."""
        said: dict[str, Any] = {
            "jti": secrets.token_urlsafe(16),
            "htm": method,
            "htu": url.partition("?")[0],
            "iat": int(time.time()),
        }
        if access_token is not None:
            said["ath"] = digest(access_token.encode("ascii"))
        header = {"typ": "dpop+jwt", "alg": "EdDSA", "jwk": self.jwk}
        signing = f"{b64(compact(header))}.{b64(compact(said))}"
        return f"{signing}.{b64(self.key.sign(signing.encode()))}"

    def bind(self, issuer: str, client_id: str, show: Callable[[str], object]) -> None:
        """The authorization code bound to the key from the start (section 10). show: puts the link before the human."""
        verifier = secrets.token_urlsafe(32)
        asked = {
            "response_type": "code",
            "response_mode": "json",
            "client_id": client_id,
            "scope": "openid",
            "code_challenge": digest(verifier.encode()),
            "code_challenge_method": "S256",
            "dpop_jkt": self.jkt,
        }
        known = good(*sent("GET", f"{issuer}/.well-known/openid-configuration"))
        begun = good(*sent("GET", f"{known['authorization_endpoint']}?{urlencode(asked)}"))
        show(begun["deep_link"])
        code = polled(f"{issuer}/oauth/poll", begun["polling_code"])
        self.client_id, self.token_endpoint = client_id, known["token_endpoint"]
        self.take(grant_type="authorization_code", code=code, code_verifier=verifier)

    def refresh(self) -> None:
        """The next access token, by the refresh token that is bound to the same key (section 5)."""
        self.refreshed += 1
        self.take(grant_type="refresh_token", refresh_token=self.refresh_token)

    def take(self, **grant: str) -> None:
        form = urlencode({**grant, "client_id": self.client_id}).encode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "DPoP": self.proof("POST", self.token_endpoint),
        }
        got = good(*sent("POST", self.token_endpoint, form, **headers))
        if got["token_type"].lower() != "dpop":
            raise Broken("the token is bound to no key")
        self.access_token, self.refresh_token = got["access_token"], got["refresh_token"]

    def once(self, method: str, path: str, body: Any = None) -> tuple[int, Any, str]:
        """(status, JSON, WWW-Authenticate) of an API call with the access token as it is (section 7.1)."""
        url = f"{self.market}/api/v1/{path}"
        headers = {
            "Authorization": f"DPoP {self.access_token}",
            "DPoP": self.proof(method, url, self.access_token),
            "Content-Type": "application/json",
        }
        return sent(method, url, None if body is None else json.dumps(body).encode(), **headers)

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """(status, JSON) of the same; where it is the token that is refused, with the next one."""
        status, told, challenge = self.once(method, path, body)
        if status == http.client.UNAUTHORIZED and 'DPoP error="invalid_token"' in challenge:
            self.refresh()
            status, told, _ = self.once(method, path, body)
        return status, told


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


def good(status: int, body: Any, _: str) -> Any:
    if status != http.client.OK:
        raise Broken(f"{status} {body}")
    return body
