"""The Alien SSO's public keys: fetched when one is first asked for, kept, and fetched again where a token names a key
that is not known.

A request waits for a fetch only where it cannot do without, and for seconds at most; of a process's threads one
fetches while the others go on with what is kept. While the SSO is down what is kept stays good: keys that were
published once do not become wrong.
"""

import functools
import json
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from agents.errors import Unavailable

Jwk = Mapping[str, Any]
Get = Callable[[str], Any]
"""Fetches an address and reads it as JSON. Raises FetchFailed."""

FRESH_SECONDS: Final = 600.0
UNKNOWN_SECONDS: Final = 30.0
"""Between two fetches for keys that are not known: whoever invents key ids makes the SSO no more work than that."""
FAILED_SECONDS: Final = 5.0
FETCH_SECONDS: Final = 4.0
MOST_BYTES: Final = 64 * 1024


class FetchFailed(Exception):
    """The SSO gave no answer that can be used."""


class Declined(Exception):
    """The SSO says that what was sent is good for nothing (RFC 6749 section 5.2)."""


@dataclass
class KeyCache:
    """One issuer's keys. get: how an address is fetched; clock: seconds that only grow."""

    issuer: str
    get: Get
    clock: Callable[[], float] = time.monotonic
    _keys: Mapping[str, Jwk] = field(default_factory=dict)
    _fetched_at: float | None = None
    _tried_at: float | None = None
    _is_down: bool = False
    _fetching: threading.Lock = field(default_factory=threading.Lock)

    def key(self, kid: str) -> Jwk | None:
        """The key with this id; None where the SSO has published none.

        Raises Unavailable (`sso_unavailable`) where the key is not kept and the SSO cannot be asked now: it may have
        taken a new one since.
        """
        if kid not in self._keys:
            self._fetch_for(kid)
        elif self._older_than(self._fetched_at, FRESH_SECONDS):
            self._refresh()
        found = self._keys.get(kid)
        if found is None and (self._is_down or self._fetched_at is None):
            raise Unavailable(
                "sso_unavailable", "The Alien SSO cannot be asked right now.", retry_after=int(FAILED_SECONDS)
            )
        return found

    def published(self) -> list[Jwk]:
        """Every key that is kept."""
        return list(self._keys.values())

    def _refresh(self) -> None:
        """Fetch, unless another thread does or somebody tried a moment ago: what is kept will do."""
        if self._may_try(FAILED_SECONDS) and self._fetching.acquire(blocking=False):
            try:
                self._fetch()
            finally:
                self._fetching.release()

    def _fetch_for(self, kid: str) -> None:
        """Fetch once for a key that is not known; who comes meanwhile waits for this fetch and makes none."""
        if not self._fetching.acquire(timeout=2 * FETCH_SECONDS):
            return
        try:
            pause = FAILED_SECONDS if self._fetched_at is None else UNKNOWN_SECONDS
            if kid not in self._keys and self._may_try(pause):
                self._fetch()
        finally:
            self._fetching.release()

    def _fetch(self) -> None:
        try:
            self._keys = fetch(self.issuer, self.get)
            self._fetched_at = self.clock()
            self._is_down = False
        except FetchFailed:
            self._is_down = True
        self._tried_at = self.clock()

    def _may_try(self, pause: float) -> bool:
        return self._older_than(self._tried_at, pause)

    def _older_than(self, moment: float | None, seconds: float) -> bool:
        return moment is None or self.clock() - moment >= seconds


def fetch(issuer: str, get: Get) -> dict[str, Jwk]:
    """The RSA keys that an issuer publishes, by id, as its discovery document leads to them (OpenID Connect
    Discovery 1.0, sections 3 and 4.3). Raises FetchFailed."""
    found = get(endpoint(issuer, configuration(issuer, get), "jwks_uri"))
    keys = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(keys, list):
        raise FetchFailed
    return {one["kid"]: one for one in keys if _is_usable(one)}


def configuration(issuer: str, get: Get) -> Mapping[str, Any]:
    """What an issuer says of itself (OpenID Connect Discovery 1.0, section 3). Raises FetchFailed."""
    told = get(f"{issuer}/.well-known/openid-configuration")
    if not isinstance(told, dict) or told.get("issuer") != issuer:
        raise FetchFailed
    return told


def endpoint(issuer: str, told: Mapping[str, Any], name: str) -> str:
    """The address that the configuration names, if it is of the issuer's origin. Raises FetchFailed."""
    address = told.get(name)
    try:
        is_theirs = isinstance(address, str) and _origin(address) == _origin(issuer)
    except ValueError:  # no URL at all
        is_theirs = False
    if not is_theirs:
        raise FetchFailed
    return str(address)


def _is_usable(key: object) -> bool:
    if not isinstance(key, dict) or not isinstance(key.get("kid"), str):
        return False
    return key.get("kty") == "RSA" and key.get("use", "sig") == "sig"


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc


_FETCHERS: Final = ThreadPoolExecutor(2, thread_name_prefix="sso")


def get_json(address: str) -> Any:
    """Fetch an address and read it as JSON: no redirect, at most MOST_BYTES. Raises FetchFailed.

    It takes FETCH_SECONDS at most, however slowly the other side sends, which a client's own limits (they count from
    one piece to the next) do not promise.
    """
    return _json(address, None)


def post_form(address: str, form: Mapping[str, str]) -> Any:
    """Send a form and read the answer as JSON, within the same bounds. Raises Declined, FetchFailed."""
    return _json(address, form)


def _json(address: str, form: Mapping[str, str] | None) -> Any:
    with httpx.Client(timeout=FETCH_SECONDS, trust_env=False) as client:
        fetched = _FETCHERS.submit(_body, client, address, form)
        try:
            return json.loads(fetched.result(FETCH_SECONDS))
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError):
            raise FetchFailed from None
    # Closing the client ends a fetch that goes on too long, or its thread would be lost to all that come later.


def _body(client: httpx.Client, address: str, form: Mapping[str, str] | None) -> bytes:
    found, method = b"", "GET" if form is None else "POST"
    with client.stream(method, address, data=form) as answer:
        if form is not None and answer.status_code in (httpx.codes.BAD_REQUEST, httpx.codes.UNAUTHORIZED):
            raise Declined
        if answer.status_code != httpx.codes.OK:
            raise FetchFailed
        for piece in answer.iter_bytes():
            found += piece
            if len(found) > MOST_BYTES:
                raise FetchFailed
    return found


@functools.cache
def _cache(issuer: str) -> KeyCache:
    return KeyCache(issuer, get_json)


def key(kid: str) -> Jwk | None:
    """The key with this id of the SSO that the settings name; None where it has published none.

    Raises Unavailable (`sso_unavailable`).
    """
    return _cache(settings.ALIEN.issuer).key(kid)
