"""Canaries in every private place; then the raw bytes of everything that can be read afterwards.

Database files with their write-ahead logs, logs, the keyring, the broker's memory and every command that it was
sent, and every answer of the API.
"""

import contextlib
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis

from client.identity import Identity
from client.market import Market
from client.transport import LocalhostTransport
from rooms.management.plan import Ground, Plan, market
from rooms.management.stack import Stack
from tests.faults.bargains import PROFILE, PUBLIC, Agents, terms, until, until_status
from tests.stacks import files_of_database, private_stack

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

FLOOR, BUDGET = 1_573_147, 1_826_439
FLOOR_TOO, BUDGET_TOO = 1_411_753, 1_937_361
NOTES = "canarynote the gearbox whines in third"
BREAKER = "canarybreaker showroom"
PRIVATE = (
    *("1573147", "15731.47", "15,731.47", "1826439", "18264.39", "18,264.39"),
    *("1411753", "14117.53", "1937361", "19373.61", "9999999999.999"),
    *("canarynote", "gearbox whines", "canarybreaker"),
)
PUBLIC_CONTROL = "a public canary in the description"


def faulty(ground: Ground) -> Plan:
    """The market with the persona that fails loudly at some listings."""
    plan, named = market(ground), {"DJANGO_SETTINGS_MODULE": "tests.faulty_settings"}
    return replace(
        plan,
        preparations=tuple(
            replace(one, environment={**one.environment, **named}) for one in plan.preparations
        ),
        then=tuple(replace(one, environment={**one.environment, **named}) for one in plan.then),
    )


@pytest.fixture
def watched() -> Iterator[tuple[Stack, "Wiretap", Agents]]:
    """A stack, every command to its broker, and the agents at it."""
    with contextlib.ExitStack() as last, private_stack(turn_pause=0.1, turns_hours=0, plan=faulty) as opened:
        tap, agents = Wiretap(opened), Agents(opened.url("cars"))
        last.callback(tap.close)
        last.callback(agents.close)
        yield opened, tap, agents


class Wiretap:
    """Every command that the broker is sent, as it is sent."""

    def __init__(self, stack: Stack) -> None:
        self._client = redis.Redis(unix_socket_path=str(stack.ground.run_dir / "broker.sock"))
        self.heard: list[bytes] = []
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    def _listen(self) -> None:
        with contextlib.suppress(redis.ConnectionError), self._client.monitor() as monitor:  # type: ignore[no-untyped-call]
            self._ready.set()
            for command in monitor.listen():
                self.heard.append(repr(command).encode())

    def close(self) -> None:
        """After the broker has ended, which ends the listening."""
        self._thread.join(10)
        self._client.close()

    def keys(self) -> bytes:
        """Every key with its value, as stored."""
        return b"\n".join(name + (self._client.dump(name) or b"") for name in self._client.scan_iter())


def memory_of(pid: int) -> Iterator[bytes]:
    """What a process can write to: its heap, its stacks, its buffers."""
    with Path(f"/proc/{pid}/maps").open() as maps, Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in maps:
            start, end, flags = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+)", line).groups()  # type: ignore[union-attr]
            if flags.startswith("rw"):
                memory.seek(int(start, 16))
                try:
                    yield memory.read(int(end, 16) - int(start, 16))
                except OSError:  # a guard page
                    continue


def readable_afterwards(stack: Stack, tap: Wiretap) -> Iterator[tuple[str, bytes]]:
    """(where, bytes) of everything that somebody could read later."""
    for path in stack.ground.data_dir.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()
    yield from files_of_database(stack)
    yield "commands to the broker", b"\n".join(tap.heard)
    yield "keys of the broker", tap.keys()
    broker = stack.pid("broker")
    assert broker is not None
    for segment in memory_of(broker):
        yield "memory of the broker", segment


def found(stack: Stack, tap: Wiretap, *canaries: str) -> set[tuple[str, str]]:
    """(canary, where) of every canary that stands somewhere in the clear."""
    patterns = [(one, (one.encode(), one.encode("utf-16-le"))) for one in canaries]
    return {
        (one, where)
        for where, content in readable_afterwards(stack, tap)
        for one, spellings in patterns
        if any(spelling in content for spelling in spellings)
    }


def listing(agents: Agents, seller: Market, floor: int, *, sealed: bool, **changes: Any) -> Any:
    return agents.listing(seller, terms(floor, NOTES, (BREAKER,)), sealed=sealed, **changes)


def test_no_file_log_command_key_or_page_holds_a_private_term(
    watched: tuple[Stack, Wiretap, Agents],
) -> None:
    stack, tap, agents = watched
    seller, buyer = agents.enter(), agents.enter()
    good = listing(agents, seller, FLOOR, sealed=True, description=PUBLIC_CONTROL)
    bad = listing(agents, seller, FLOOR_TOO, sealed=False, title="2011 Saab that breaks down")
    first = buyer.open_room(good, PROFILE, terms(BUDGET, NOTES, (BREAKER,)), sealed=False).id
    second = buyer.open_room(bad, PROFILE, terms(BUDGET_TOO, NOTES, (BREAKER,)), sealed=True).id
    until(lambda: len(buyer.transcript(first)) >= 2, seconds=30)
    assert found(stack, tap, *PRIVATE) == set()  # while both rooms run
    refuse_bad_terms(agents)
    assert until_status(buyer, first, "signing").status == "signing"
    failed = until_status(buyer, second, "failed")
    assert failed.summary.reason == "persona_failed"
    assert found(stack, tap, *PRIVATE) == set()  # while one awaits signatures
    seller.sign(first)
    buyer.sign(first)
    seller.withdraw(bad.id)
    until_status(buyer, first, "done")
    until(lambda: buyer.transcript(first) == [] and buyer.room(first).receipt is not None, seconds=30)
    assert found(stack, tap, *PRIVATE) == set()  # for ever after
    seen_where_it_should_be(stack, tap, first)


def seen_where_it_should_be(stack: Stack, tap: Wiretap, room_id: str) -> None:
    """The search itself works: public text is found in the rows, the room's id in all that is sent."""
    public = {where for _, where in found(stack, tap, PUBLIC_CONTROL)}
    assert any(where.startswith(("market.sqlite3", "table ")) for where in public)
    ids = {where for _, where in found(stack, tap, room_id)}
    assert {"commands to the broker", "memory of the broker"} <= ids
    assert "persona failed: RuntimeError" in (stack.logs / "worker.log").read_text()


def refuse_bad_terms(agents: Agents) -> None:
    """Unsound terms in clear: refused, and quoted in no answer."""
    identity = Identity.generate()
    off_scale = terms_json("29999.99")
    unsound = terms_json("9999999999.999") | {"unknown": NOTES}
    with httpx.Client(base_url=agents.url, transport=LocalhostTransport()) as http:
        digest = http.get("/api/v1/manifest").json()["digest"]
        for number, private in enumerate((off_scale, unsound, unsound | {"padding": "x" * 1_000_000})):
            token = identity.authorization(now_ms=time.time_ns() // 1_000_000, nonce=f"canary-{number}")
            body = {**PUBLIC, "terms": private, "manifest_digest": digest}
            answer = http.post("/api/v1/listings", json=body, headers={"Authorization": token})
            assert answer.status_code == (422, 422, 413)[number]
            assert not any(canary in answer.text for canary in (*PRIVATE, "29999.99"))


def terms_json(limit: str) -> dict[str, Any]:
    return {"limit": limit, "notes": NOTES, "currency": "USD", "dealbreakers": [BREAKER]}
