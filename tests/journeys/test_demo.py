"""`make demo`: the main job in a terminal, from nothing to a contract that verifies offline."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from contracts.domain import verification
from rooms.management.plan import PROJECT
from tests.rooms.processes import PATIENCE, children, has_ended, until

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

MANAGE = str(PROJECT / "manage.py")
EXAMPLE = str(PROJECT / "docs" / "examples" / "listing.json")


def environment(directory: Path) -> dict[str, str]:
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.local", "DATA_DIR": str(directory / "unused")}
    return os.environ | settings


def demo(directory: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, MANAGE, "demo", *options],
        cwd=directory,
        env=environment(directory),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_demo_over_a_file_ends_in_a_contract_that_verifies(tmp_path: Path) -> None:
    ended = demo(tmp_path, "--pace", "0", "--listing", EXAMPLE)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    verdict = verification.verify((tmp_path / "contract.json").read_bytes())
    assert verdict.valid
    assert verdict.statement is not None
    outcome = verdict.statement["outcome"]
    assert (outcome["deal"], outcome["bits"]) == (True, "11010111")  # half-way between bands 82 and 93
    told = ended.stdout
    assert [f"round {number}" in told for number in range(1, 7)] == [True] * 5 + [False]
    assert outcome["bits"] in told
    assert "Verified offline" in told
    assert "Still kept: nothing private" in told
    assert "\x1b" not in told


def test_a_bad_file_gets_one_line_that_names_the_member(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{"listing": {}, "seller": {}, "buyer": {}}')
    ended = demo(tmp_path, "--listing", "bad.json")
    assert ended.returncode == 2
    assert ended.stderr == "CommandError: bad.json: listing.asking_price: it is missing\n"
    assert not (tmp_path / "contract.json").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="this test reads /proc")
def test_ctrl_c_in_a_demo_leaves_no_process(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, MANAGE, "demo"], cwd=tmp_path, env=environment(tmp_path), stdout=subprocess.PIPE
    )
    until(lambda: len(children(process.pid)) == 4)
    services = children(process.pid)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert all(map(has_ended, services))
    assert not (tmp_path / "contract.json").exists()
