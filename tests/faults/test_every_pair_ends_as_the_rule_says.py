"""All real pairs through the public API of a private market: `make test-long`."""

import subprocess
import sys
from pathlib import Path

import pytest

from rooms.management.plan import PROJECT

PAIRS = PROJECT.parent / "shared" / "data" / "magentic_pairs.json"


def evaluate(tmp_path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "evaluate", str(PAIRS), "--out", str(tmp_path / "rooms"), *options],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.stack
@pytest.mark.xdist_group("stack")
@pytest.mark.skipif(not PAIRS.exists(), reason="../shared/data/magentic_pairs.json is not here")
@pytest.mark.parametrize("pairs", [12, pytest.param(867, marks=pytest.mark.long)])
def test_every_pair_ends_as_the_rule_says_and_nothing_private_is_left(tmp_path: Path, pairs: int) -> None:
    ended = evaluate(tmp_path, "--limit", str(pairs))
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert len((tmp_path / "rooms").read_text().splitlines()) == pairs
