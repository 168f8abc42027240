"""`bargain`, when all goes well: what it prints and what it sends."""

import json
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from client import cli
from client.identity import Identity
from contracts.domain.outcome import Outcome
from tests.unit.client.cli.terminals import Agent
from tests.unit.client.double import MarketDouble

BASH = shutil.which("bash")


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


def test_open_listings_are_found_and_shown(
    double: MarketDouble, met: tuple[Agent, Agent, str], files: Path
) -> None:
    seller, buyer, _ = met
    (found,) = buyer("listings", "--json").objects
    listing_id = found["listing"]["id"]
    assert buyer("listings").out.startswith(f"{listing_id}  open  1000.00 USD  Gravel bike")
    shown = buyer("listing", listing_id)
    assert "colours: green, black" in shown.out
    assert found["digest"] in shown.out
    assert seller("listing", listing_id, "--json").objects == [found]
    seller("sell", files / "bike.json", "--terms", files / "floor.json")
    search = (
        "-q",
        "bike",
        "--category",
        "bikes",
        "--min-price",
        "1",
        "--max-price",
        "9",
        "--sort",
        "dearest",
    )
    assert len(buyer("search", *search, "--first", "1").out.splitlines()) == 1
    assert double.log[-1].query == {
        "q": "bike",
        "category": "bikes",
        "min_price": "1",
        "max_price": "9",
        "sort": "-price",
    }


def test_the_own_rooms_are_listed_and_shown(met: tuple[Agent, Agent, str]) -> None:
    seller, buyer, room_id = met
    (room,) = seller("rooms", "--json").objects
    assert (room["room"]["id"], room["room"]["role"]) == (room_id, "seller")
    assert buyer("rooms").out.startswith(f"{room_id}  buyer  waiting")
    shown = buyer("room", room_id)
    assert f"bargain watch {room_id}" in shown.out
    assert "waiting for seller_consent" in shown.out
    assert buyer("room", room_id, "--json").objects[0]["room"]["id"] == room_id


def test_listings_are_found_for_somebody_without_a_key(
    double: MarketDouble, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = Agent(tmp_path / "nobody", url, capsys)
    assert nobody("listings").status == 0
    assert not nobody.home.exists()


def test_a_seller_edits_consents_gives_terms_pauses_and_withdraws(
    double: MarketDouble, met: tuple[Agent, Agent, str], files: Path
) -> None:
    seller, _, room_id = met
    listing_id = double.rooms[room_id]["listing"]["id"]
    (files / "changes.json").write_text('{"asking_price": "1100.00"}')
    edited = seller("edit", listing_id, files / "changes.json", "--json").objects[0]
    assert edited["listing"]["asking_price"] == "1100.00"
    (files / "lower.json").write_text('{"limit": "700.00", "currency": "USD"}')
    assert seller("edit", listing_id, "--terms", files / "lower.json").status == 0
    assert double.terms[listing_id, "seller"].limit_minor == 70_000
    assert seller("terms", room_id, "--terms", files / "floor.json").status == 0
    assert double.terms[room_id, "seller"].limit_minor == 80_000
    assert seller("consent", listing_id, "--consent", "operator").status == 0
    assert double.log[-1].json["consent"] == "operator"
    for deed in ("pause", "resume", "withdraw"):
        assert seller(deed, listing_id, "--json").objects[0]["listing"]["id"] == listing_id
        assert double.log[-1].path.endswith(f"/{deed}")


def test_an_agent_asks_who_it_is_with_and_without_a_market(
    agent: Callable[[str], Agent], capsys: pytest.CaptureFixture[str]
) -> None:
    somebody = agent("somebody")
    fingerprint = Identity.load(somebody.home / "key.pem").fingerprint
    at_market = somebody("whoami", "--json").objects
    assert at_market == [{"fingerprint": fingerprint, "owner": None, "proof": "none"}]
    alone = Agent(somebody.home, "", capsys)
    assert alone("whoami").out == f"{fingerprint}\n"


def test_a_revoked_agent_is_refused_with_advice(double: MarketDouble, agent: Callable[[str], Agent]) -> None:
    somebody = agent("somebody")
    asked = somebody("revoke")  # nobody is there to say yes
    assert (asked.status, double.revoked) == (2, set())
    assert somebody("revoke", "--yes", "--json").objects[0]["revoked_at"]
    said = somebody("rooms")
    assert said.status == 1
    assert "agent_revoked" in said.err
    assert "bargain keygen" in said.err


def test_contracts_are_listed_and_taken_home(
    double: MarketDouble, met: tuple[Agent, Agent, str], files: Path
) -> None:
    seller, buyer, room_id = met
    double.run(room_id, Outcome(True, 88))
    seller("sign", room_id)
    buyer("sign", room_id)
    (listed,) = buyer("contracts", "--json").objects
    assert (listed["room_id"], listed["deal"]) == (room_id, True)
    assert buyer("contracts").out.startswith(listed["id"])
    saved = files / "taken.json"
    assert buyer("contract", listed["id"], "--save", saved).status == 0
    assert buyer("verify", saved).status == 0
    assert buyer("contract", listed["id"]).out.encode().rstrip() == saved.read_bytes()
    shown = buyer("contract", listed["id"], "--json").objects[0]
    assert shown["contract"] == json.loads(saved.read_bytes())


def test_what_is_watched_is_one_frame_a_line_and_goes_on_after_a_number(
    double: MarketDouble, met: tuple[Agent, Agent, str]
) -> None:
    _, buyer, room_id = met
    double.say(room_id, "It rides well.")
    double.end(room_id, "void", "listing_withdrawn")
    frames = buyer("watch", room_id, "--json").objects
    assert [one["type"] for one in frames] == ["status", "turn", "status"]
    assert buyer("watch", room_id, "--after", "1", "--json").objects == frames[1:]


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_shells_complete_every_command(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert all(name in script for name in ("listings", "watch", "revoke", "--terms"))


@pytest.mark.skipif(BASH is None, reason="there is no bash here")
def test_bash_takes_the_completion_and_finds_commands_by_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    cli.main(["completion", "bash"])
    script = tmp_path / "completion"
    script.write_text(
        capsys.readouterr().out
        + "COMP_WORDS=(bargain contr); COMP_CWORD=1; _shtab_bargain; printf '%s\\n' \"${COMPREPLY[@]}\"\n"
    )
    found = subprocess.run([BASH or "", str(script)], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["contracts", "contract"]


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
