"""The web process has neither the vault nor a model in memory, and every route is public or asks who is calling."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from agents.authentication import CHALLENGE
from tests.parties import Party, Workshop

ROOT = Path(__file__).parents[2]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

# Who may call without credentials. A new route has to be put down here, as public or as not.
PUBLIC: dict[str, tuple[str, ...]] = {
    "api/v1/agents/me": (),
    "api/v1/agents/me/challenges": (),
    "api/v1/agents/me/tokens": (),
    "api/v1/agents/me/tokens/<uuid:token_id>/revoke": (),
    "api/v1/agents/me/revoke": (),
    "api/v1/schema": METHODS,
    "api/v1/docs": METHODS,
    "api/v1/manifest": METHODS,  # any but GET is no method of it
    "api/v1/sealing-keys": (),
    "api/v1/listings": ("GET",),
    "api/v1/listings/<uuid:listing_id>": ("GET",),
    "api/v1/listings/<uuid:listing_id>/withdraw": (),
    "api/v1/listings/<uuid:listing_id>/consent": (),
    "api/v1/listings/<uuid:listing_id>/photos": (),
    "api/v1/listings/<uuid:listing_id>/photos/<uuid:photo_id>": (),
    "api/v1/rooms": (),
    "api/v1/rooms/<uuid:room_id>": (),
    "api/v1/rooms/<uuid:room_id>/photos/<sha256:sha256>": (),
    "api/v1/rooms/<uuid:room_id>/terms": (),
    "api/v1/rooms/<uuid:room_id>/transcript": (),
    "api/v1/rooms/<uuid:room_id>/signature": (),
    "api/v1/contracts": (),
    "api/v1/contracts/export": (),
    "api/v1/contracts/columns": (),
    "api/v1/contracts/archive": (),
    "api/v1/contracts/<uuid:contract_id>": (),
    "api/v1/verify": METHODS,
}

WEB_PROCESS = """
import json, sys, time
from config.asgi import application
from django.urls import URLResolver, get_resolver

def walk(patterns):
    for one in patterns:
        if isinstance(one, URLResolver):
            walk(one.url_patterns)
        else:
            one.callback

walk(get_resolver().url_patterns)
from agents.models import new_id
from rooms import outbox
for _ in range(2):
    began = time.monotonic()
    outbox._send("rooms.run_room", [str(new_id())])
print(json.dumps({"loaded": sorted(sys.modules), "seconds": time.monotonic() - began}))
"""
WORKERS_ALONE = (
    "rooms.vault",
    "rooms.negotiators",
    "rooms.tasks",
    "rooms.actions.run",
    "rooms.actions.session",
    "rooms.actions.settlement",
    "rooms.actions.check_terms",
    "rooms.actions.mint",
    "rooms.actions.erase",
    "rooms.actions.process_photos",
    "marketplace.imaging",
    "rooms.actions.mails",
    "litellm",
    "PIL",
)


def filled(route: str) -> str:
    """An address of the route, of what is not there."""
    named = re.sub(r"<uuid:\w+>", str(UUID(int=7)), route.removeprefix("api/v1/"))
    return re.sub(r"<sha256:\w+>", "7" * 64, named)


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for one in patterns:
        address = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, address)
        elif address.startswith("api/"):
            yield address


def test_the_web_process_loads_nothing_that_is_the_workers_alone(tmp_path: Path) -> None:
    """Neither at its start, nor for any address, nor when it rings (here a broker that is not there)."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "DATA_DIR": str(tmp_path),
        "REDIS_URL": f"unix://{tmp_path}/nobody-listens.sock",
    }
    found = subprocess.run(
        [sys.executable, "-c", WEB_PROCESS],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    told = json.loads(found.stdout)
    loaded = set(told["loaded"])
    assert {"rooms.api.rooms", "contracts.api", "rooms.actions.open"} <= loaded
    assert "nobody heard the bell" in found.stderr, "it rang"
    assert told["seconds"] < 3, "a broker that is not there holds no request up (kombu's own tries take 6 s)"
    assert not [name for name in loaded if name.startswith(WORKERS_ALONE)]


def test_every_route_is_put_down_as_public_or_not() -> None:
    assert set(routes(get_resolver().url_patterns)) == set(PUBLIC)


@pytest.mark.django_db
@pytest.mark.parametrize("route", PUBLIC)
def test_a_route_that_is_not_public_asks_who_is_calling(workshop: Workshop, alice: Party, route: str) -> None:
    """Whatever the method is, and whether or not the address knows it."""
    address = filled(route)
    for method in METHODS:
        found = alice.call(method, address, anonymous=True)
        if method in PUBLIC[route]:
            assert found.status != 401, method
        else:
            assert (found.status, found.code) == (401, "not_authenticated"), method
            assert found.headers["WWW-Authenticate"] == CHALLENGE


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route, public in PUBLIC.items() if not public])
def test_a_route_that_is_not_public_asks_before_it_reads(
    workshop: Workshop, alice: Party, route: str
) -> None:
    """A body that cannot be read tells a stranger nothing about the address."""
    address = filled(route)
    found = alice.call("POST", address, b"{", anonymous=True, content_type="text/plain")
    assert (found.status, found.code) == (401, "not_authenticated")
