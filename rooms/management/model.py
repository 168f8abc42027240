"""A model file, served on this machine by one process for the whole market: what it is, how it is started.

Nobody else on this machine may ask it: it wants a key, which the worker is told as that of any address.
"""

import hashlib
import importlib.util
import re
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rooms.domain.inference import OWN_KEY
from rooms.management import ports
from rooms.management.errors import StackFailed

ENGINE: Final = "xllamacpp"
INSTALLS: Final = "make run MODEL=path/to/model.gguf"
"""The command that installs the engine, by hash."""
MAGIC: Final = b"GGUF"
PART: Final = re.compile(r"-\d{5}-of-\d{5}$")
SHOWN_DIGITS: Final = 12
LONGEST_STEM: Final = 60
SEEN: Final = ("LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "TZ")
"""What the engine sees of the environment, beside its key: no secret of the market's."""
YIELDING: Final = {"OMP_WAIT_POLICY": "passive"}
"""Its threads sleep while they wait for each other. Spinning, they starve on cores that the market shares with
them: measured on two busy cores, calls took one and a half to four times as long."""
KEY: Final = "MODEL_KEY"

CALL_SECONDS: Final = 300
RUNNING_SECONDS: Final = 3600
"""What a call and a whole room may take; docs/operations.md has what was measured."""


@dataclass(frozen=True)
class ModelFile:
    """path: absolute. name: what manifests call it, the file's name and the start of its SHA-256."""

    path: Path
    name: str


def find(path: Path) -> ModelFile:
    """The model in a file. Raises StackFailed where it is none, or where nothing is installed to serve it."""
    require(ENGINE)
    return read(path)


def read(path: Path) -> ModelFile:
    """The model in a file, whose bytes are all read once. Raises StackFailed where it is none."""
    path = path.expanduser().absolute()
    try:
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                raise StackFailed(f"{path} is no model file: it does not begin with {MAGIC.decode()}.")
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise StackFailed(f"The model file {path} cannot be read: {error.strerror}.") from None
    return ModelFile(path, _named(path.stem, digest))


def _named(stem: str, digest: str) -> str:
    if PART.search(stem):  # the engine would load the others too, and the digest would not tell of them
        raise StackFailed(f"{stem} is one part of a model: make one file of all parts first.")
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", stem)[:LONGEST_STEM].strip("-.") or "model"
    return f"{plain}-{digest[:SHOWN_DIGITS]}"


def require(engine: str) -> None:
    """Raises StackFailed where the engine is not installed. It is not imported: that is the service's."""
    if importlib.util.find_spec(engine) is None:
        raise StackFailed(f"A model file needs {engine}, which is not installed: `{INSTALLS}` installs it.")


@dataclass(frozen=True)
class Served:
    """A model file and where it is served. key: what whoever asks it must know."""

    model: ModelFile
    port: int
    key: str

    def environment(self, inherited: Mapping[str, str]) -> dict[str, str]:
        """The whole environment of the process that serves it."""
        seen = {name: inherited[name] for name in SEEN if name in inherited}
        return {**seen, **YIELDING, KEY: self.key, "PYTHONUNBUFFERED": "1"}

    def told(self, inherited: Mapping[str, str]) -> dict[str, str]:
        """What the market's services are told; a limit that the operator set stands."""
        return {
            "BARGAIN_CALL_SECONDS": str(CALL_SECONDS),
            **inherited,
            "BARGAIN_MODEL": f"openai/{self.model.name}@http://127.0.0.1:{self.port}/v1",
            OWN_KEY: self.key,
        }

    def answers(self) -> bool:
        """Whether the model is loaded and answers."""
        return ports.answers(self.port, "/health")


def served(model: ModelFile, port: int, inherited: Mapping[str, str]) -> Served:
    """Where a model is served. A key for addresses that the operator has stays the one that the worker knows."""
    return Served(model, port, inherited.get(OWN_KEY) or secrets.token_urlsafe())


def command(served: Served) -> tuple[str, ...]:
    """The command that serves it; the key is in the environment, where no list of processes shows it."""
    told = ("--port", str(served.port), "--name", served.model.name)
    return (sys.executable, "-m", "rooms.management.serve_model", str(served.model.path), *told)
