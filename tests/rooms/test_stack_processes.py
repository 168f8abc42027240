"""The supervisor keeps its promises, whatever the services are: none outlives it, each comes back."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rooms.management.child import Patience
from rooms.management.errors import StackFailed
from rooms.management.stack import Stack
from tests.rooms import stand_in
from tests.rooms.processes import PATIENCE, has_ended, until

IN_ORDER = ["web", "beat", "worker", "broker"]
QUICK = Patience(stop=0.3, first_delay=0.02, longest_delay=0.1)


def _hears_hang_ups() -> None:
    """However these tests were started: under nohup a hang-up is silenced, and would stay so."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Opened:
    """A supervisor in a process of its own, with what it printed about itself."""

    def __init__(self, data_dir: Path, temporary: str) -> None:
        self.ended = data_dir / "ended"
        self.process = subprocess.Popen(
            [sys.executable, stand_in.__file__, str(data_dir)],
            stdout=subprocess.PIPE,
            env=os.environ | {"TMPDIR": temporary},
            preexec_fn=_hears_hang_ups,  # noqa: PLW1509 - no other thread of a test holds a lock that it needs
        )
        assert self.process.stdout is not None
        said: dict[str, Any] = json.loads(self.process.stdout.readline())
        self.pids: dict[str, int] = said["pids"]
        self.run_dir = Path(said["run_dir"])

    def nothing_runs(self) -> bool:
        return all(map(has_ended, self.pids.values()))


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    with tempfile.TemporaryDirectory() as temporary:  # tmp_path is too long for a socket in it
        market = Opened(tmp_path, temporary)
        yield market
        market.process.kill()
        market.process.communicate()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_ends_every_service_and_leaves_no_directory(
    opened: Opened, stop: signal.Signals
) -> None:
    assert opened.run_dir.exists()
    opened.process.send_signal(stop)
    assert opened.process.wait(PATIENCE) == 0
    assert opened.nothing_runs()
    assert opened.ended.read_text().split() == IN_ORDER
    assert list(opened.run_dir.parent.iterdir()) == []


def test_a_second_interrupt_does_not_break_off_a_clean_stop(opened: Opened) -> None:
    opened.process.send_signal(signal.SIGINT)
    while opened.process.poll() is None:
        opened.process.send_signal(signal.SIGINT)
        time.sleep(0.005)
    assert opened.nothing_runs()
    assert opened.ended.read_text().split() == IN_ORDER


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has PR_SET_PDEATHSIG")
def test_kill_9_of_the_supervisor_leaves_no_service(opened: Opened) -> None:
    assert not opened.nothing_runs()
    opened.process.kill()
    opened.process.wait(PATIENCE)
    until(opened.nothing_runs)


def test_the_services_end_in_order_web_first_and_the_broker_last(tmp_path: Path) -> None:
    with Stack(data_dir=tmp_path, plan=stand_in.plan):
        pass
    assert (tmp_path / "ended").read_text().split() == IN_ORDER


def test_a_killed_service_comes_back_and_the_others_stay(tmp_path: Path) -> None:
    with Stack(data_dir=tmp_path, plan=stand_in.plan, patience=QUICK) as stack:
        before = {name: stack.pid(name) for name in stand_in.NAMES}
        worker = before["worker"]
        assert worker is not None
        os.kill(worker, signal.SIGKILL)
        until(lambda: stack.pid("worker") not in (None, worker))
        until(lambda: (stack.logs / "worker.log").read_text().count(stand_in.UP) == 2)
        after = {name: stack.pid(name) for name in stand_in.NAMES}
    assert {name for name in stand_in.NAMES if before[name] != after[name]} == {"worker"}
    assert "[ended with status -9]" in (tmp_path / "log" / "worker.log").read_text()


def test_a_service_that_will_not_end_is_killed_once_patience_is_over(tmp_path: Path) -> None:
    stubborn = stand_in.with_services(stand_in.script("stubborn", stand_in.STUBBORN))
    with Stack(data_dir=tmp_path, plan=stubborn, patience=QUICK) as stack:
        pid = stack.pid("stubborn")
    assert pid is not None
    assert has_ended(pid)
    assert "[killed: it had not ended after 0.3 s]" in (tmp_path / "log" / "stubborn.log").read_text()
    assert (tmp_path / "ended").read_text().split() == IN_ORDER


def test_a_service_that_dies_at_the_start_is_named_with_its_last_words(tmp_path: Path) -> None:
    broken = stand_in.with_services(stand_in.script("broken", "raise SystemExit('no luck today')"))
    with pytest.raises(StackFailed, match=r"(?s)broken died at the start.*no luck today"):
        Stack(data_dir=tmp_path, plan=broken).__enter__()
    assert "supervisor" not in {thread.name for thread in threading.enumerate()}


def test_a_preparation_that_fails_is_named_with_its_last_words(tmp_path: Path) -> None:
    broken = stand_in.with_preparations(stand_in.script("migrate", "raise SystemExit('no such table')"))
    with pytest.raises(StackFailed, match=r"(?s)migrate failed.*no such table"):
        Stack(data_dir=tmp_path, plan=broken).__enter__()
    assert "supervisor" not in {thread.name for thread in threading.enumerate()}


def test_lines_reach_the_terminal_with_their_service_even_when_they_are_cut(tmp_path: Path) -> None:
    shown: list[tuple[str, str]] = []
    talker = stand_in.script("talker", "import sys; sys.stdout.write('one\\ntw'); sys.stdout.flush();" + TALK)
    with Stack(data_dir=tmp_path, plan=stand_in.with_services(talker), show=lambda *said: shown.append(said)):
        pass
    said = [line for name, line in shown if name == "talker"]
    assert said[:3] == ["one", "two", stand_in.UP]


TALK = """sys.stdout.write('o\\nup\\n'); sys.stdout.flush(); sys.stdin.close()
import signal; signal.pause()"""


def test_a_terminal_that_goes_away_stops_nothing(tmp_path: Path) -> None:
    def gone(_service: str, _line: str) -> None:
        raise BrokenPipeError

    with Stack(data_dir=tmp_path, plan=stand_in.plan, show=gone) as stack:
        assert all(stack.pid(name) for name in stand_in.NAMES)


def test_a_private_market_leaves_no_directory_behind() -> None:
    with Stack(plan=stand_in.plan) as stack:
        run_dir, data_dir = stack.ground.run_dir, stack.ground.data_dir
        assert run_dir.stat().st_mode & 0o077 == 0
        assert data_dir.is_relative_to(run_dir)
    assert not run_dir.exists()


def test_two_markets_never_share_a_directory(tmp_path: Path) -> None:
    with (
        Stack(data_dir=tmp_path, plan=stand_in.plan),
        pytest.raises(StackFailed, match="Another market runs on"),
    ):
        Stack(data_dir=tmp_path, plan=stand_in.plan).__enter__()


def test_a_port_that_is_taken_is_named_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StackFailed, match=f"Port {port} cannot be had"):
            Stack(data_dir=tmp_path, port=port, plan=stand_in.plan).__enter__()
    assert list((tmp_path / "log").iterdir()) == []


@pytest.mark.parametrize(
    ("deaths", "delay"), [(1, 0.5), (2, 1.0), (4, 4.0), (5, 8.0), (6, 10.0), (10_000, 10.0)]
)
def test_the_delay_before_a_restart_doubles_up_to_its_bound(deaths: int, delay: float) -> None:
    assert Patience().delay(deaths) == delay
