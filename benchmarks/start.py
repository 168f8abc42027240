"""From nothing to a finished demo: in a tree that is set up, and in a fresh clone where that is asked for."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.size import Size
from benchmarks.table import Row
from rooms.management.plan import PROJECT
from rooms.management.stack import neutral

CLONE = "WITH_CLONE"
"""The environment variable that asks for the row which needs a package index."""


def start(_: Size) -> Iterator[Row]:
    """The demo at no pace but its own."""
    with tempfile.TemporaryDirectory() as place:
        python = (sys.executable, "-c", "import django; django.setup()")
        settings = {"DJANGO_SETTINGS_MODULE": "config.settings.local", "DATA_DIR": place}
        bare = min(_seconds(python, PROJECT, settings) for _ in range(3))
        manage = (sys.executable, str(PROJECT / "manage.py"), "demo", "--pace", "0")
        demo = min(_seconds(manage, Path(place)) for _ in range(2))
    yield Row(
        "the demo again, no pause between turns",
        demo,
        "s",
        "one start of Python with Django and the apps",
        bare,
        parts={"starts of Python in it": 6},
    )
    if os.environ.get(CLONE):
        yield _fresh_clone()


def _fresh_clone() -> Row:
    with tempfile.TemporaryDirectory() as place:
        clone = Path(place) / "clone"
        cloning = _seconds(("git", "clone", "--quiet", str(PROJECT), str(clone)), PROJECT)
        setup = _seconds(("make", "setup"), clone, _index())
        demo = _seconds(("make", "demo"), clone, _index())
    return Row(
        "a fresh clone to the end of its demo",
        cloning + setup + demo,
        "s",
        "make setup alone",
        setup,
        "60 s",
        {"git clone s": cloning, "make setup s": setup, "make demo s": demo},
    )


def _index() -> dict[str, str]:
    """What the environment says about where packages come from."""
    return {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_", "SSL_"))}


def _seconds(command: tuple[str, ...], place: Path, more: dict[str, str] | None = None) -> float:
    began = time.monotonic()
    subprocess.run(command, cwd=place, env=neutral() | (more or {}), stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - began
