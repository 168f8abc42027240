"""The vectors that every verifier agrees on: the domain's verdicts, and that they are what their script
writes."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import OKPKey

from agents.domain import keys
from contracts.domain.canonical import Unreadable
from contracts.domain.verification import CHECKS, verify

ROOT = Path(__file__).parents[3]
VECTORS = ROOT / "tests" / "vectors"
CASES: list[dict[str, Any]] = json.loads((VECTORS / "contracts" / "index.json").read_text())["cases"]
OPTIONAL = {"expected_seller", "expected_buyer", "expected_room"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"].removesuffix(".json"))
def test_the_verdict_is_the_one_written_by_hand(case: dict[str, Any]) -> None:
    document = (VECTORS / "contracts" / case["file"]).read_bytes()
    if case["verdict"] == "unreadable":
        with pytest.raises(Unreadable) as refused:
            verify(document, **case["expect"])
        assert refused.value.code == case["unreadable"]
        return
    verdict = verify(document, **case["expect"])
    assert [check.name for check in verdict.checks if not check.passed] == case["failing"]
    assert verdict.valid == (case["verdict"] == "valid")


def test_every_check_has_a_document_that_fails_it_and_no_other() -> None:
    alone = {case["failing"][0] for case in CASES if len(case["failing"]) == 1}
    assert alone == CHECKS.keys() | OPTIONAL


def test_every_file_is_in_the_index() -> None:
    files = {file.name for file in (VECTORS / "contracts").glob("*.json")}
    assert files == {case["file"] for case in CASES} | {"index.json"}


@pytest.mark.parametrize("name", ["contracts", "keys"])
def test_writing_the_vectors_again_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", f"tests.vectors.{name}.make", "--out", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=60)
    again = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    kept = [file for file in (VECTORS / name).iterdir() if file.suffix in {".json", ".jws"}]
    assert again == {file.name: file.read_bytes() for file in kept}


@pytest.mark.parametrize("number", range(1, 15))
def test_a_plain_jose_library_takes_the_forged_signature_of_a_bad_key(number: int) -> None:
    document = json.loads((VECTORS / "contracts" / f"key-small-order-{number:02}.json").read_text())
    entry = document["signatures"][0]
    header = json.loads(keys.from_base64url(entry["protected"]))
    one: Any = {"payload": document["payload"], "signatures": [entry]}
    jws.deserialize_json(one, OKPKey.import_key(header["jwk"]), algorithms=["Ed25519"])  # raises nothing
