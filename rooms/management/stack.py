"""A whole market on this machine, from the first process to the last: `with Stack() as stack: …`."""

import contextlib
import fcntl
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from rooms.management import ports
from rooms.management.child import Patience, Service, Show, leashed
from rooms.management.errors import StackFailed
from rooms.management.plan import PROJECT, Ground, Plan, market
from rooms.management.supervisor import Supervisor, silent

NEUTRAL = ("HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "TMPDIR", "TZ")
"""What a private market sees of the environment: nothing that could point it at a real one."""
START_SECONDS = 60.0
LOADING_SECONDS = 600.0
"""A model file may be as large as the machine's memory."""
LONGEST_SOCKET_PATH = 100
ASK_AGAIN = 0.2
SHOWN_LINES = 20


class Stack:
    """A market that is open while its context is entered. It leaves no process behind.

    data_dir: what it keeps stays there; None: a private directory, removed afterwards.
    port: on 127.0.0.1; None: a free one. show: gets each line as (service, line).
    turn_pause: seconds between two turns of a room; None: as the inherited environment has it.
    turns_hours: how long demo markets that are made now keep what was said in a room. privacy: their level.
    inherited: what the services see beside what they are told; None: next to nothing of our environment.
    Entering raises StackFailed where the market does not open.
    """

    ground: Ground
    supervisor: Supervisor

    def __init__(
        self,
        *,
        data_dir: Path | None = None,
        port: int | None = None,
        turn_pause: float | None = None,
        turns_hours: int = 1,
        privacy: Literal["guarded", "sealed"] = "guarded",
        show: Show = silent,
        inherited: Mapping[str, str] | None = None,
        plan: Callable[[Ground], Plan] = market,
        patience: Patience | None = None,
    ) -> None:
        self._data_dir, self._port = data_dir, port
        self._turn_pause, self._turns_hours, self._privacy = turn_pause, turns_hours, privacy
        self._show, self._plan, self._patience = show, plan, patience
        self._inherited = neutral() if inherited is None else inherited

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as closing:
            self.ground = self._stake(closing)
            self.supervisor = Supervisor(
                cwd=PROJECT, logs=self.logs, show=self._show, patience=self._patience
            )
            closing.callback(self.supervisor.stop)
            self._open(self._plan(self.ground))
            self._closing = closing.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.close()

    @property
    def logs(self) -> Path:
        """The directory with a log for each service and preparation."""
        return self.ground.data_dir / "log"

    def url(self, tenant: str) -> str:
        """The address of a tenant's market, with no slash at its end."""
        return f"http://{tenant}.localhost:{self.ground.port}"

    def pid(self, service: str) -> int | None:
        """The process id of a service, None between a death and the next start."""
        return self.supervisor.pid(service)

    def wait(self) -> None:
        """Until interrupted. Raises StackFailed if the supervisor itself breaks down."""
        self.supervisor.wait()
        raise StackFailed("The supervisor broke down and took the services with it.")

    def _stake(self, closing: contextlib.ExitStack) -> Ground:
        run_dir = Path(closing.enter_context(_run_dir()))
        data_dir = (self._data_dir or run_dir / "data").resolve()
        for place in (data_dir, data_dir / "log"):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        closing.enter_context(_only_one(data_dir))
        port = ports.free(self._port)
        return Ground(
            data_dir, run_dir, port, self._turn_pause, self._turns_hours, self._inherited, self._privacy
        )

    def _open(self, plan: Plan) -> None:
        self.supervisor.start()
        self.supervisor.launch(*plan.first)
        for preparation in plan.preparations:
            _prepare(preparation, self.logs / f"{preparation.name}.log")
            self._check()
        self._await(plan.loaded, "What the market needs was not there", LOADING_SECONDS)
        self.supervisor.launch(*plan.then)
        self._await(plan.ready, "The market did not open", START_SECONDS)
        self.supervisor.launch(*plan.last)

    def _await(self, ready: Callable[[], bool], late: str, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not ready():
            self._check()
            if time.monotonic() > deadline:
                raise StackFailed(f"{late} within {seconds:g} s; see {self.logs}.")
            time.sleep(ASK_AGAIN)

    def _check(self) -> None:
        child = self.supervisor.fallen()
        if child is not None:
            raise StackFailed(_said(f"{child.service.name} died at the start.", child.last_lines))


def neutral() -> dict[str, str]:
    """What a private market's services see of this process's environment."""
    return {name: os.environ[name] for name in NEUTRAL if name in os.environ}


@contextlib.contextmanager
def _run_dir() -> Iterator[str]:
    """A directory of ours only, for as long as this runs. A socket's path has 104 bytes on some systems."""
    short = len(tempfile.gettempdir()) < LONGEST_SOCKET_PATH - len("/bargain-12345678/broker.sock")
    with tempfile.TemporaryDirectory(
        prefix="bargain-",
        dir=None if short else "/tmp",  # noqa: S108 - made there by mkdtemp
        ignore_cleanup_errors=True,
    ) as path:
        yield path


@contextlib.contextmanager
def _only_one(data_dir: Path) -> Iterator[None]:
    """Two markets on the same rows, each with a broker of its own, would not hear each other."""
    with (data_dir / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StackFailed(
                f"Another market runs on {data_dir}; stop it or name another directory."
            ) from None
        yield


def _prepare(step: Service, log: Path) -> None:
    """Run a command to its end. Raises StackFailed with what it said last where it fails."""
    with log.open("w+") as file:
        ended = subprocess.run(  # noqa: S603 - the plan's own command
            leashed(step.command),
            cwd=PROJECT,
            env=dict(step.environment),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            check=False,
        )
        file.seek(0)
        if ended.returncode != 0:
            raise StackFailed(_said(f"{step.name} failed.", file.read().splitlines()))


def _said(what: str, lines: Iterable[str]) -> str:
    return "\n".join((what, *(f"  {line}" for line in list(lines)[-SHOWN_LINES:])))
