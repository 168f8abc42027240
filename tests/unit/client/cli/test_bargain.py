"""`bargain`, when all goes well: what it prints and what it sends."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.domain.outcome import Outcome
from tests.unit.client.cli.terminals import Agent
from tests.unit.client.double import MarketDouble


def test_from_keygen_to_a_verified_contract(
    double: MarketDouble, met: tuple[Agent, Agent, str], files: Path
) -> None:
    seller, buyer, room_id = met
    double.say(room_id, "It rides well.")
    double.run(room_id, Outcome(True, 88))
    watched = buyer("watch", room_id, "--until", "signing")
    assert "It rides well." in watched.out
    assert "deal at 880.00 USD" in watched.out
    assert f"bargain sign {room_id}" in watched.out
    assert "done" not in seller("sign", room_id).out
    contract = files / "contract.json"
    signed = buyer("sign", room_id, "--wait", "--save", contract)
    assert (signed.status, contract.exists()) == (0, True)
    verified = buyer("verify", contract)
    assert (verified.status, verified.out.splitlines()[-1]) == (0, "valid")
    assert "seller's key" in verified.out


def test_the_own_rooms_and_the_open_listings_are_listed(met: tuple[Agent, Agent, str]) -> None:
    seller, buyer, room_id = met
    everything = buyer("list")
    assert "Gravel bike" in everything.out
    assert room_id in everything.out
    assert room_id not in buyer("list", "--listings").out
    (room,) = seller("list", "--rooms", "--json").objects
    assert (room["room"]["id"], room["room"]["role"]) == (room_id, "seller")


def test_listings_are_listed_for_somebody_without_a_key(
    double: MarketDouble, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = Agent(tmp_path / "nobody", url, capsys)
    assert nobody("list").status == 0
    assert not nobody.home.exists()


def test_terms_are_sealed_unless_said_otherwise(
    double: MarketDouble, agent: Callable[[str], Agent], files: Path
) -> None:
    seller = agent("seller")
    seller("sell", files / "bike.json", "--terms", files / "floor.json")
    assert "sealed_terms" in double.log[-1].json
    seller("sell", files / "bike.json", "--terms", files / "floor.json", "--plain")
    assert double.log[-1].json["terms"]["limit"] == "800.00"


def test_what_taking_part_tells_the_other_side_is_said_before_anything_is_sent(
    agent: Callable[[str], Agent], files: Path
) -> None:
    said = agent("seller")("sell", files / "bike.json", "--terms", files / "floor.json")
    assert "within two bands" in said.err
    assert "negotiator scripted" in said.err


def test_nothing_private_is_printed_or_kept_outside_the_records(
    double: MarketDouble, met: tuple[Agent, Agent, str]
) -> None:
    seller, _, room_id = met
    double.run(room_id, Outcome(True, 79))
    for said in (seller("watch", room_id, "--until", "signing", "--json"), seller("sign", room_id)):
        assert "800.00" not in said.out + said.err
        assert "canary" not in said.out + said.err
    kept = [path for path in seller.home.rglob("*") if path.is_file()]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in kept)
    assert not any(b"canary" in path.read_bytes() for path in kept)  # notes are not needed to check by
