"""What it takes to take all contracts away, and to check them: memory that their number does not change."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.size import Size
from benchmarks.table import Row

LESS = 10


def archive(size: Size) -> Iterator[Row]:
    """Each step in a process of its own, over a market of its own."""
    few, many = (_measured(count) for count in (max(1, size.archived // LESS), size.archived))
    for step, said in (("write", "an archive is written"), ("judge", "an archive is judged")):
        yield Row(
            f"memory while {said}, {size.archived} contracts",
            many[step]["mb"],
            "MB",
            "a tenth of them",
            few[step]["mb"],
            "ratio 1.1",
            {
                "contracts/s": size.archived / many[step]["seconds"],
                "archive MB": many["archive"]["mb"],
            },
        )


def _measured(count: int) -> dict[str, dict[str, float]]:
    with tempfile.TemporaryDirectory() as directory:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            "DATA_DIR": directory,
            "DATABASE_URL": "",
        }
        file = Path(directory) / "archive.tar.gz"
        found = {
            step: _run(environment, step, told)
            for step, told in (("seed", str(count)), ("write", str(file)), ("judge", str(file)))
        }
        return found | {"archive": {"mb": file.stat().st_size / 1e6}}


def _run(environment: dict[str, str], step: str, told: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.archiving", step, told]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found
