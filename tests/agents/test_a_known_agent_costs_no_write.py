"""Whoever calls again by any of the ways in writes no row, in the whole request; what is kept beside rows is the one
key by which the nonce or the proof counts once."""

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import redis
from django.db import connection
from django.utils import timezone

from agents import actions, queries
from agents.domain import agentid, owner_chain
from agents.models import AgentToken
from tests.agents.dpop import pair
from tests.alien_sso import ADA, PROVIDER, AlienSso
from tests.alien_sso.agent import thumbprint
from tests.parties import Party, Workshop

pytestmark = pytest.mark.django_db

ME, LISTINGS, ROOMS = "agents/me", "listings", "rooms"
Headers = dict[str, str]
Way = Callable[[Party, AlienSso, str], Headers]


def by_agentid(party: Party, sso: AlienSso, path: str) -> Headers:
    return {"authorization": party.authorization()}


def by_agentid_with_an_owner_claimed(party: Party, sso: AlienSso, path: str) -> Headers:
    return _chained(party, sso, sso.id_token("Ada"))


def by_agentid_with_an_owner_verified(party: Party, sso: AlienSso, path: str) -> Headers:
    return _chained(party, sso, sso.id_token("Ada", jkt=thumbprint(party.private)))


def by_dpop(party: Party, sso: AlienSso, path: str) -> Headers:
    access, sent = pair(party, sso, url=f"http://{party.host}/api/v1/{path}")
    return {"authorization": f"DPoP {access}", "dpop": sent}


def by_token(party: Party, sso: AlienSso, path: str) -> Headers:
    if party.token is None:
        tenant = queries.tenant_by_slug("cars")
        agent = queries.agent_by_fingerprint(party.get(ME).body["fingerprint"])
        assert tenant is not None
        assert agent is not None
        party.token, _ = actions.issue_token(agent, tenant, now=timezone.now())
    return {"authorization": party.authorization()}


def _chained(party: Party, sso: AlienSso, id_token: str) -> Headers:
    now_ms = time.time_ns() // 1_000_000
    binding = owner_chain.bind(
        party.private,
        owner=ADA,
        id_token=id_token,
        issuer=sso.issuer,
        audience=PROVIDER,
        now_ms=now_ms,
        binding_id="of a test",
    )
    token = agentid.make(
        party.private, now_ms=now_ms, nonce=uuid4().hex, owner=ADA, binding=binding, id_token=id_token
    )
    return {"authorization": f"AgentID {token}"}


class Statements:
    """For `connection.execute_wrapper`: what the database was told, transactions included."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.told.append(sql)
        return execute(sql, params, many, context)

    def writes(self) -> list[str]:
        """What is no plain reading; a lock is none."""
        said = [sql.strip().upper() for sql in self.told]
        return [sql for sql in said if not sql.startswith("SELECT") or " FOR " in sql]


@pytest.mark.parametrize("path", [ME, LISTINGS, ROOMS])
@pytest.mark.parametrize(
    ("way", "kept"),
    [
        (by_agentid, ("once:nonce:", 361)),
        (by_agentid_with_an_owner_claimed, ("once:nonce:", 361)),
        (by_agentid_with_an_owner_verified, ("once:nonce:", 361)),
        (by_dpop, ("once:proof_jti:", 61)),
        (by_token, None),
    ],
)
def test_the_second_call_reads_rows_and_writes_none(
    workshop: Workshop,
    alice: Party,
    sso: AlienSso,
    broker: str,
    way: Way,
    kept: tuple[str, int] | None,
    path: str,
) -> None:
    assert alice.call("GET", path, headers=way(alice, sso, path)).status == 200
    headers = way(alice, sso, path)
    told = Statements()
    with redis.Redis.from_url(broker) as store:
        before = set(store.keys())
        with connection.execute_wrapper(told):
            assert alice.call("GET", path, headers=headers).status == 200
        left = [(key.decode(), int(store.ttl(key))) for key in set(store.keys()) - before]
    assert told.told, "it watched"
    assert told.writes() == []
    assert len(left) == (kept is not None)
    for key, seconds in left:
        assert kept is not None
        assert key.startswith(kept[0])
        assert kept[1] - 10 < seconds <= kept[1], "as long as the token could be sent again, and no longer"


def test_a_token_is_noted_as_used_at_its_first_use_and_not_at_the_next(
    workshop: Workshop, alice: Party, sso: AlienSso
) -> None:
    headers = by_token(alice, sso, ME)
    first, second = Statements(), Statements()
    for told in (first, second):
        with connection.execute_wrapper(told):
            assert alice.call("GET", ME, headers=headers).status == 200
    assert len(first.writes()) == 1
    assert second.writes() == []
    assert AgentToken.objects.get().last_used_at is not None
