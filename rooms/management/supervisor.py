"""Processes that live and end with this one.

One thread starts the children, reads what they say, starts them again when they die, and stops them. It is
one thread for the whole time: the leash (see leash.py) is held by the thread that started a child, not by its
process, so a child would die with a thread that lives shorter.
"""

import contextlib
import queue
import selectors
import threading
import time
from pathlib import Path

from rooms.management import interrupts
from rooms.management.child import Child, Patience, Service, Show

TICK = 0.05
"""Seconds between two looks at the children; what they say is read as it comes."""


def silent(_service: str, _line: str) -> None:
    """Show nothing: the logs have it all."""


class Supervisor:
    """Keeps services running from `launch` to `stop`; stops the last launched first.

    cwd: where the children work. logs: a directory for a file each. show: called in the supervisor's thread.
    """

    def __init__(
        self, *, cwd: Path, logs: Path, show: Show = silent, patience: Patience | None = None
    ) -> None:
        self._cwd, self._logs, self._show = cwd, logs, show
        self._patience = patience or Patience()
        self._children: dict[str, Child] = {}
        self._wanted: queue.SimpleQueue[Service] = queue.SimpleQueue()
        self._stopping, self._ended = threading.Event(), threading.Event()
        self._selector = selectors.DefaultSelector()
        self._thread = threading.Thread(target=self._run, name="supervisor")

    def start(self) -> None:
        """Begin to keep services; there are none yet."""
        self._thread.start()

    def launch(self, *services: Service) -> None:
        """Start services, each with a name of its own, and keep them running."""
        for service in services:
            self._wanted.put(service)

    def pid(self, name: str) -> int | None:
        """The process id of the service, None between two processes and before the first."""
        child = self._children.get(name)
        process = child and child.process
        return process.pid if process else None

    def fallen(self) -> Child | None:
        """A child that has died, once or more often, since it was launched."""
        return next((child for child in list(self._children.values()) if child.deaths), None)

    def wait(self) -> None:
        """Until somebody stops it, or it breaks down and takes the services with it."""
        self._ended.wait()  # not join: Python 3.11 takes a thread whose join was interrupted for ended

    def stop(self) -> None:
        """Stop every service; return when none is left. Called again, or before `start`, it does nothing."""
        self._stopping.set()
        if self._thread.ident is not None:
            with interrupts.ignored():
                self._thread.join()

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._start_wanted()
                self._listen()
                self._mend()
            self._stop_in_order()
        finally:  # nothing to do unless the lines above broke
            self._leave_none()

    def _start_wanted(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                service = self._wanted.get_nowait()
                child = Child(service, self._logs / f"{service.name}.log", self._show_safely, self._patience)
                child.start(self._selector, self._cwd)
                self._children[service.name] = child

    def _listen(self) -> None:
        for key, _ in self._selector.select(TICK):
            child: Child = key.data
            child.read(self._selector)

    def _mend(self) -> None:
        for child in self._children.values():
            if not child.bury(self._selector) and child.due():
                child.start(self._selector, self._cwd)

    def _stop_in_order(self) -> None:
        for child in reversed(self._children.values()):
            child.terminate()
            if not self._ends(child):
                child.say(f"[killed: it had not ended after {self._patience.stop:g} s]")
                child.kill()
                self._ends(child)

    def _ends(self, child: Child) -> bool:
        deadline = time.monotonic() + self._patience.stop
        while child.process is not None and time.monotonic() < deadline:
            self._listen()
            child.bury(self._selector)
        return child.process is None

    def _leave_none(self) -> None:
        for child in self._children.values():
            child.kill()
            if child.process is not None:
                child.process.wait()
            child.close()
        self._selector.close()
        self._ended.set()

    def _show_safely(self, service: str, line: str) -> None:
        try:
            self._show(service, line)
        except OSError:  # the terminal is gone; the services and their logs are not
            self._show = silent
