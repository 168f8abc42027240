"""The market that a model is tried at: one of its own on this machine, or one that stands."""

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from client.market import Market
from rooms.domain.inference import SCRIPTED, Model, ModelRefused, parse
from rooms.management.errors import StackFailed
from rooms.management.evaluation.figures import Counts, added_up
from rooms.management.plan import PROJECT, environment
from rooms.management.stack import Stack, neutral

Privacy = Literal["guarded", "sealed"]
ERASED_WITHIN_SECONDS: Final = 60
COUNTED_WITHIN_SECONDS: Final = 10


class CandidateRefused(ValueError):
    """A model that cannot be tried; the message repeats no address."""


@dataclass(frozen=True)
class Candidate:
    """A model to try. written: as BARGAIN_MODEL has it, or `scripted`; None: as this installation is set up."""

    label: str
    written: str | None


def candidates(models: Sequence[str]) -> list[Candidate]:
    """One for each model, told apart by the name alone where that is enough: an address may hold a password.

    Raises CandidateRefused for what is no model, and for one that is named twice.
    """
    if not models:
        return [Candidate("", None)]
    if len(set(models)) < len(models):
        raise CandidateRefused("A model is named twice.")
    found = [None if written == SCRIPTED else _parsed(written) for written in models]
    routes = [SCRIPTED if one is None else one.route for one in found]
    return [
        Candidate(route if one is None or routes.count(route) == 1 else f"{route}@{_host(one)}", written)
        for route, one, written in zip(routes, found, models, strict=True)
    ]


def _parsed(written: str) -> Model:
    try:
        return parse(written)
    except ModelRefused as refused:
        raise CandidateRefused(f"{str(refused)[:1].upper()}{str(refused)[1:]}; or {SCRIPTED}.") from None


def _host(model: Model) -> str:
    parts = urlsplit(model.address or "")
    return f"{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}" or "its own address"


@dataclass(frozen=True)
class Place:
    """A market. stack: its processes, where they are ours to ask."""

    url: str
    inference: Mapping[str, Any]
    privacy: str
    manifest_digest: str
    stack: Stack | None = None

    def counts(self) -> Counts | None:
        """What the operator counted, once that stands still; None where nobody tells us."""
        if self.stack is None:
            return None
        deadline, before = time.monotonic() + COUNTED_WITHIN_SECONDS, None
        while (now := added_up(_asked(self.stack, "figures"))) != before and time.monotonic() < deadline:
            before = now
        return now

    def left_behind(self) -> Mapping[str, int] | None:
        """What private data the market still holds once it had time to erase; None where nobody tells us."""
        if self.stack is None:
            return None
        deadline = time.monotonic() + ERASED_WITHIN_SECONDS
        while any((kept := _asked(self.stack, "kept")).values()) and time.monotonic() < deadline:
            time.sleep(1)
        return kept


def _asked(stack: Stack, command: str) -> dict[str, Any]:
    """What a command of the operator's answers at a private market."""
    said = subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, "manage.py", command],
        cwd=PROJECT,
        env=environment(stack.ground),
        capture_output=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(said.stdout)
    return found


@contextlib.contextmanager
def private(
    candidate: Candidate, *, fallback: str | None, privacy: Privacy, environ: Mapping[str, str]
) -> Iterator[Place]:
    """A market of the candidate's own, whose turns outlive no room. Raises StackFailed where another model speaks."""
    inherited = neutral() | told(candidate.written, fallback, environ)
    with Stack(turns_hours=0, privacy=privacy, inherited=inherited) as stack:
        place = standing(stack.url("cars"), stack)
        must_be(place, candidate, privacy)
        yield place


def standing(url: str, stack: Stack | None = None) -> Place:
    """The market at an address, as its manifest describes it. Raises BargainError."""
    with Market(url) as visitor:
        manifest = visitor.manifest()
    content = manifest.content
    return Place(url, content["inference"], str(content.get("privacy")), manifest.digest, stack)


def told(model: str | None, fallback: str | None, environ: Mapping[str, str]) -> dict[str, str]:
    """What of our environment a private market is told, so that it speaks with this model. Nothing else passes."""
    passed = {
        name: value
        for name, value in environ.items()
        if name.startswith("BARGAIN_") or name.endswith(("_API_KEY", "_API_BASE"))
    }
    if fallback is not None:
        passed["BARGAIN_FALLBACK_MODEL"] = fallback
    if model == SCRIPTED:
        return passed | {"BARGAIN_MODEL": "", "BARGAIN_FALLBACK_MODEL": ""}
    return passed if model is None else passed | {"BARGAIN_MODEL": model}


def must_be(place: Place, candidate: Candidate, privacy: Privacy) -> None:
    """A page that names one model and measured another would be worse than none."""
    engine = place.inference.get("engine")
    if candidate.written is not None and (engine == SCRIPTED) != (candidate.written == SCRIPTED):
        raise StackFailed(f"The private market for {candidate.label} says that its engine is {engine}.")
    if place.privacy != privacy:
        raise StackFailed(f"The private market says that its privacy level is {place.privacy}.")


def name_of(inference: Mapping[str, Any]) -> str:
    """What a market's manifest calls its negotiator."""
    if inference.get("engine") == SCRIPTED:
        return SCRIPTED
    return "/".join(str(inference[name]) for name in ("provider", "model") if inference.get(name)) or "?"
