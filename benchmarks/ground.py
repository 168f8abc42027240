"""The market that a benchmark runs at: the embedded one, as `make run` starts it, with settings of its own."""

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from client.identity import Identity
from client.manifest import Manifest
from client.market import Market
from client.shapes import Listing
from marketplace.domain.terms import Terms
from rooms.management import plan
from rooms.management.child import Service
from rooms.management.plan import Ground, Plan, market
from rooms.management.stack import Stack

SERVICES = ("web", "worker", "broker", "beat")
TICKS = os.sysconf("SC_CLK_TCK")

PUBLIC: dict[str, Any] = {
    "title": "2016 Volvo V60 D4",
    "description": "Estate with a tow bar. New timing belt. Small scratch on the rear bumper.",
    "category": "car",
    "attributes": {"fuel": "diesel", "extras": ["tow bar", "heated seats"]},
    "asking_price": "20000.00",
    "currency": "USD",
}
PROFILE = "We want an estate with a tow bar."


def open_market(*, thinking: float = 0.0, model: str = "", told: Mapping[str, str] | None = None) -> Stack:
    """A private market; its personas think for so many seconds a call, or ask a model, as BARGAIN_MODEL has it.

    told: further variables of its services.
    """
    named = {
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "THINKING_SECONDS": str(thinking),
        "BARGAIN_MODEL": model,
        **(told or {}),
    }
    return Stack(turns_hours=0, plan=_planned(named))


def _planned(named: Mapping[str, str]) -> Callable[[Ground], Plan]:
    def told(service: Service) -> Service:
        return replace(service, environment={**service.environment, **named})

    def planned(ground: Ground) -> Plan:
        stands = market(ground)
        preparations = tuple(told(one) for one in stands.preparations)
        return replace(stands, preparations=preparations, then=tuple(told(one) for one in stands.then))

    return planned


def environment(stack: Stack) -> dict[str, str]:
    """For a process that works on the rows of a market that is open."""
    return plan.environment(stack.ground) | {"DJANGO_SETTINGS_MODULE": "benchmarks.settings"}


def enter(stack: Stack) -> Market:
    """A new agent at the market."""
    return Market(stack.url("cars"), Identity.generate())


def terms(limit_minor: int) -> Terms:
    return Terms(limit_minor=limit_minor, currency="USD", urgency="normal", dealbreakers=(), notes="")


def publish(stack: Stack, manifest: Manifest) -> Listing:
    """A listing of a new seller's."""
    with enter(stack) as seller:
        return seller.publish(PUBLIC, terms(15_000_00), under=manifest, sealed=False)


def processor_seconds(pid: int) -> float:
    """What a process has used of the processors so far, its threads and its ended children included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15]) / TICKS


def used(stack: Stack) -> dict[str, float]:
    """Processor seconds so far: of the market's services, and of this process with its ended children."""
    pids = {name: stack.pid(name) for name in SERVICES}
    return {name: processor_seconds(pid) for name, pid in pids.items() if pid} | {
        "clients": sum(os.times()[:4])
    }


def resident_mb(stack: Stack, service: str) -> float:
    """Megabytes of memory that a service holds now."""
    pid = stack.pid(service)
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) if pid else 0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
