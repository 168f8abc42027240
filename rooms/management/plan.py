"""Which processes an embedded market is made of, as data."""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from rooms.management import broker, model, ports, sso
from rooms.management.child import Service
from rooms.management.model import ModelFile, Served

PROJECT = Path(__file__).resolve().parents[2]
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - nothing is opened here by a name that others could guess
CONCURRENT_ROOMS = 128
"""Threads of the worker. All but a few wait for a persona; one costs the memory that docs/decisions/0010 tells."""
READY = ("cars.localhost", "/api/v1/manifest")
"""The page that answers 200 once database, broker, worker and web are all there."""


@dataclass(frozen=True)
class Ground:
    """Where one market stands.

    data_dir: rows, keyring, logs. run_dir: a directory of its owner's only, for sockets. port: on 127.0.0.1.
    turn_pause: seconds between two turns. turns_hours: how long the demo markets keep what was said.
    privacy: their level, "guarded" or "sealed". inherited: what the services may see of the environment.
    running_seconds: the least that a room of the demo markets is given for its talk; None: as their policy has it.
    seats: rooms kept going at each watched market.
    """

    data_dir: Path
    run_dir: Path
    port: int
    turn_pause: float | None
    turns_hours: int
    inherited: Mapping[str, str]
    privacy: str = "guarded"
    running_seconds: int | None = None
    seats: int = 3

    @property
    def broker(self) -> Path:
        """The socket of the private broker."""
        return self.run_dir / "broker.sock"


def at_once() -> bool:
    """Nothing to wait for."""
    return True


@dataclass(frozen=True)
class Plan:
    """What to do to open a market.

    first: runs while `preparations` are made, one after the other, each to its end. loaded: asked again and
    again until it says yes. then: run from there on. ready: asked likewise. last: run once it has said yes.
    """

    first: tuple[Service, ...]
    preparations: tuple[Service, ...]
    then: tuple[Service, ...]
    ready: Callable[[], bool]
    last: tuple[Service, ...] = ()
    loaded: Callable[[], bool] = at_once


def market(ground: Ground) -> Plan:
    """The processes of an embedded market. Raises StackFailed where this machine has no broker for it."""
    told = environment(ground)
    return Plan(
        first=(Service("broker", broker.command(ground.broker), told),),
        preparations=(Service("prepare", _python("manage.py", "prepare", *_policy(ground)), told),),
        then=(
            Service("worker", _celery("worker", *WORKER), told),
            Service("beat", _celery("beat", "-S", "celery.beat:Scheduler"), told),
            Service("web", _daphne(ground.port), told | _temporary_files()),
        ),
        ready=lambda: answers(ground.port),
    )


def watched_market(ground: Ground) -> Plan:
    """The same with agents that are always bargaining, and one click to sign in as an auditor."""
    plan = market(ground)
    web = replace(plan.then[-1], environment={**plan.then[-1].environment, "DEMO": "yes"})
    words = ("--port", str(ground.port), "--seats", str(ground.seats))
    crowd = Service("crowd", _python("manage.py", "crowd", *words), web.environment)
    return replace(plan, then=(*plan.then[:-1], web), last=(crowd,))


def with_model(
    plan: Callable[[Ground], Plan],
    found: ModelFile,
    serve: Callable[[Served], tuple[str, ...]] = model.command,
) -> Callable[[Ground], Plan]:
    """The same with personas that speak by the model in a file, served beside them.

    It loads while the market is prepared, and nobody works before it answers. A slow machine serves few rooms
    at a time, each for longer.
    """

    def planned(ground: Ground) -> Plan:
        served = model.served(found, ports.free(), ground.inherited)
        told = served.told(ground.inherited)
        market = plan(replace(ground, inherited=told, running_seconds=model.RUNNING_SECONDS, seats=1))
        service = Service("model", serve(served), served.environment(ground.inherited))
        return replace(market, first=(*market.first, service), loaded=served.answers)

    return planned


def with_sso(plan: Callable[[Ground], Plan]) -> Callable[[Ground], Plan]:
    """The same with a stand-in for the Alien SSO beside it. Nobody is served before it answers."""

    def planned(ground: Ground) -> Plan:
        stand_in = sso.StandIn(ports.free())
        market = plan(replace(ground, inherited=stand_in.told(ground.inherited)))
        service = Service("sso", stand_in.command(), stand_in.environment(ground.inherited))
        loaded = market.loaded
        return replace(market, first=(*market.first, service), loaded=lambda: stand_in.answers() and loaded())

    return planned


WORKER = (
    *("-P", "threads", "-c", str(CONCURRENT_ROOMS), "-Q", "rooms,housekeeping"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "info"),
)


def environment(ground: Ground) -> dict[str, str]:
    """What a process needs to see to work on a market's rows and broker."""
    return {
        **ground.inherited,
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "DATA_DIR": str(ground.data_dir),
        "REDIS_URL": f"unix://{ground.broker}",
        "PYTHONUNBUFFERED": "1",
        "PUBLIC_ADDRESS": ground.inherited.get("PUBLIC_ADDRESS", f"http://{{host}}:{ground.port}"),
        **({} if ground.turn_pause is None else {"TURN_PAUSE_SECONDS": str(ground.turn_pause)}),
    }


def _policy(ground: Ground) -> tuple[str, ...]:
    """What the demo markets' policies are to say."""
    told = ("--turns-hours", str(ground.turns_hours), "--privacy", ground.privacy)
    if ground.running_seconds is None:
        return told
    return (*told, "--running-seconds", str(ground.running_seconds))


def _temporary_files() -> dict[str, str]:
    """Twisted spools a large request body to a temporary file; private terms in it must not touch a disk."""
    return {"TMPDIR": str(SHARED_MEMORY)} if os.access(SHARED_MEMORY, os.W_OK) else {}


def _python(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, *arguments)


def _celery(*arguments: str) -> tuple[str, ...]:
    return _python("-m", "celery", "-A", "config", *arguments)


def _daphne(port: int) -> tuple[str, ...]:
    return _python("-m", "config.server", "-b", "127.0.0.1", "-p", str(port), "config.asgi:application")


def answers(port: int) -> bool:
    """Whether the market answers on the port."""
    host, path = READY
    return ports.answers(port, path, {"Host": f"{host}:{port}"})
