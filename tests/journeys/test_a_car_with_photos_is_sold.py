"""Photos by the real queue: sent by bargain, processed by a worker, seen by a buyer, signed for by both."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from client.errors import MarketError
from client.identity import Identity
from client.market import Market
from client.records import Records
from client.transport import LocalhostTransport
from contracts.domain import verification
from rooms.management.stack import Stack
from tests import pictures
from tests.faults.bargains import PROFILE, PUBLIC, terms, until_status
from tests.stacks import private_stack

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with private_stack(turn_pause=0.0) as opened:
        yield opened


def bargain(home: Path, url: str, *arguments: str) -> list[dict[str, str]]:
    """What the command prints, as JSON."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BARGAIN_")}
    ended = subprocess.run(
        [sys.executable, "-m", "client", *arguments, "--json"],
        env=kept | {"BARGAIN_HOME": str(home), "BARGAIN_MARKET": url},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return [json.loads(line) for line in ended.stdout.splitlines()]


def fetched(url: str, path: str) -> httpx.Response:
    with httpx.Client(base_url=url, transport=LocalhostTransport(), trust_env=False) as client:
        return client.get(path)


def test_a_car_with_photos_is_sold(stack: Stack, tmp_path: Path) -> None:
    url, home = stack.url("cars"), tmp_path / "seller"
    identity = Identity.create(home / "key.pem")
    files = [tmp_path / f"{colour}.jpg" for colour in ("teal", "navy")]
    for file in files:
        file.write_bytes(pictures.jpeg((2000, 1500), file.stem))
    with Market(url, identity, records=Records(home)) as seller, Market(url, Identity.generate()) as buyer:
        listing = seller.publish(PUBLIC, terms(1_500_000))
        added = [part for file in files for part in ("--add", str(file))]
        shown = bargain(home, url, "photos", listing.id, *added)
        assert [one["state"] for one in shown] == ["good", "good"]
        turned = bargain(home, url, "photos", listing.id, "--order", *(one["id"] for one in shown[::-1]))
        assert [one["name"] for one in turned] == [one["name"] for one in shown[::-1]]

        seen = buyer.listing(listing.id)
        assert seen.public["photos"] == [one["name"] for one in turned]
        for one in turned:
            served = fetched(url, one["url"])
            assert f"sha256:{hashlib.sha256(served.content).hexdigest()}" == one["name"]
            assert pictures.CANARY not in served.content
        assert not list((stack.ground.data_dir / "photos" / "originals").iterdir())

        room = buyer.open_room(seen, PROFILE, terms(1_800_000))
        seller.room(room.id)
        bargain(home, url, "photos", listing.id, "--remove", turned[0]["id"])
        until_status(buyer, room.id, "signing")
        for agent in (seller, buyer):
            agent.sign(room.id)
        done = until_status(buyer, room.id, "done")
        assert done.listing["photos"] == seen.public["photos"], "as it stood when the room was opened"
        assert done.contract_id is not None
        contract = buyer.contract(done.contract_id)
        assert verification.verify(contract).valid
        assert json.loads(contract)["statement"]["listing"]["digest"] == seen.digest
        with pytest.raises(MarketError, match="listing_closed"):
            seller.add_photo(listing.id, files[0].read_bytes())
