"""A market of stand-ins: real processes that end in milliseconds, under the real supervisor.

`python stand_in.py DATA_DIR` opens one, prints its services' process ids as a line of JSON and waits.
"""

import json
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from rooms.management import interrupts
from rooms.management.child import Service
from rooms.management.plan import Ground, Plan
from rooms.management.stack import Stack

NAMES = ("broker", "worker", "beat", "web")
UP = "up"

OBEDIENT = """
import signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
print("up", flush=True)
signal.sigwait([signal.SIGTERM])
with open("{record}", "a") as file:
    file.write(sys.argv[1] + " ")
"""
STUBBORN = """
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
while True:
    signal.pause()
"""


def script(name: str, text: str) -> Service:
    """A service that runs a few lines of Python."""
    return Service(name, (sys.executable, "-I", "-S", "-c", text, name), os.environ)


def obedient(name: str, record: Path) -> Service:
    """A service that says that it is up, and writes its name into the record when it is asked to end."""
    return script(name, OBEDIENT.format(record=record))


def plan(ground: Ground, *, extra: tuple[Service, ...] = (), preparations: tuple[Service, ...] = ()) -> Plan:
    """The stand-ins of a market; `extra` services run beside them."""
    record = ground.data_dir / "ended"
    first, *others = (obedient(name, record) for name in NAMES)
    everybody = (*NAMES, *(service.name for service in extra))
    return Plan(
        (first,), preparations, (*others, *extra), partial(all_up, ground.data_dir / "log", everybody)
    )


def all_up(logs: Path, names: tuple[str, ...]) -> bool:
    """Whether each service has said that it is up."""
    return all((logs / f"{name}.log").exists() and UP in (logs / f"{name}.log").read_text() for name in names)


def with_services(*extra: Service) -> Callable[[Ground], Plan]:
    """A plan with these services beside the stand-ins."""
    return partial(plan, extra=extra)


def with_preparations(*preparations: Service) -> Callable[[Ground], Plan]:
    """A plan with these preparations before the stand-ins."""
    return partial(plan, preparations=preparations)


def main() -> None:
    try:
        with interrupts.heard(), Stack(data_dir=Path(sys.argv[1]), plan=plan) as stack:
            pids = {name: stack.pid(name) for name in NAMES}
            sys.stdout.write(json.dumps({"pids": pids, "run_dir": str(stack.ground.run_dir)}) + "\n")
            sys.stdout.flush()
            stack.wait()
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
