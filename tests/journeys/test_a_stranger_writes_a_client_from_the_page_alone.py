"""docs/protocol.md is enough to write a client from: one that was sells and buys at a real market."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from contracts.domain import verification
from rooms.management.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

STRANGER = Path(__file__).with_name("stranger.py")
OURS = {"agents", "client", "config", "contracts", "marketplace", "rooms", "tests"}


def test_the_client_knows_nothing_of_this_project() -> None:
    tree = ast.parse(STRANGER.read_text())
    imports = [one for one in ast.walk(tree) if isinstance(one, ast.Import | ast.ImportFrom)]
    names = {alias.name for one in imports if isinstance(one, ast.Import) for alias in one.names}
    names |= {one.module or "" for one in imports if isinstance(one, ast.ImportFrom)}
    roots = {name.partition(".")[0] for name in names}
    assert roots & OURS == set()
    assert roots - set(sys.stdlib_module_names) == {"httpx", "cryptography"}


def test_it_sells_and_buys_to_a_signed_contract(tmp_path: Path) -> None:
    with Stack(turn_pause=0) as market:
        ended = subprocess.run(
            [sys.executable, "-I", str(STRANGER), market.url("cars")],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert (told["status"], told["sold"], told["outcome"]["deal"]) == ("done", "sold", True)
    assert verification.verify(json.dumps(told["contract"]).encode()).valid
