"""One service's process: started on a leash, read, started again when it dies, stopped."""

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

LEASH = Path(__file__).with_name("leash.py")
CHUNK = 65_536
REMEMBERED_LINES = 20

Show = Callable[[str, str], None]


@dataclass(frozen=True)
class Service:
    """What to keep running. The environment is the whole of the child's: nothing is inherited."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Patience:
    """Seconds: for a child to stop, and before one that died is started again.

    That delay doubles with each death until a child has lived for `healthy`.
    """

    stop: float = 5.0
    first_delay: float = 0.5
    longest_delay: float = 10.0
    healthy: float = 30.0

    def delay(self, deaths: int) -> float:
        """Before the start that follows so many deaths in a row (1 or more)."""
        return min(self.first_delay * 2.0 ** min(deaths - 1, 30), self.longest_delay)


def leashed(command: tuple[str, ...]) -> list[str]:
    """The command, so started that it ends with the thread that starts it."""
    return [sys.executable, "-I", "-S", str(LEASH), str(os.getpid()), *command]


class Child:
    """A service's process, or the gap between two of them. One thread uses it.

    log: a file that gets every line; it is begun anew. show: gets the service's name and each line.
    """

    def __init__(self, service: Service, log: Path, show: Show, patience: Patience) -> None:
        self.service = service
        self.last_lines: deque[str] = deque(maxlen=REMEMBERED_LINES)
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths = 0
        self._log = log.open("wb", buffering=0)
        self._show = show
        self._patience = patience
        self._rest = b""
        self._started = self._due = 0.0

    def start(self, selector: selectors.BaseSelector, cwd: Path) -> None:
        """Start the process, in a session of its own, so that a terminal's Ctrl-C does not reach it."""
        self.process = subprocess.Popen(  # noqa: S603 - the command is the operator's own
            leashed(self.service.command),
            cwd=cwd,
            env=dict(self.service.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._started = time.monotonic()
        os.set_blocking(self._pipe.fileno(), False)
        selector.register(self._pipe, selectors.EVENT_READ, self)

    @property
    def _pipe(self) -> IO[bytes]:
        if self.process is None or self.process.stdout is None:
            raise RuntimeError(f"{self.service.name} is not running")
        return self.process.stdout

    def read(self, selector: selectors.BaseSelector) -> bool:
        """Take some of what the process has said; whether there may be more."""
        try:
            chunk = os.read(self._pipe.fileno(), CHUNK)
        except BlockingIOError:
            return False
        if not chunk:  # it has closed its side
            selector.unregister(self._pipe)
        self._take(chunk)
        return bool(chunk)

    def _take(self, chunk: bytes) -> None:
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            self.say(line.decode(errors="replace"))
        if len(self._rest) > CHUNK:
            self._flush()

    def _flush(self) -> None:
        if self._rest:
            self.say(self._rest.decode(errors="replace"))
        self._rest = b""

    def say(self, line: str) -> None:
        """Keep a line and hand it on."""
        self._log.write(f"{line}\n".encode())
        self.last_lines.append(line)
        self._show(self.service.name, line)

    def bury(self, selector: selectors.BaseSelector) -> bool:
        """Whether the process has just ended; then its last words are taken and its next start is planned."""
        if self.process is None or self.process.poll() is None:
            return False
        with contextlib.suppress(KeyError):  # it may have closed its side before it ended
            while self.read(selector):
                pass
            selector.unregister(self._pipe)
        self._flush()
        self._pipe.close()
        self._plan(self.process.returncode)
        self.process = None
        return True

    def _plan(self, status: int) -> None:
        now = time.monotonic()
        self.deaths = 1 if now - self._started > self._patience.healthy else self.deaths + 1
        self._due = now + self._patience.delay(self.deaths)
        self.say(f"[ended with status {status}]")

    def due(self) -> bool:
        """Whether there is no process and it is time for the next."""
        return self.process is None and time.monotonic() >= self._due

    def terminate(self) -> None:
        """Ask the process to end."""
        if self.process is not None:
            self.process.terminate()

    def kill(self) -> None:
        """End the process and whatever it left in its session, without asking."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def close(self) -> None:
        """Close the log."""
        self._log.close()
