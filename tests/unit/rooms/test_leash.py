"""The leash: no command outlives the thread that started it."""

import os
import subprocess
import sys

import pytest

from rooms.management.child import LEASH

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has PR_SET_PDEATHSIG")

PARENT = """
import os, subprocess, sys
leashed = [sys.executable, "-I", "-S", sys.argv[1], str(os.getpid()), "sh", "-c", "echo up; exec sleep 60"]
subprocess.Popen(leashed)
sys.stdin.read()
"""


def launch(parent: int, *command: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-I", "-S", str(LEASH), str(parent), *command]
    return subprocess.run(words, capture_output=True, text=True, timeout=20, check=False)


def test_the_launcher_becomes_the_command() -> None:
    ended = launch(os.getpid(), sys.executable, "-c", "print('here'); raise SystemExit(3)")
    assert (ended.returncode, ended.stdout) == (3, "here\n")


def test_a_command_whose_parent_has_ended_already_is_never_started() -> None:
    someone_else = os.getppid()
    ended = launch(someone_else, sys.executable, "-c", "print('here')")
    assert (ended.returncode, ended.stdout) == (1, "")


def test_a_command_that_is_not_there_is_named() -> None:
    ended = launch(os.getpid(), "/no/such/command")
    assert (ended.returncode, ended.stderr) == (1, "/no/such/command: No such file or directory\n")


def test_the_command_dies_when_its_parent_is_killed() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(LEASH)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == "up\n"
    parent.kill()
    # The command holds the other end as well: this returns once both have ended.
    rest, _ = parent.communicate(timeout=20)
    assert rest == ""
