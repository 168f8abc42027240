"""`python -m contracts.verify`: a stranger's verifier, run as a stranger runs it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from contracts import verify
from contracts.domain.verification import CHECKS
from tests.vectors.contracts import pen

ROOT = Path(__file__).parents[3]
VECTORS = ROOT / "tests" / "vectors" / "contracts"
CASES: list[dict[str, Any]] = json.loads((VECTORS / "index.json").read_text())["cases"]
DEAL = str(VECTORS / "valid-deal.json")

# Everything but the standard library, the three packages with what they need, and the three apps whose domain
# it uses.
ALONE = """
import runpy, sys
from importlib.abc import MetaPathFinder

ALLOWED = {*sys.stdlib_module_names, "agents", "contracts", "marketplace"}
ALLOWED |= {"cryptography", "_cffi_backend", "rfc8785", "joserfc"}

class Block(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in ALLOWED:
            raise ModuleNotFoundError(f"{name} is blocked", name=name)
        return None

sys.meta_path.insert(0, Block())
try:
    import django
except ModuleNotFoundError:
    pass
else:
    sys.exit("nothing is blocked")
runpy.run_module("contracts.verify", run_name="__main__", alter_sys=True)
"""


def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "contracts.verify", *arguments]
    return subprocess.run(command, cwd=ROOT, input=stdin, capture_output=True, timeout=60, check=False)


def test_it_runs_where_nothing_else_is_installed() -> None:
    command = [sys.executable, "-c", ALONE, DEAL]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().splitlines()[-1] == "VALID"


def test_it_shows_what_was_signed_and_each_check_by_name() -> None:
    done = run(DEAL)
    told = done.stdout.decode()
    assert '"price": "18400.00"' in told
    assert all(f"  ok    {name}\n" in told for name in CHECKS)
    assert told.count("no fingerprint") == 3
    assert told.endswith("\nVALID\n")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"].removesuffix(".json"))
def test_its_exit_status_and_names_are_those_of_the_vectors(
    case: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    options = [f"--{side}={fingerprint}" for side, fingerprint in case["expect"].items()]
    status = verify.main([str(VECTORS / case["file"]), "--json", *options])
    told = json.loads(capsys.readouterr().out)
    assert status == {"valid": 0, "invalid": 1, "unreadable": 2}[case["verdict"]]
    if status == 2:
        assert told == {"unreadable": case["unreadable"]}
    else:
        assert told["valid"] == (status == 0)
        assert [check["name"] for check in told["checks"] if not check["passed"]] == case["failing"]


def test_a_failing_check_is_marked_and_says_whose() -> None:
    done = run(str(VECTORS / "signatures-swapped.json"))
    assert done.returncode == 1
    assert "\n  FAIL  key_party: seller, buyer\n" in done.stdout.decode()
    assert done.stdout.decode().endswith("\nINVALID\n")


def test_it_reads_standard_input() -> None:
    assert run("-", stdin=Path(DEAL).read_bytes()).returncode == 0
    assert run("-", stdin=b"").returncode == 2


@pytest.mark.parametrize("file", ["no-such-file.json", str(ROOT)])
def test_a_file_that_cannot_be_opened_is_unreadable(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.main([file]) == 2
    assert "is unreadable" in capsys.readouterr().err


@pytest.mark.parametrize("fingerprint", ["", "abc", "A" * 64, "0" * 65])
def test_a_fingerprint_that_is_none_is_a_wrong_question(fingerprint: str) -> None:
    done = run(DEAL, "--seller", fingerprint)
    assert done.returncode == 2
    assert b"64 lower-case hex digits" in done.stderr


def test_an_expected_fingerprint_is_compared() -> None:
    assert run(DEAL, "--room", pen.fingerprint_of("room")).returncode == 0
    assert run(DEAL, "--room", pen.fingerprint_of("seller")).returncode == 1


def test_a_title_cannot_repaint_the_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    title = "a car\x1b[2J\x9b1A\r\x08\x7f\u202eDILAV\u2028\U000e0041 VALID"
    file = tmp_path / "contract.json"
    file.write_bytes(pen.written(pen.contract(pen.changed(pen.deal(), {"listing.title": title}))))
    assert verify.main([str(file)]) == 0
    told = capsys.readouterr().out
    assert all(one.isprintable() or one == "\n" for one in told)
    shown, _ = json.JSONDecoder().raw_decode(told[told.index("{") :])
    assert shown["listing"]["title"] == title


def test_a_terminal_of_few_characters_still_gets_an_answer() -> None:
    command = [sys.executable, "-m", "contracts.verify", DEAL]
    env = {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("ascii").endswith("\nVALID\n")


def test_a_reader_that_goes_away_changes_no_exit_status() -> None:
    command = [sys.executable, "-m", "contracts.verify", DEAL]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()  # before the interpreter has started: it writes to nobody
    with process.stderr:
        assert process.stderr.read() == b""
    assert process.wait(timeout=60) == 0
