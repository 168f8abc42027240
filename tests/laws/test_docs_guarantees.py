"""What the pages promise names the tests that prove it, and those tests are there."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
NEGOTIATION = (PROJECT / "docs/negotiation.md").read_text()
GUARANTEES = re.findall(
    r"^(\d+)\. (.*?)(?=^\d+\. |\Z)",
    NEGOTIATION.partition("## What is guaranteed")[2],
    re.DOTALL | re.MULTILINE,
)
PROMISES = re.findall(
    r"^\| (.+) \|$",
    (PROJECT / "docs/threat-model.md").read_text().partition("| promise |")[2].partition("\n\n")[0],
    re.MULTILINE,
)
ROLES = {"party", "auditor", "operator", "watcher"}


def test_guarantees_are_numbered_from_one() -> None:
    assert [int(number) for number, _ in GUARANTEES] == list(range(1, len(GUARANTEES) + 1))
    assert len(GUARANTEES) > 10


@pytest.mark.parametrize(
    "guarantee", [" ".join(text.split()) for _, text in GUARANTEES], ids=lambda g: g[:40]
)
def test_a_guarantee_says_who_relies_on_it_and_which_tests_prove_it(guarantee: str) -> None:
    relied = re.search(r"Relied on by: ([a-z, ]+)\.", guarantee)
    assert relied is not None
    assert set(relied[1].split(", ")) <= ROLES
    proofs = re.findall(r"((?:`test_\w+`(?:,| and)? )+)in `(tests/[\w/.]+)`", guarantee)
    assert sum(len(re.findall(r"`test_", names)) for names, _ in proofs) == guarantee.count("`test_") > 0
    for names, file in proofs:
        source = (PROJECT / file).read_text()
        for name in re.findall(r"`(test_\w+)`", names):
            assert f"def {name}(" in source, f"{file}: {name}"


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise[:40])
def test_a_promise_of_the_threat_model_names_test_files_that_are_there(promise: str) -> None:
    files = re.findall(r"`(tests/[\w/]+\.py)`", promise.rsplit(" | ", maxsplit=1)[-1])
    assert files
    assert [file for file in files if "\ndef test_" not in (PROJECT / file).read_text()] == []
