"""The modules that judge contracts in a visitor's browser say what the command says, of every vector and of odd ones.

Here node runs them, if it is there; tests/browser runs them in Chromium.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from agents.domain import keys
from tests import documents

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "static/js/verify"
DRIVER = Path(__file__).with_name("page_verifier.mjs")
VECTORS = ROOT / "tests/vectors/keys"

Ask = Callable[[Iterable[dict[str, Any]]], list[dict[str, Any]]]


def vectors(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((VECTORS / name).read_text())
    return found


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Asks the modules in node; their answers in the order of the questions."""
    if not shutil.which("node"):
        lack = "node is not installed"
        if "node" in os.environ.get("REQUIRE", "").split(","):
            pytest.fail(lack)
        pytest.skip(lack)
    place = tmp_path_factory.mktemp("modules")
    shutil.copytree(MODULES, place, dirs_exist_ok=True)
    (place / "package.json").write_text('{"type": "module"}')

    def answers(questions: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        done = subprocess.run(
            ["node", "--no-warnings", str(DRIVER), str(place)],  # noqa: S607 - the node of whoever runs the tests
            input="".join(f"{json.dumps(question)}\n" for question in questions),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return [json.loads(line) for line in done.stdout.splitlines()]

    return answers


def test_verdicts_are_those_of_the_command_to_the_word(ask: Ask) -> None:
    asked = documents.questions()
    assert len(asked) > len(documents.CASES) + 2_000
    for (document, expect), said in zip(asked, ask(documents.asked(*one) for one in asked), strict=True):
        assert said == documents.command_says(document, expect), (document, expect)


def test_every_vector_has_the_verdict_that_was_written_by_hand(ask: Ask) -> None:
    asked = documents.questions()[: len(documents.CASES)]
    assert len(asked) > 150
    for case, said in zip(documents.CASES, ask(documents.asked(*one) for one in asked), strict=True):
        failing = [check["name"] for check in said.get("checks", []) if not check["passed"]]
        assert (said.get("unreadable"), failing) == (case["unreadable"], case["failing"]), case["file"]
        assert said.get("valid", False) == (case["verdict"] == "valid"), case["file"]


def test_bad_keys_are_refused_by_the_same_code(ask: Ask) -> None:
    bad = vectors("small_order_keys.json") + vectors("other_bad_keys.json")
    assert [one["fault"] for one in ask({"key": vector["key"]} for vector in bad)] == [
        one["code"] for one in bad
    ]


def test_good_keys_have_the_same_fingerprint(ask: Ask) -> None:
    good = vectors("good_keys.json")
    right = [{"fault": "", "fingerprint": vector["fingerprint"]} for vector in good]
    assert ask({"key": vector["key"]} for vector in good) == right


def test_signatures_are_taken_only_as_an_honest_signer_makes_them(ask: Ask) -> None:
    given = vectors("signatures.json")
    questions = ({name: vector[name] for name in ("key", "message", "signature")} for vector in given)
    assert [one["valid"] for one in ask(questions)] == [vector["valid"] for vector in given]


def test_of_any_y_both_say_the_same(ask: Ask) -> None:
    numbers = [*range(300), *(keys.P + one for one in range(-20, 19)), 2**255 - 1, keys.L]
    spelled = [(y | sign << 255).to_bytes(32, "little") for y in numbers for sign in (0, 1)]
    said = [one["fault"] for one in ask({"key": raw.hex()} for raw in spelled)]
    assert said == [_fault(raw) for raw in spelled]
    assert set(said) == {"", "small_order_key", "bad_key_encoding"}


def _fault(raw: bytes) -> str:
    try:
        keys.check(raw)
    except keys.KeyRefused as refused:
        return refused.code
    return ""
