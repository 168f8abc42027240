"""What tests of processes ask of the machine."""

import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 30.0


def until(holds: Callable[[], object]) -> None:
    """Return as soon as it holds; the test fails where it does not within PATIENCE seconds."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it never came to hold"
        time.sleep(0.01)


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on; just "X" (dead) for a process that is no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ["X", "0"]


def has_ended(pid: int) -> bool:
    """Whether the process is no more; one that nobody has buried yet counts as ended."""
    return _stat(pid)[0] in "ZX"


def children(pid: int) -> list[int]:
    """The processes that this one started and that have not ended."""
    pids = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [child for child in pids if _stat(child)[1] == str(pid) and not has_ended(child)]


def environment(pid: int) -> dict[str, str]:
    """The environment that a process was started with; empty where it is no more, or not ours."""
    try:
        words = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return {}
    pairs = (word.decode(errors="replace").partition("=") for word in words if word)
    return {name: value for name, _, value in pairs}
