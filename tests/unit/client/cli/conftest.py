"""Agents with homes of their own, at a market on the machine's clock: the command has no other."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from client.clock import SystemClock
from client.identity import Identity
from tests.unit.client.cli.terminals import TERMS, Agent
from tests.unit.client.double import BIKE, MarketDouble
from tests.unit.client.serving import serving


@pytest.fixture
def double() -> MarketDouble:
    return MarketDouble(SystemClock())


@pytest.fixture
def url(double: MarketDouble) -> Iterator[str]:
    with serving(double.answer, double.publisher.follow) as address:
        yield address
        double.publisher.close()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, content in {"bike": BIKE, "floor": TERMS, "budget": TERMS | {"limit": "950.00"}}.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    (tmp_path / "profile.txt").write_text("I cycle daily.\n")
    return tmp_path


@pytest.fixture
def agent(
    double: MarketDouble, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], Agent]:
    def named(name: str) -> Agent:
        one = Agent(tmp_path / name, url, capsys)
        assert one("keygen").status == 0
        double.known_keys += (Identity.load(one.home / "key.pem").public_key,)
        return one

    return named


@pytest.fixture
def met(agent: Callable[[str], Agent], files: Path) -> tuple[Agent, Agent, str]:
    """A seller and a buyer whose room is open. (seller, buyer, room id)"""
    seller, buyer = agent("seller"), agent("buyer")
    sold = seller("sell", files / "bike.json", "--terms", files / "floor.json", "--json")
    listing_id = sold.objects[0]["listing"]["id"]
    entered = buyer(
        "join", listing_id, "--profile", files / "profile.txt", "--terms", files / "budget.json", "--json"
    )
    assert (sold.status, entered.status) == (0, 0)
    return seller, buyer, str(entered.objects[0]["room"]["id"])
