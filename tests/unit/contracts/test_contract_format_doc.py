"""docs/contract-format.md says what the code does, and its commands work as printed."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from contracts.domain.canonical import digest
from contracts.domain.verification import CHECKS, UNKNOWN
from tests.vectors.contracts import pen

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "contract-format.md").read_text()
COMMANDS = re.findall(r"^```sh\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def rows(section: str) -> list[str]:
    """The first cells of a section's table, as code spans."""
    body = TEXT.partition(f"\n## {section}")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`.*?) \|", body, re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def paths(value: dict[str, Any], before: str = "") -> list[str]:
    return [
        path
        for name, inner in value.items()
        for path in (paths(inner, f"{before}{name}.") if isinstance(inner, dict) else [before + name])
    ]


def test_every_check_is_told_in_order() -> None:
    assert rows("7.") == [*CHECKS, "expected_seller", "expected_buyer", "expected_room"]


def test_every_member_of_a_statement_is_told() -> None:
    assert rows("2.") == paths(pen.deal())


def test_what_a_verdict_cannot_know_is_told() -> None:
    assert all(f"`{code}`" in TEXT for code in UNKNOWN)


def test_the_example_of_a_listing_has_the_members_and_the_digest_that_are_told() -> None:
    listing = json.loads(re.findall(r"^```json listing\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)[0])
    assert list(listing) == rows("5.")
    assert f"the digest is `{digest(listing)}`" in TEXT
    photos = json.loads(re.findall(r"the member being\s`(\[.+?\])`", TEXT)[0])
    assert f"it is\n`{digest({**listing, 'photos': photos})}`" in TEXT


# The vectors' own scripts are run by another test, into a directory of its own.
@pytest.mark.parametrize("command", [one for one in COMMANDS if ".make" not in one])
def test_every_command_works_as_printed(command: str) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euc", command],  # noqa: S607 - the shell of whoever reads the page
        cwd=ROOT,
        env={"PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = re.search(r"^prints `(.*?)`\.", TEXT.partition(command)[2], re.MULTILINE)
    if "digest(" in command:
        assert told is not None
        assert done.stdout == f"{told[1]}\n"


def test_the_vectors_scripts_are_named() -> None:
    assert "python -m tests.vectors.keys.make\npython -m tests.vectors.contracts.make\n" in COMMANDS
