"""The cast: two markets, a keyring, a worker, agents; and a real broker in a directory of its own."""

import atexit
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import redis
from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.utils import timezone
from pytest_django import Settings

from agents import actions as agent_actions
from agents.models import Tenant
from marketplace import queries as market
from marketplace.models import Policy
from rooms import manifest
from rooms.actions import mint, run
from rooms.management.broker import command
from rooms.vault import Keyring
from tests.agents.dpop import ask, pair
from tests.agents.people import network
from tests.alien_sso import AlienSso
from tests.doubles import TersePersona
from tests.model_server import Honest, ModelServer
from tests.parties import Party, Person, Workshop, member

settings.TEST_DIR.mkdir(mode=0o700)
atexit.register(shutil.rmtree, settings.TEST_DIR, ignore_errors=True)

MEASURED = mint.Measured(manifest.source_digest(), manifest.prompts_digest(), "test")


@pytest.fixture(scope="session")
def broker() -> Iterator[str]:
    """A real broker on the socket that the settings name. Its address."""
    socket = Path(settings.REDIS_URL.removeprefix("unix://"))
    process = subprocess.Popen(command(socket), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    client = redis.Redis.from_url(settings.REDIS_URL)
    try:
        _wait_for(client)
        yield settings.REDIS_URL
    finally:
        client.close()
        process.terminate()
        process.wait(10)


def _wait_for(client: redis.Redis) -> None:
    for _ in range(200):
        try:
            client.ping()
        except redis.ConnectionError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError("the broker did not start")


@pytest.fixture(scope="session")
def providers() -> Iterator[ModelServer]:
    """A provider of models on loopback, for the whole run: the library keeps its connections open."""
    with ModelServer(Honest()) as server:
        yield server
    if "rooms.negotiators.llm" in sys.modules:
        sys.modules["litellm"].client_session.close()


@pytest.fixture
def provider(providers: ModelServer) -> ModelServer:
    """The same, honest until the test has it behave otherwise; its record is of this test."""
    providers.behaviour = Honest()
    providers.requests.clear()
    return providers


@pytest.fixture
def alien_sso() -> Iterator[AlienSso]:
    """An SSO on loopback that knows Ada, Grace and Alan, for one test: it may rotate its keys or be put in trouble."""
    with AlienSso() as server:
        yield server


@pytest.fixture
def sso(alien_sso: AlienSso, settings: Settings) -> AlienSso:
    """The stand-in as it is, believed by the markets."""
    settings.ALIEN = network(alien_sso)
    return alien_sso


@pytest.fixture
def of(sso: AlienSso) -> Callable[..., Party]:
    """Makes an agent whose verified owner is this human."""

    def make(human: str) -> Party:
        party = Party()
        assert ask(party, *pair(party, sso, human=human)).body["proof"] == "verified"
        return party

    return make


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / "keyring")


def open_market(slug: str) -> Tenant:
    tenant = agent_actions.ensure_tenant(slug, slug.title(), f"{slug}.localhost")
    Policy.objects.create(tenant=tenant, agents_see_turns=True, require_verified_owner=False)
    return tenant


@pytest.fixture
def cars(db: None) -> Tenant:
    return open_market("cars")


@pytest.fixture
def bikes(db: None) -> Tenant:
    return open_market("bikes")


@pytest.fixture
def workshop(cars: Tenant, bikes: Tenant, keyring: Keyring, broker: str) -> Workshop:
    """Both markets, open: manifests published, keys in the pool, a worker that waits to be told."""
    now = timezone.now()
    mint.publish_manifests(keyring, MEASURED, now, at_start=True)
    mint.top_up(keyring, market.pool_policy(), now)
    worker = run.Worker(
        keyring=keyring,
        source_digest=MEASURED.source,
        persona=TersePersona(),
        clock=lambda: now,
        stop=threading.Event(),
    )
    return Workshop(worker, now)


@pytest.fixture
def photos_dir(settings: Settings, tmp_path: Path) -> Path:
    """A directory of this test's own for the files of photos."""
    settings.PHOTOS = replace(settings.PHOTOS, directory=tmp_path / "photos")
    return tmp_path / "photos"


@pytest.fixture
def alice() -> Party:
    """Sells."""
    return Party()


@pytest.fixture
def bob() -> Party:
    """Buys."""
    return Party()


@pytest.fixture
def charlie() -> Party:
    """Belongs to neither side and must see nothing."""
    return Party()


@pytest.fixture
def signing_room(workshop: Workshop, alice: Party, bob: Party) -> Callable[..., str]:
    """Makes a room whose outcome awaits signatures; its id."""

    def make(floor: str = "15000.00", budget: str = "18000.00") -> str:
        room = bob.join(alice.offer(floor), budget)
        workshop.work()
        found: str = room.body["id"]
        return found

    return make


@pytest.fixture
def auditor(cars: Tenant) -> Person:
    """Reads everything of the first market that is to be audited."""
    return member(cars, "auditor")


@pytest.fixture
def nothing_changes(keyring: Keyring) -> Callable[[], AbstractContextManager[None]]:
    """Fails where a row of any table or a private half changes within it. Who was never seen may enrol, and a
    listing's figure of refusals may grow."""

    @contextmanager
    def watch() -> Iterator[None]:
        before, halves = every_row(), keyring.key_ids()
        yield
        after = every_row()
        known = dict.fromkeys(before["agents.Agent"])
        after["agents.Agent"] = [row for row in after["agents.Agent"] if row in known]
        assert after == before
        assert keyring.key_ids() == halves

    return watch


def columns(model: type[Model]) -> list[str]:
    return [one.attname for one in model._meta.concrete_fields if one.attname != "refused_joins"]


def every_row() -> dict[str, list[tuple[Any, ...]]]:
    """What every table of ours holds."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values_list(*columns(model)))
        for app in ("agents", "marketplace", "contracts", "rooms")
        for model in apps.get_app_config(app).get_models()
    }
