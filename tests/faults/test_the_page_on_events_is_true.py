"""docs/events.md says which members each frame has and what each close code means; its program follows a room."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from agents.domain import keys
from rooms import consumers
from rooms.domain import events
from rooms.management.plan import PROJECT, environment
from rooms.management.stack import Stack
from tests.faults.bargains import PROFILE, Agents, terms, until_status
from tests.stacks import private_stack

PAGE = (PROJECT / "docs/events.md").read_text()
BODIES = (
    events.StatusFrame,
    events.TurnFrame,
    events.OutcomeFrame,
    events.ContractFrame,
    events.ErasedFrame,
)


def test_the_table_has_every_frame_with_its_members() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (`[^|]+`) \|", PAGE, re.MULTILINE))
    said = {name: re.findall(r"`(\w+)`", members) for name, members in rows.items()}
    assert said == {body.kind: [one.name for one in fields(body)] for body in BODIES}


def test_the_table_has_every_close_code() -> None:
    codes = {
        consumers.UNREADABLE,
        consumers.UNAUTHENTICATED,
        consumers.ABSENT,
        consumers.TOO_SLOW,
        consumers.TRY_LATER,
    }
    assert {int(code) for code in re.findall(r"^\| (\d{4}) \|", PAGE, re.MULTILINE)} == codes


@pytest.fixture
def stack() -> Iterator[Stack]:
    with private_stack() as opened:
        yield opened


@pytest.mark.stack
@pytest.mark.xdist_group("stack")
def test_the_program_follows_a_room_to_its_contract(stack: Stack, tmp_path: Path) -> None:
    program = tmp_path / "follow.py"
    program.write_text(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0])
    agents = Agents(stack.url("cars"))
    seller, buyer = agents.enter(), agents.enter()
    room_id = buyer.open_room(agents.listing(seller, terms(1_500_000)), PROFILE, terms(1_800_000)).id
    address = f"ws://cars.localhost:{stack.ground.port}/ws/rooms/{room_id}/"
    following = subprocess.Popen(
        [sys.executable, program, address, token(stack, buyer.identity.public_key, tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
    )
    until_status(buyer, room_id, "signing")
    for agent in (seller, buyer):
        agent.sign(room_id)
    said, _ = following.communicate(timeout=60)
    agents.close()
    frames = [line.split() for line in said.splitlines()]
    assert following.returncode == 0
    assert [int(number) for number, _ in frames] == list(range(1, len(frames) + 1))
    assert [kind for _, kind in frames].count("turn") == 10
    assert frames[-1][1] == "contract"


def token(stack: Stack, public_key: bytes, directory: Path) -> str:
    """A token of the first market for an agent, as the operator issues it."""
    pem = directory / "key.pem"
    pem.write_text(keys.to_pem(public_key))
    ended = subprocess.run(
        [sys.executable, "manage.py", "enrol_agent", "cars", str(pem)],
        cwd=PROJECT,
        env=environment(stack.ground),
        capture_output=True,
        text=True,
        check=True,
    )
    return ended.stdout.strip()
