"""The SSO's keys: fetched when needed, once at a time, never for long, and good while the SSO is down."""

import contextlib
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from agents import sso
from agents.errors import Unavailable
from agents.sso import FAILED_SECONDS, FRESH_SECONDS, UNKNOWN_SECONDS, FetchFailed, KeyCache
from tests.alien_sso import AlienSso, keys


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cache(alien_sso: AlienSso, clock: Clock) -> KeyCache:
    return KeyCache(alien_sso.issuer, sso.get_json, clock)


def test_keys_are_fetched_once_and_kept(alien_sso: AlienSso, cache: KeyCache) -> None:
    kid = keys.kid(alien_sso.key)
    assert [cache.key(kid) for _ in range(5)] == [keys.jwk(alien_sso.key)] * 5
    assert alien_sso.jwks_fetches == 1


def test_an_unknown_key_is_looked_for_once_and_then_not_for_a_while(
    alien_sso: AlienSso, cache: KeyCache, clock: Clock
) -> None:
    cache.key(keys.kid(alien_sso.key))
    clock.now += UNKNOWN_SECONDS
    alien_sso.rotate()
    assert cache.key(keys.kid(alien_sso.key)) == keys.jwk(alien_sso.key)
    assert alien_sso.jwks_fetches == 2
    assert [cache.key(f"invented {nth}") for nth in range(50)] == [None] * 50
    assert alien_sso.jwks_fetches == 2
    clock.now += UNKNOWN_SECONDS
    assert cache.key("invented") is None
    assert alien_sso.jwks_fetches == 3


def test_a_key_that_left_the_set_counts_until_the_set_is_fetched_again_and_not_once_more(
    alien_sso: AlienSso, cache: KeyCache, clock: Clock
) -> None:
    old = keys.kid(alien_sso.key)
    cache.key(old)
    alien_sso.rotate(keep_old=False)
    clock.now += FRESH_SECONDS - 1
    assert cache.key(old) is not None
    clock.now += 1
    assert cache.key(old) is None


def test_what_is_kept_is_good_while_the_sso_is_down(
    alien_sso: AlienSso, cache: KeyCache, clock: Clock
) -> None:
    kid = keys.kid(alien_sso.key)
    cache.key(kid)
    alien_sso.down = True
    clock.now += 100 * FRESH_SECONDS
    for _ in range(10):
        assert cache.key(kid) == keys.jwk(alien_sso.key)
    assert alien_sso.fetches["/.well-known/openid-configuration"] == 2, "one try more, then none for seconds"


def test_a_key_that_is_not_kept_may_be_a_new_one_while_the_sso_is_down(
    alien_sso: AlienSso, cache: KeyCache, clock: Clock
) -> None:
    """So it is "later", not "no": a good token would be thrown away."""
    cache.key(keys.kid(alien_sso.key))
    alien_sso.rotate()
    alien_sso.down = True
    clock.now += UNKNOWN_SECONDS
    for _ in range(5):
        with pytest.raises(Unavailable) as refused:
            cache.key(keys.kid(alien_sso.key))
        assert refused.value.code == "sso_unavailable"
    assert alien_sso.fetches["/.well-known/openid-configuration"] == 2, "asked once more, and not five times"
    alien_sso.down = False
    clock.now += UNKNOWN_SECONDS
    assert cache.key(keys.kid(alien_sso.key)) == keys.jwk(alien_sso.key)
    assert cache.key("invented") is None


def test_without_any_key_nobody_is_let_in_and_the_sso_is_asked_again_soon(
    alien_sso: AlienSso, cache: KeyCache, clock: Clock
) -> None:
    alien_sso.down = True
    for _ in range(5):
        with pytest.raises(Unavailable) as refused:
            cache.key("any")
        assert (refused.value.code, refused.value.retry_after) == ("sso_unavailable", 5)
    assert alien_sso.fetches["/.well-known/openid-configuration"] == 1
    alien_sso.down = False
    clock.now += FAILED_SECONDS
    assert cache.key(keys.kid(alien_sso.key)) is not None


