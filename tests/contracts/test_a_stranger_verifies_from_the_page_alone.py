"""A verifier in another language, written from docs/contract-format.md and node's `jose`, agrees with ours.

Its packages are installed by `npm ci` into pytest's cache, once for each lock file. Without node, npm or a package
index the tests skip and say why; where REQUIRE contains `node` they fail.
"""

import base64
import hashlib
import json
import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from agents.domain import keys
from contracts.domain.canonical import Unreadable
from contracts.domain.signing import RECEIPT_TYP, verify_compact
from contracts.domain.verification import verify
from tests.parties import Party, Workshop

pytestmark = pytest.mark.xdist_group("node")

ROOT = Path(__file__).resolve().parents[2]
STRANGER = ROOT / "tests/contracts/strangers"
VECTORS = ROOT / "tests/vectors/contracts"
CASES: list[dict[str, Any]] = json.loads((VECTORS / "index.json").read_text())["cases"]
PAGE = (ROOT / "docs/contract-format.md").read_text()
TAMPERED = ["valid-deal.json", "valid-no-deal.json", "valid-one-line.json"]
MUTATIONS = 400

Ask = Callable[[Iterable[dict[str, Any]]], list[dict[str, Any]]]


def lacking(why: str) -> NoReturn:
    if "node" in os.environ.get("REQUIRE", "").split(","):
        pytest.fail(f"node is required here: {why}")
    pytest.skip(why)


def installed(cache: Path) -> Path:
    """The directory with the stranger's packages. Made aside and moved, so that none is ever half there."""
    if not shutil.which("node") or not shutil.which("npm"):
        lacking("node or npm is not installed")
    lock = hashlib.sha256((STRANGER / "package-lock.json").read_bytes()).hexdigest()[:16]
    packages = cache / lock
    if packages.exists():
        return packages
    with tempfile.TemporaryDirectory(dir=cache) as draft:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(STRANGER / name, draft)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]  # from the lock, by hash
        done = subprocess.run(command, cwd=draft, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode:
            lacking(f"npm ci could not install the packages: {done.stderr.strip()[-200:]}")
        Path(draft, "node_modules").rename(packages)
    return packages


@pytest.fixture(scope="session")
def stranger(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Asks the stranger's verifier about many documents at once; its answers in their order."""
    assert request.config.cache is not None
    packages = installed(request.config.cache.mkdir("strangers"))
    place = tmp_path_factory.mktemp("stranger")
    for file in STRANGER.glob("*.mjs"):
        shutil.copy(file, place)
    (place / "node_modules").symlink_to(packages)
    (place / "package.json").write_text('{"type": "module"}')

    def ask(questions: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        lines = "".join(f"{json.dumps(question)}\n" for question in questions)
        done = subprocess.run(
            ["node", "--no-warnings", "verify.mjs"],  # noqa: S607 - the node of whoever runs the tests
            cwd=place,
            input=lines,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return [json.loads(line) for line in done.stdout.splitlines()]

    return ask


def question(document: bytes, expect: dict[str, str] | None = None) -> dict[str, Any]:
    return {"document": base64.b64encode(document).decode(), "expect": expect or {}}


def ours(document: bytes, expect: dict[str, str] | None = None) -> dict[str, Any]:
    """Our verdict in the stranger's words."""
    try:
        verdict = verify(document, **(expect or {}))
    except Unreadable as refused:
        nothing: dict[str, Any] = {"failing": [], "unjudged": [], "unknown": []}
        return {"verdict": "unreadable", **nothing, "unreadable": refused.code}
    return {
        "verdict": "valid" if verdict.valid else "invalid",
        "failing": [check.name for check in verdict.checks if not check.passed],
        "unjudged": list(verdict.unjudged),
        "unknown": list(verdict.unknown),
        "unreadable": None,
    }


def test_the_stranger_agrees_on_every_vector_and_on_every_check(stranger: Ask) -> None:
    documents = [((VECTORS / case["file"]).read_bytes(), case["expect"]) for case in CASES]
    answers = stranger(question(document, expect) for document, expect in documents)
    assert len(answers) == len(CASES) > 100
    for case, answer, (document, expect) in zip(CASES, answers, documents, strict=True):
        assert answer == ours(document, expect), case["file"]
        assert (answer["verdict"], answer["failing"]) == (case["verdict"], case["failing"]), case["file"]
        assert answer["unreadable"] == case["unreadable"]


def mutated(document: bytes, draw: random.Random) -> bytes:
    """The document with a byte changed, doubled, dropped, or two of its pieces exchanged."""
    at, other = sorted(draw.sample(range(len(document)), 2))
    return draw.choice(
        [
            document[:at] + bytes([draw.randrange(32, 127)]) + document[at + 1 :],
            document[:at] + bytes([document[at] ^ 1 << draw.randrange(8)]) + document[at + 1 :],
            document[:at] + document[at : at + 1] + document[at:],
            document[:at] + document[at + 1 :],
            document[:at] + document[other : other + 8] + document[at + 8 :],
        ]
    )


@pytest.mark.parametrize("name", TAMPERED)
def test_the_stranger_agrees_on_documents_that_were_tampered_with_at_random(stranger: Ask, name: str) -> None:
    draw = random.Random(name)
    whole = (VECTORS / name).read_bytes()
    documents = [mutated(whole, draw) for _ in range(MUTATIONS)]
    answers = stranger(map(question, documents))
    for document, answer in zip(documents, answers, strict=True):
        assert answer == ours(document), document
    assert {"invalid", "unreadable"} <= {answer["verdict"] for answer in answers}


def test_the_page_says_how_many_documents_were_tried() -> None:
    assert f"{len(TAMPERED) * MUTATIONS:,} documents" in PAGE


@pytest.mark.django_db
def test_the_stranger_takes_a_contract_that_a_room_made_just_now(
    stranger: Ask, workshop: Workshop, alice: Party, bob: Party
) -> None:
    room = bob.join(alice.offer("15000.00"), "18000.00").body["id"]
    workshop.work()
    alice.sign(room)
    contract = bob.get(bob.sign(room).body["contract"].removeprefix("/api/v1/")).raw
    expect = {"seller": alice.fingerprint, "buyer": bob.fingerprint}
    swapped = {"seller": bob.fingerprint, "buyer": alice.fingerprint}
    answers = stranger([question(contract, expect), question(contract, swapped)])
    assert answers == [ours(contract, expect), ours(contract, swapped)]
    assert [answer["verdict"] for answer in answers] == ["valid", "invalid"]
    assert answers[1]["failing"] == ["expected_seller", "expected_buyer"]


def test_the_stranger_reads_a_receipt_and_takes_no_other_keys_word(stranger: Ask) -> None:
    contract = json.loads((VECTORS / "valid-deal.json").read_text())
    receipt = (VECTORS / "receipt.jws").read_text().strip()
    headers = [json.loads(keys.from_base64url(one["protected"])) for one in contract["signatures"]]
    answers = stranger([{"receipt": receipt, "jwk": header["jwk"]} for header in headers])
    read = verify_compact(keys.from_jwk(headers[2]["jwk"]), receipt, RECEIPT_TYP)
    assert answers == [{"payload": None}, {"payload": None}, {"payload": read}]


def test_the_lock_of_the_stranger_names_hashes_and_no_place_to_fetch_from() -> None:
    lock = json.loads((STRANGER / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert all("resolved" not in entry for entry in packages.values())
