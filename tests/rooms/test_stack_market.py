"""The market as processes: it opens, comes back, ends with its supervisor, and keeps its secrets off disks."""

import http.client
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from rooms.management.plan import PROJECT, SHARED_MEMORY, answers
from rooms.management.stack import Stack
from tests.rooms.processes import PATIENCE, children, environment, has_ended, until
from tests.stacks import database, private_stack

pytestmark = [
    pytest.mark.stack,
    pytest.mark.xdist_group("stack"),
    pytest.mark.skipif(sys.platform != "linux", reason="these tests read /proc"),
]
SERVICES = ("broker", "worker", "beat", "web")
WATCHED = (*SERVICES, "sso", "crowd")


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    os.environ["VAULT_URL"] = "dir:/nowhere"  # the operator's own; a private market must not see it
    try:
        with private_stack() as opened:
            yield opened
    finally:
        del os.environ["VAULT_URL"]


def status(stack: Stack, host: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", stack.ground.port, timeout=PATIENCE)
    connection.request("GET", "/api/v1/manifest", headers={"Host": host})
    found = connection.getresponse().status
    connection.close()
    return found


def test_both_demo_markets_answer_and_no_other(stack: Stack) -> None:
    assert [status(stack, f"{name}.localhost") for name in ("cars", "bikes", "boats")] == [200, 200, 404]


@pytest.mark.parametrize("service", ["web", "worker", "beat", "broker"])
def test_a_killed_service_is_started_again_and_the_market_answers(stack: Stack, service: str) -> None:
    before = stack.pid(service)
    assert before is not None
    os.kill(before, signal.SIGKILL)
    until(lambda: stack.pid(service) not in (None, before))
    until(lambda: answers(stack.ground.port))


def test_each_service_writes_a_log(stack: Stack) -> None:
    names = {path.stem for path in stack.logs.iterdir()}
    assert names == {*SERVICES, "prepare"}


def test_large_request_bodies_are_spooled_to_memory_only(stack: Stack) -> None:
    pid = stack.pid("web")
    assert pid is not None
    assert environment(pid)["TMPDIR"] == str(SHARED_MEMORY)


def test_a_private_market_sees_nothing_of_the_operators_settings(stack: Stack) -> None:
    pid = stack.pid("worker")
    assert pid is not None
    assert "VAULT_URL" not in environment(pid)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """`manage.py run` in a process of its own, open."""
    words = [sys.executable, "manage.py", "run", "--port", "0", "--data-dir", str(tmp_path)]
    with tempfile.TemporaryDirectory() as temporary, database() as fresh:
        named = {
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            "DATA_DIR": str(tmp_path),
            "TMPDIR": temporary,
        }
        process = subprocess.Popen(
            words, cwd=PROJECT, stdout=subprocess.PIPE, text=True, env=os.environ | named | fresh
        )
        assert process.stdout is not None
        assert any("Ctrl-C stops it." in line for line in process.stdout), "the market did not open"
        yield process
        process.kill()
        process.communicate()


def test_ctrl_c_ends_a_run_cleanly_and_leaves_no_process(run: subprocess.Popen[str], tmp_path: Path) -> None:
    until(lambda: len(children(run.pid)) == len(WATCHED))
    services = children(run.pid)
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=PATIENCE)
    assert run.returncode == 0
    assert all(map(has_ended, services))
    last_words = [(tmp_path / "log" / f"{name}.log").read_text().splitlines()[-1] for name in SERVICES]
    assert last_words == ["[ended with status 0]"] * len(SERVICES)  # the crowd may not have come yet


def test_kill_9_of_a_run_leaves_no_process(run: subprocess.Popen[str]) -> None:
    until(lambda: len(children(run.pid)) == len(WATCHED))
    services = children(run.pid)
    run.kill()
    until(lambda: all(map(has_ended, services)))