def test_of_many_that_need_a_key_one_asks_and_the_others_take_what_it_got(clock: Clock) -> None:
    entered, go, fetched = threading.Event(), threading.Event(), []

    def get(address: str) -> Any:
        fetched.append(address)
        entered.set()
        assert go.wait(10)
        if "well-known" in address:
            return {"issuer": "http://sso", "jwks_uri": "http://sso/jwks"}
        return {"keys": [{"kty": "RSA", "kid": "one"}]}

    cache = KeyCache("http://sso", get, clock)
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(cache.key("one"))) for _ in range(20)]
    for thread in threads:
        thread.start()
    assert entered.wait(10)
    go.set()
    for thread in threads:
        thread.join(10)
    assert found == [{"kty": "RSA", "kid": "one"}] * 20
    assert len(fetched) == 2, "the discovery document and the keys, once"


def test_who_needs_a_kept_key_waits_for_nobody(clock: Clock) -> None:
    go, slow = threading.Event(), threading.Event()

    def get(address: str) -> Any:
        if slow.is_set():
            assert go.wait(10)
        if "well-known" in address:
            return {"issuer": "http://sso", "jwks_uri": "http://sso/jwks"}
        return {"keys": [{"kty": "RSA", "kid": "one"}]}

    cache = KeyCache("http://sso", get, clock)
    cache.key("one")
    slow.set()
    clock.now += FRESH_SECONDS
    refreshing = threading.Thread(target=cache.key, args=("one",))
    refreshing.start()
    try:
        assert cache.key("one") == {"kty": "RSA", "kid": "one"}, "while another thread fetches"
        assert refreshing.is_alive()
    finally:
        go.set()
        refreshing.join(10)


def test_an_sso_that_hangs_costs_seconds_and_no_more(alien_sso: AlienSso) -> None:
    alien_sso.hang = True
    began = time.monotonic()
    with pytest.raises(FetchFailed):
        sso.get_json(alien_sso.issuer)
    assert time.monotonic() - began < 2 * sso.FETCH_SECONDS


@pytest.mark.parametrize(
    "told",
    [
        [],
        {},
        {"issuer": "http://other", "jwks_uri": "http://sso/jwks"},
        {"issuer": "http://sso"},
        {"issuer": "http://sso", "jwks_uri": 7},
        {"issuer": "http://sso", "jwks_uri": "http://elsewhere/jwks"},
        {"issuer": "http://sso", "jwks_uri": "https://["},
        {"issuer": "http://sso", "jwks_uri": "https://sso/jwks"},
    ],
    ids=json.dumps,
)
def test_a_discovery_document_that_leads_elsewhere_is_not_followed(told: Any) -> None:
    asked = []

    def get(address: str) -> Any:
        asked.append(address)
        return told

    with pytest.raises(FetchFailed):
        sso.fetch("http://sso", get)
    assert asked == ["http://sso/.well-known/openid-configuration"]


def test_keys_of_other_kinds_are_left_out() -> None:
    def get(address: str) -> Any:
        if "well-known" in address:
            return {"issuer": "http://sso", "jwks_uri": "http://sso/jwks"}
        others = ["x", {"kty": "oct", "kid": "a"}, {"kty": "RSA"}, {"kty": "RSA", "kid": ["b"]}]
        return {"keys": [{"kty": "RSA", "kid": "b"}, *others, {"kty": "RSA", "kid": "b", "use": "enc"}]}

    assert sso.fetch("http://sso", get) == {"b": {"kty": "RSA", "kid": "b"}}


HEADERS = b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n"


@pytest.mark.parametrize("drips", [b"", HEADERS], ids=["headers", "body"])
def test_an_sso_that_drips_costs_seconds_and_no_thread(alien_sso: AlienSso, drips: bytes) -> None:
    """Each piece comes in time, and the end never: whoever comes later needs the threads that fetch."""
    ended = threading.Event()

    def drip(listener: socket.socket) -> None:
        while not ended.is_set():
            with contextlib.suppress(OSError), listener.accept()[0] as caller:
                caller.sendall(drips or b"HTTP/1.1 200 OK\r\nX-Slow: ")
                while not ended.wait(0.1):
                    caller.sendall(b"1")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.5)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        dripping = [threading.Thread(target=drip, args=(listener,)) for _ in range(4)]
        for one in dripping:
            one.start()
        try:
            with ThreadPoolExecutor(4) as pool:
                asked = [pool.submit(sso.get_json, address) for _ in range(4)]
            assert [type(one.exception()) for one in asked] == [FetchFailed] * 4
            assert sso.get_json(f"{alien_sso.issuer}/oauth/jwks") == alien_sso.jwks()
        finally:
            ended.set()
        for one in dripping:
            one.join(10)
