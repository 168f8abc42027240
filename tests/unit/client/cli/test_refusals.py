"""`bargain`, when it does not: exit statuses, and one line that says what to do next."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from client import cli, errors, exits, terminal
from client.advice import of as advice_of
from contracts.domain.outcome import Outcome
from tests.unit.client.cli.terminals import ROOT, Agent
from tests.unit.client.double import MarketDouble
from tests.unit.client.serving import problem


def errors_of(kind: type[errors.BargainError]) -> list[type[errors.BargainError]]:
    return [kind, *(one for below in kind.__subclasses__() for one in errors_of(below))]


def test_a_limit_cannot_be_given_on_the_command_line() -> None:
    for command in ("sell", "join"):
        with pytest.raises(SystemExit) as refused:
            cli.main([command, "x", "--limit", "5"])
        assert refused.value.code == 2


def test_refusals_have_an_exit_status_of_their_own_and_say_what_to_do(
    double: MarketDouble, agent: Callable[[str], Agent], files: Path
) -> None:
    seller = agent("seller")
    selling = ("sell", files / "bike.json", "--terms", files / "floor.json", "--plain")
    for answer, status, advice in (
        (problem(409, "manifest_changed"), 1, "run the command again"),
        (problem(429, "key_quota", headers={"Retry-After": "300"}), 3, "try again in 300 s"),
        (problem(500, "oops"), 3, "try again later"),
        (problem(401, "token_expired"), 1, "clock"),
    ):
        double.refuse = [answer]
        said = seller(*selling)
        assert said.status == status
        assert said.err.count("\n") == 1
        assert advice in said.err
        assert said.out == ""


def test_a_statement_that_does_not_match_is_not_signed_and_exits_with_four(
    double: MarketDouble, met: tuple[Agent, Agent, str]
) -> None:
    _, buyer, room_id = met
    double.run(room_id, Outcome(True, 96))
    said = buyer("sign", room_id)
    assert said.status == 4
    assert "price_outside_limit" in said.err
    assert list(double.rooms[room_id]["signatures"]) == ["room"]


def test_a_room_that_ended_without_a_contract_exits_with_five(
    double: MarketDouble, met: tuple[Agent, Agent, str]
) -> None:
    _, buyer, room_id = met
    refused = {"state": "refused", "code": "bad_limit"}
    double.rooms[room_id]["terms_state"] = refused
    double.end(room_id, "void", "listing_sold")
    said = buyer("watch", room_id)
    assert said.status == 5
    assert "listing_sold" in said.out
    assert "your terms were refused: bad_limit" in said.out


def test_another_manifest_than_the_one_named_is_not_submitted_to(
    double: MarketDouble, agent: Callable[[str], Agent], files: Path
) -> None:
    said = agent("seller")(
        "sell", files / "bike.json", "--terms", files / "floor.json", "--manifest", "sha256:" + "ee" * 32
    )
    assert said.status == 4
    assert "other_manifest" in said.err
    assert not double.listings


@pytest.mark.parametrize(
    ("content", "named"),
    [({"limit": "-1.00", "currency": "USD"}, "negative_limit: limit"),
     ({"limit": "1.00", "currency": "EUR"}, "other_currency: currency"),
     ({"limit": "1.00"}, "missing_member: currency"),
     ({"limit": "1.00", "currency": "USD", "hurry": 1}, "unknown_member: terms")],
)  # fmt: skip
def test_unsound_terms_are_refused_here_by_member_before_anything_is_sent(
    double: MarketDouble, agent: Callable[[str], Agent], files: Path, content: dict[str, Any], named: str
) -> None:
    (files / "bad.json").write_text(json.dumps(content))
    said = agent("seller")("sell", files / "bike.json", "--terms", files / "bad.json")
    assert said.status == 2
    assert named in said.err
    assert all(request.method == "GET" for request in double.log)


def test_a_file_that_cannot_be_used_exits_with_two(agent: Callable[[str], Agent], files: Path) -> None:
    seller = agent("seller")
    (files / "list.json").write_text("[]")
    (files / "twice.json").write_text('{"title":"a","title":"b"}')
    for name in ("absent.json", "list.json", "twice.json", "."):
        assert seller("sell", files / name, "--terms", files / "floor.json").status == 2
    assert seller("verify", files / "absent.json").status == 2
    assert seller("keygen").status == 2


def test_a_contract_that_is_none_is_invalid_or_unreadable(agent: Callable[[str], Agent], files: Path) -> None:
    somebody = agent("somebody")
    assert somebody("verify", files / "bike.json").status == 1
    assert somebody("verify", files / "profile.txt").status == 2
    assert somebody("verify", files / "bike.json", "--json").objects[0]["valid"] is False


def test_a_market_that_is_not_named_is_asked_for(
    agent: Callable[[str], Agent], capsys: pytest.CaptureFixture[str]
) -> None:
    said = Agent(agent("somebody").home, "", capsys)("listings")
    assert said.status == 2
    assert "--market URL" in said.err


def test_other_peoples_words_cannot_steer_a_terminal() -> None:
    assert terminal.printable("red\x1b[31m bell\a two\nlines é 😀 \u202eback") == (
        "red\ufffd[31m bell\ufffd two lines é 😀 \ufffdback"
    )


def test_each_kind_of_error_has_its_exit_status() -> None:
    def market(kind: type[errors.MarketError]) -> errors.MarketError:
        return kind(400, "code", "detail", retry_after=None, members={})

    expected = {
        market(errors.NotFound): 1,
        market(errors.Conflict): 1,
        market(errors.Unavailable): 3,
        errors.Unreachable("x"): 3,
        errors.TookTooLong("x"): 3,
        errors.LocalError("x", "x"): 2,
        errors.Distrusted("x", "x"): 4,
        errors.SigningRefused("x", "x"): 4,
        errors.Unexpected("x"): 4,
    }
    assert {error: exits.of_error(error) for error in expected} == expected


CODES = re.findall(r"`([a-z_0-9]+)`", (ROOT / "docs" / "protocol.md").read_text().partition("## Errors")[2])


@pytest.mark.parametrize("kind", errors_of(errors.BargainError))
def test_every_error_says_what_to_do_next(kind: type[errors.BargainError]) -> None:
    for code in (*CODES, "anything_else"):
        if issubclass(kind, errors.MarketError):
            error: errors.BargainError = kind(400, code, "x", retry_after=None, members={})
        else:
            error = errors.BargainError.__new__(kind)
            errors.BargainError.__init__(error, code, "x")
        assert advice_of(error)
        assert exits.of_error(error) in exits.MEANINGS


def test_for_programs_an_error_is_an_object_too(double: MarketDouble, agent: Callable[[str], Agent]) -> None:
    somebody = agent("somebody")
    double.refuse = [problem(429, "key_quota", headers={"Retry-After": "300"})]
    said = somebody("rooms", "--json")
    assert json.loads(said.err) == {
        "error": "key_quota",
        "detail": "key_quota it is",
        "next": "try again in 300 s",
        "exit": 3,
    }
    assert said.status == 3


def test_a_contract_that_says_something_else_than_was_agreed_is_not_taken_home(
    double: MarketDouble, met: tuple[Agent, Agent, str], files: Path
) -> None:
    seller, buyer, room_id = met
    double.run(room_id, Outcome(True, 88))
    seller("sign", room_id)
    buyer("sign", room_id)
    document = json.loads(double.contracts[room_id])
    document["statement"]["outcome"]["price"] = "1.00"
    double.contracts[room_id] = json.dumps(document).encode()
    said = buyer("contract", room_id, "--save", files / "false.json")
    assert said.status == 4
    assert "bad_contract" in said.err
    assert not (files / "false.json").exists()
