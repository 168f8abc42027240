"""GET /instructions, run: each shell block as printed, in a shell of its own, with the tools that the page names."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from client.identity import Identity
from client.market import Market
from contracts.domain import verification
from rooms.management.stack import Stack
from tests.alien_sso import ADA, PROVIDER, AlienSso
from tests.alien_sso.agent import thumbprint
from tests.faults.bargains import PUBLIC, terms
from tests.stacks import private_stack

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = ("bash", "curl", "openssl")
SMALL = ("cat", "cut", "mv", "rm", "sleep")
LIMIT = "19000.00"
"""What the page makes the budget: 95 percent of PUBLIC's asking price."""
NOTES = "pick it up this week"


@pytest.fixture(scope="module")
def sso() -> Iterator[AlienSso]:
    with AlienSso() as opened:
        yield opened


@pytest.fixture(scope="module")
def stack(sso: AlienSso) -> Iterator[Stack]:
    told = {"ALIEN_ISSUER": sso.issuer, "ALIEN_PROVIDER_ADDRESS": PROVIDER, "ALIEN_STANDIN": "yes"}
    with private_stack(turn_pause=0, told=told) as opened:
        yield opened


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the programs that the page names, and none of this project's."""
    place = tmp_path_factory.mktemp("tools")
    for name in (*NAMED, *SMALL):
        found = shutil.which(name)
        assert found, f"this machine has no {name}"
        (place / name).symlink_to(found)
    (place / "python3").symlink_to(Path(sys.executable).resolve())
    return place


@dataclass(frozen=True)
class Walk:
    """The page from its first block to its last. place: where it was run. said: what it printed, by block."""

    place: Path
    said: dict[str, str]
    seller: str


@pytest.fixture(scope="module")
def walk(stack: Stack, tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    place = tmp_path_factory.mktemp("empty")
    with seller(stack) as sold:
        said = {block: run(block, place, tools) for block in blocks(stack)}
    return Walk(place, said, sold.identity.fingerprint)


def blocks(stack: Stack) -> list[str]:
    """The page's shell blocks, as whoever asks the market at its own address reads them."""
    with httpx.Client(trust_env=False) as web:
        asked = f"http://127.0.0.1:{stack.ground.port}/instructions"
        page = web.get(asked, headers={"Host": f"cars.localhost:{stack.ground.port}"}).text
    found = BLOCK.findall(page)
    assert {language for language, _ in found} == {"sh"}, "a block that is not run"
    assert len(found) == page.count("\n```") / 2
    return [block for _, block in found]


def run(block: str, place: Path, tools: Path) -> str:
    """What a block prints that succeeds."""
    ended = attempt(block, place, tools)
    assert ended.returncode == 0, f"{block}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout


def attempt(block: str, place: Path, tools: Path) -> subprocess.CompletedProcess[str]:
    """A block in a shell of its own that knows nothing but the tools."""
    return subprocess.run(
        [tools / "bash", "-c", f"set -euo pipefail\n{block}"],
        cwd=place,
        env={"PATH": str(tools), "LANG": os.environ.get("LANG", "C.UTF-8")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@contextmanager
def seller(stack: Stack) -> Iterator[Market]:
    """Somebody whose car is on offer, and who signs what a room settles."""
    over = threading.Event()
    with Market(stack.url("cars"), Identity.generate()) as market:
        listing = market.publish(PUBLIC, terms(1_500_000))
        signing = threading.Thread(target=sign_all, args=(market, over))
        signing.start()
        try:
            yield market
        finally:
            over.set()
            signing.join()
            if market.listing(listing.id).status == "open":
                market.withdraw(listing.id)


def sign_all(market: Market, over: threading.Event) -> None:
    while not over.wait(0.3):
        for room in market.rooms():
            if room.status == "signing" and not market.room(room.id).signed["seller"]:
                market.sign(room.id)


def test_a_key_alone_leads_to_a_verified_contract(walk: Walk) -> None:
    me = (walk.place / "fingerprint").read_text().strip()
    verdict = verification.verify((walk.place / "contract.json").read_bytes(), seller=walk.seller, buyer=me)
    assert verdict.valid
    assert verdict.statement is not None
    assert verdict.statement["outcome"]["deal"]


def test_the_page_says_so_and_tells_nothing_private(walk: Walk) -> None:
    said = "".join(walk.said.values())
    assert "VALID: signed by the seller, by me and by the room\nTrue\n" in said
    assert LIMIT not in said
    assert NOTES not in said
    assert (walk.place / "token").read_text().strip() not in said


@pytest.mark.parametrize("change", ["signature", "statement", "order", "memory"])
def test_what_is_no_such_contract_is_not_verified(
    walk: Walk, tools: Path, tmp_path: Path, change: str
) -> None:
    place = tmp_path / "copy"
    shutil.copytree(walk.place, place)
    contract = json.loads((place / "contract.json").read_text())
    signatures = contract["signatures"]
    match change:
        case "signature":
            signatures[0]["signature"] = signatures[2]["signature"]
        case "statement":
            contract["statement"]["outcome"]["price"] = "1.00"
        case "order":
            signatures[:2] = reversed(signatures[:2])
        case "memory":  # a sound contract, and another one than was signed
            (place / "statement.json").write_text(json.dumps({**contract["statement"], "tenant": "bikes"}))
    (place / "contract.json").write_text(json.dumps(contract))
    offline = next(block for block in walk.said if "VALID" in block)
    assert "VALID" not in attempt(offline, place, tools).stdout


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("opened.json", f'"limit": "{LIMIT}"', '"limit": "1.00"'),
        ("opened.json", '"profile": "Some', '"profile": "Any'),
        ("room.json", '"bits":"1', '"bits":"0'),
        ("manifest.json", '"rounds":5', '"rounds":6'),
        ("listing.json", '"title": "2016', '"title": "2015'),
        ("fingerprint", "", ""),
    ],
)
def test_a_statement_that_differs_from_what_is_known_is_not_signed(
    walk: Walk, tools: Path, tmp_path: Path, file: str, old: str, new: str
) -> None:
    """The last line is the sound one: it goes as far as the market, which has all signatures by then."""
    place = tmp_path / "copy"
    shutil.copytree(walk.place, place)
    (place / "signature.json").unlink()
    text = (place / file).read_text()
    assert old in text
    (place / file).write_text(text.replace(old, new))
    signing = next(block for block in walk.said if "more than the budget" in block)
    ended = attempt(signing, place, tools)
    assert ended.returncode != 0
    assert (place / "signature.json").exists() == (old == "")
    assert ("AssertionError" if old else "signing_closed") in ended.stdout + ended.stderr


def test_an_access_token_of_the_sso_leads_there_with_the_owner_named(
    stack: Stack, sso: AlienSso, tools: Path, tmp_path: Path
) -> None:
    """The page's way in by DPoP; no token of the market is made, so that every call comes that way."""
    make_key, *others = blocks(stack)
    run(make_key, tmp_path, tools)
    private = load_pem_private_key((tmp_path / "key.pem").read_bytes(), password=None)
    assert isinstance(private, Ed25519PrivateKey)
    (tmp_path / "access_token").write_text(sso.access_token("Ada", jkt=thumbprint(private)) + "\n")
    with seller(stack):
        for block in others:
            if "agents/me/tokens" not in block:
                run(block, tmp_path, tools)
    assert not (tmp_path / "token").exists()
    buyer = json.loads((tmp_path / "contract.json").read_text())["statement"]["parties"]["buyer"]
    assert buyer["owner"] == ADA
