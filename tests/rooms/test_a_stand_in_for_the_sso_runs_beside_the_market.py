"""`manage.py run` has an SSO to sign in by: a stand-in, unless the operator names the real one or has no code of it."""

import http.client
import io
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from rooms.management import sso
from rooms.management.child import Service
from rooms.management.commands.run import with_humans
from rooms.management.model import ModelFile
from rooms.management.plan import PROJECT, Ground, Plan, market, watched_market, with_model, with_sso
from rooms.management.stack import Stack
from tests.alien_sso import PROVIDER
from tests.rooms import stand_in
from tests.rooms.processes import PATIENCE
from tests.stacks import private_stack

OPERATORS = {"PATH": "/bin", "SECRET_KEY": "the operator's", "DATABASE_URL": "postgres://u:p@h/n"}


def services(tmp_path: Path, plan: Callable[[Ground], Plan]) -> dict[str, Service]:
    stands = Ground(tmp_path, tmp_path, 8000, turn_pause=None, turns_hours=1, inherited=OPERATORS)
    found = plan(stands)
    return {one.name: one for one in (*found.first, *found.preparations, *found.then, *found.last)}


@pytest.mark.parametrize("service", ["web", "worker", "beat", "prepare", "crowd"])
def test_the_market_is_told_where_its_sso_is_and_that_it_is_a_stand_in(tmp_path: Path, service: str) -> None:
    found = services(tmp_path, with_sso(watched_market))
    port = found["sso"].command[found["sso"].command.index("--port") + 1]
    told = found[service].environment
    assert told["ALIEN_ISSUER"] == f"http://127.0.0.1:{port}"
    assert (told["ALIEN_PROVIDER_ADDRESS"], told["ALIEN_STANDIN"]) == (PROVIDER, "yes")
    assert told["SECRET_KEY"] == OPERATORS["SECRET_KEY"]


def test_the_stand_in_is_the_one_of_the_tests_and_sees_nothing_of_the_operators_environment(
    tmp_path: Path,
) -> None:
    found = services(tmp_path, with_sso(market))["sso"]
    assert found.command[:3] == (sys.executable, "-m", "tests.alien_sso")
    assert found.environment == {"PATH": "/bin"}


def test_a_model_and_a_stand_in_run_beside_one_market(tmp_path: Path) -> None:
    spoken = with_model(market, ModelFile(Path("/models/small.gguf"), "small-01"))
    assert {"model", "sso", "web"} <= set(services(tmp_path, with_sso(spoken)))


def chosen(told: dict[str, str], project: Path) -> tuple[bool, str]:
    """(whether a stand-in is planned, what the operator is told)."""
    said = io.StringIO()
    return with_humans(market, told, project, Console(file=said, width=200)) is not market, said.getvalue()


def test_an_operator_who_names_a_provider_address_gets_the_real_sso() -> None:
    assert chosen({"ALIEN_PROVIDER_ADDRESS": "00ab"}, PROJECT) == (False, "")
    assert chosen({"ALIEN_PROVIDER_ADDRESS": ""}, PROJECT) == (True, "")
    assert chosen({}, PROJECT) == (True, "")


def test_an_installed_market_goes_on_without_and_says_so_in_one_line(tmp_path: Path) -> None:
    planned, said = chosen({}, tmp_path)
    assert not planned
    assert len(said.splitlines()) == 1
    assert "its stand-in is in a clone only" in said


def test_nobody_is_served_before_it_answers(tmp_path: Path) -> None:
    seen: list[tuple[str, bool]] = []

    def loaded() -> bool:  # asked once the stand-in has answered
        said = (tmp_path / "log" / "sso.log").read_text()
        seen.append((said.partition(":")[0], (tmp_path / "log" / "web.log").exists()))
        return True

    def plan(ground: Ground) -> Plan:
        return replace(stand_in.plan(ground), loaded=loaded)

    with Stack(data_dir=tmp_path, plan=with_sso(plan)) as stack:
        assert stack.pid("sso") is not None
    assert seen == [('{"issuer"', False)]
    assert (tmp_path / "log" / "sso.log").read_text().splitlines()[-1] == "[ended with status 0]"


@pytest.mark.stack
@pytest.mark.xdist_group("stack")
def test_a_market_opens_with_a_stand_in_that_answers_and_ends_with_it() -> None:
    with private_stack(plan=with_sso(market)) as opened:
        issuer = json.loads((opened.logs / "sso.log").read_text().splitlines()[0])["issuer"]
        port = int(issuer.rpartition(":")[2])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", "/.well-known/openid-configuration")
        assert json.loads(connection.getresponse().read())["issuer"] == issuer
        connection.close()
    assert not sso.StandIn(port).answers()
