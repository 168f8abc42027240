"""Agents written from the protocol's section 5 and from RFC 9449 alone come in by the humans behind them, and sell and
buy at a real market that takes nobody else."""

import ast
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contracts.domain import verification
from rooms.management.child import Service
from rooms.management.plan import Ground, Plan, environment, market
from rooms.management.stack import Stack
from tests.alien_sso import ADA, GRACE, PROVIDER, AlienSso
from tests.alien_sso.mint import LIFETIME
from tests.journeys import agentid_stranger, bargaining_stranger, dpop_stranger
from tests.journeys.bargaining_stranger import Agent
from tests.journeys.person import Person, agree
from tests.stacks import private_stack

STRANGERS = [agentid_stranger, dpop_stranger, bargaining_stranger]
OWNERS_ONLY = "from marketplace.models import Policy; Policy.objects.update(require_verified_owner=True)"


class ShortLived(AlienSso):
    """The stand-in, whose access tokens live for as many seconds as the test says."""

    seconds = LIFETIME

    def access_token(self, human: str, **said: Any) -> str:
        return super().access_token(human, **{"exp": int(self.clock()) + self.seconds, **said})


@pytest.fixture(scope="module")
def sso() -> Iterator[ShortLived]:
    with ShortLived() as opened:
        yield opened


@pytest.fixture(scope="module")
def stack(sso: AlienSso) -> Iterator[Stack]:
    told = {"ALIEN_ISSUER": sso.issuer, "ALIEN_PROVIDER_ADDRESS": PROVIDER, "ALIEN_STANDIN": "yes"}
    with private_stack(told=told, plan=owners_only, turn_pause=0) as opened:
        yield opened


def owners_only(ground: Ground) -> Plan:
    """A market that deals with agents of verified owners and with nobody else."""
    plan = market(ground)
    command = (sys.executable, "manage.py", "shell", "-c", OWNERS_ONLY)
    return replace(plan, preparations=(*plan.preparations, Service("policy", command, environment(ground))))


@pytest.mark.parametrize("stranger", STRANGERS, ids=[one.__name__ for one in STRANGERS])
def test_they_know_nothing_of_this_project(stranger: Any) -> None:
    tree = ast.parse(Path(stranger.__file__).read_text())
    imports = [one for one in ast.walk(tree) if isinstance(one, ast.Import | ast.ImportFrom)]
    assert all(one.level == 0 for one in imports if isinstance(one, ast.ImportFrom))
    names = {alias.name for one in imports if isinstance(one, ast.Import) for alias in one.names}
    names |= {one.module or "" for one in imports if isinstance(one, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names) == {"cryptography"}


def me(agent: Agent) -> Any:
    status, told = agent.call("GET", "agents/me")
    assert status == 200, told
    return told


def bought(seller: Agent, buyer: Agent) -> dict[str, Any]:
    """What the contract between two agents states. It is verified."""
    status, listing = bargaining_stranger.post_listing(seller)
    assert status == 201, listing
    status, room = bargaining_stranger.open_room(buyer, listing["listing"]["id"])
    assert status == 201, room
    for agent in (seller, buyer):
        bargaining_stranger.sign(agent, bargaining_stranger.wait_for(agent, room["id"], ["signing"]))
    made = bargaining_stranger.contract(buyer, room["id"])
    assert verification.verify(json.dumps(made).encode()).valid
    statement: dict[str, Any] = made["statement"]
    return statement


def parties(seller: Agent, buyer: Agent) -> dict[str, Any]:
    """As a statement names Grace's agent and Ada's."""
    return {
        "seller": {"fingerprint": seller.fingerprint, "owner": GRACE},
        "buyer": {"fingerprint": buyer.fingerprint, "owner": ADA},
    }


def confirmed(url: str, sso: AlienSso, name: str, address: str) -> agentid_stranger.Agent:
    """An agent whose owner says so: at the SSO, which claims it, and signed in at the market, which verifies it."""
    agent = agentid_stranger.Agent(url)
    agent.bind(sso.issuer, PROVIDER, lambda link: agree(link, name))
    told = {"fingerprint": agent.fingerprint, "owner": address}
    assert me(agent) == {**told, "proof": "claimed"}
    status, refused = bargaining_stranger.post_listing(agent)
    assert (status, refused["code"]) == (403, "verified_owner_required")
    with Person(url, name) as owner:
        owner.sign_in()
        owner.confirm_on_the_page()
    assert me(agent) == {**told, "proof": "verified"}
    return agent


@pytest.mark.stack
@pytest.mark.xdist_group("stack")
def test_an_agent_with_an_owners_chain_is_confirmed_by_its_owner_and_buys(
    stack: Stack, sso: ShortLived
) -> None:
    url = stack.url("cars")
    seller, buyer = confirmed(url, sso, "Grace", GRACE), confirmed(url, sso, "Ada", ADA)
    statement = bought(seller, buyer)
    assert statement["parties"] == parties(seller, buyer)
    assert statement["outcome"]["deal"]


def bound(url: str, sso: AlienSso, name: str) -> dpop_stranger.Client:
    client = dpop_stranger.Client(url)
    client.bind(sso.issuer, PROVIDER, lambda link: agree(link, name))
    return client


@pytest.mark.stack
@pytest.mark.xdist_group("stack")
def test_a_dpop_client_is_verified_at_once_and_buys(stack: Stack, sso: ShortLived) -> None:
    seller, buyer = (bound(stack.url("bikes"), sso, name) for name in ("Grace", "Ada"))
    assert me(buyer) == {"fingerprint": buyer.fingerprint, "owner": ADA, "proof": "verified"}
    statement = bought(seller, buyer)
    assert statement["parties"] == parties(seller, buyer)
    assert statement["outcome"]["deal"]
    assert (seller.refreshed, buyer.refreshed) == (0, 0)


@pytest.mark.stack
@pytest.mark.xdist_group("stack")
def test_a_dpop_client_goes_on_when_its_access_token_has_ended(stack: Stack, sso: ShortLived) -> None:
    client = bound(stack.url("bikes"), sso, "Alan")
    known = me(client)
    sso.seconds = -60
    client.refresh()
    sso.seconds = LIFETIME
    status, told, _ = client.once("GET", "agents/me")
    assert (status, told["code"]) == (401, "expired_access_token")
    assert me(client) == known
    assert client.refreshed == 2
