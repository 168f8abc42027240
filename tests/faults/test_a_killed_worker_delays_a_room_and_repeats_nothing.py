"""kill -9 in the middle of a room: another worker goes on where the dead one stopped."""

import os
import signal
import time

import pytest

from rooms.management.stack import Stack
from tests.faults.bargains import PROFILE, Agents, said, terms, until, until_status

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]
RESUMED_WITHIN = 30.0


def test_after_kill_9_a_room_resumes_within_thirty_seconds_with_the_same_turns(
    stack: Stack, agents: Agents
) -> None:
    seller, buyer = agents.enter(), agents.enter()
    room = buyer.open_room(agents.listing(seller, terms(1_500_000)), PROFILE, terms(1_800_000))
    until(lambda: len(buyer.transcript(room.id)) >= 3, seconds=30)
    worker = stack.pid("worker")
    assert worker is not None
    os.kill(worker, signal.SIGKILL)
    killed = time.monotonic()
    before = said(buyer.transcript(room.id))
    assert 3 <= len(before) < 10
    until(lambda: len(buyer.transcript(room.id)) > len(before), seconds=RESUMED_WITHIN)
    print(f"resumed after {time.monotonic() - killed:.1f} s")
    until_status(buyer, room.id, "signing")
    after = said(buyer.transcript(room.id))
    assert after[: len(before)] == before
    assert [seq for seq, *_ in after] == list(range(4, 14))
    assert len({text for _, _, text, _ in after}) == 10
    seller.sign(room.id)
    assert buyer.sign(room.id).status == "done"
