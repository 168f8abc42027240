"""docs/client.md, run: its shell and its Python against a market of its own; and a room followed live by both faces."""

import asyncio
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from client.async_market import AsyncMarket
from client.exits import MEANINGS
from client.identity import Identity
from client.market import Market
from client.news import News, StatusFrame
from contracts.domain import verification
from rooms.management.plan import PROJECT
from rooms.management.stack import Stack
from tests.faults.bargains import PROFILE, PUBLIC, terms

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

PAGE = (PROJECT / "docs" / "client.md").read_text()
ADDRESS = "http://cars.localhost:8000"


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with Stack(turn_pause=0.05, turns_hours=1) as opened:
        yield opened


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def run(command: list[str], directory: Path) -> subprocess.CompletedProcess[str]:
    """A process that finds `bargain` and writes nowhere but in a directory."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BARGAIN_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        command,
        cwd=directory,
        env=kept | {"PATH": path, "HOME": str(directory)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_shell_examples_lead_from_a_key_to_a_verified_contract(stack: Stack, tmp_path: Path) -> None:
    script = "set -eo pipefail\n" + "".join(blocks("sh")).replace(ADDRESS, stack.url("cars"))
    (tmp_path / "examples.sh").write_text(script)
    ended = run(["bash", "examples.sh"], tmp_path)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "valid\n" in ended.stdout
    assert '"type": "contract"' in ended.stdout
    assert verification.verify((tmp_path / "again.json").read_bytes()).valid
    for private in ("15000.00", "18000.00", "14500.00", "belt is due"):
        assert private not in ended.stdout + ended.stderr


@pytest.mark.parametrize("program", blocks("python"), ids=["sync", "async"])
def test_each_python_example_runs_as_it_stands(stack: Stack, tmp_path: Path, program: str) -> None:
    (tmp_path / "example.py").write_text(program.replace(ADDRESS, stack.url("cars")))
    ended = run([sys.executable, "-W", "error", "example.py"], tmp_path)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_python_examples_are_as_typed_as_the_library(tmp_path: Path) -> None:
    files = [tmp_path / f"example_{number}.py" for number in range(2)]
    for file, program in zip(files, blocks("python"), strict=True):
        file.write_text(program)
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path / "cache"), *map(str, files)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_the_exit_statuses_are_those_of_the_command() -> None:
    told = re.findall(r"^\| (\d+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert told == [(str(int(status)), text) for status, text in MEANINGS.items()]


def test_both_faces_follow_a_live_room_frame_by_frame(stack: Stack) -> None:
    url = stack.url("cars")
    sold, bought = Identity.generate(), Identity.generate()
    heard: list[News] = []
    with Market(url, sold) as seller, Market(url, bought) as buyer:
        listing = seller.publish(PUBLIC, terms(1_500_000))
        room = buyer.open_room(buyer.listing(listing.id), PROFILE, terms(1_800_000))
        seller.room(room.id)
        other = threading.Thread(target=lambda: heard.extend(asyncio.run(followed(url, sold, room.id))))
        other.start()
        news = []
        for one in buyer.follow(room.id, within=60):
            news.append(one)
            if isinstance(one, StatusFrame) and one.status == "signing" and not one.signed["buyer"]:
                buyer.sign(room.id)
                seller.sign(room.id)
        other.join(60)
    assert news == heard
    assert [one.seq for one in news] == list(range(1, len(news) + 1))  # numbers: it came over the socket
    assert [one.kind for one in news].count("turn") == 10
    assert news[-1].kind == "contract"


async def followed(url: str, identity: Identity, room_id: str) -> list[News]:
    async with AsyncMarket(url, identity) as market:
        return [one async for one in market.follow(room_id, within=60)]
