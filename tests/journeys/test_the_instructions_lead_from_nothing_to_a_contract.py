"""GET /instructions, run: every shell block as it is printed, in a shell of its own, with the tools that the page names."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
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


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A directory with the programs that the page names, and none of this project's."""
    place = tmp_path / "bin"
    place.mkdir()
    for name in (*NAMED, *SMALL):
        found = shutil.which(name)
        assert found, f"this machine has no {name}"
        (place / name).symlink_to(found)
    (place / "python3").symlink_to(Path(sys.executable).resolve())
    return place


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    place = tmp_path / "empty"
    place.mkdir()
    return place


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
    """What a block prints, in a shell that knows nothing but the tools."""
    ended = subprocess.run(
        ["bash", "-c", f"set -euo pipefail\n{block}"],
        cwd=place,
        env={"PATH": str(tools), "LANG": os.environ.get("LANG", "C.UTF-8")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, f"{block}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout


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


def test_a_key_alone_leads_to_a_verified_contract(stack: Stack, empty: Path, tools: Path) -> None:
    with seller(stack) as sold:
        said = "".join(run(block, empty, tools) for block in blocks(stack))
    contract = (empty / "contract.json").read_bytes()
    me = (empty / "fingerprint").read_text().strip()
    verdict = verification.verify(contract, seller=sold.identity.fingerprint, buyer=me)
    assert verdict.valid
    assert verdict.statement is not None
    assert verdict.statement["outcome"]["deal"]
    assert "VALID: signed by the seller, by me and by the room\nTrue\n" in said
    assert LIMIT not in said
    assert NOTES not in said


def test_an_access_token_of_the_sso_leads_there_with_the_owner_named(
    stack: Stack, sso: AlienSso, empty: Path, tools: Path
) -> None:
    """The page's way in by DPoP; its token is left out, so that every call comes that way."""
    make_key, *others = blocks(stack)
    run(make_key, empty, tools)
    private = load_pem_private_key((empty / "key.pem").read_bytes(), password=None)
    assert isinstance(private, Ed25519PrivateKey)
    (empty / "access_token").write_text(sso.access_token("Ada", jkt=thumbprint(private)) + "\n")
    with seller(stack):
        for block in others:
            if "purpose" not in block:
                run(block, empty, tools)
    assert not (empty / "token").exists()
    buyer = json.loads((empty / "contract.json").read_text())["statement"]["parties"]["buyer"]
    assert buyer["owner"] == ADA


def test_a_contract_that_says_something_else_is_not_verified(stack: Stack, empty: Path, tools: Path) -> None:
    every = blocks(stack)
    offline = next(block for block in every if "VALID" in block)
    with seller(stack):
        for block in every[: every.index(offline)]:
            run(block, empty, tools)
    written = empty / "contract.json"
    contract = json.loads(written.read_text())
    contract["signatures"][0]["signature"] = contract["signatures"][2]["signature"]
    written.write_text(json.dumps(contract))
    with pytest.raises(AssertionError, match="CalledProcessError"):
        run(offline, empty, tools)
