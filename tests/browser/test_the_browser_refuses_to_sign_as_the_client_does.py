"""The browser agent's checks are the client library's: of every statement the same verdict, by the same code."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from agents.domain import agentid, keys
from client import checks, manifest
from client.checks import Memory
from client.errors import SigningRefused
from contracts.domain import canonical
from contracts.domain.canonical import digest
from contracts.domain.statement import Party
from marketplace.domain import money
from tests.browser.agents import told
from tests.browser.visits import Visitor
from tests.unit.client import test_checks as known

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]

STRANGER = "dd" * 32
ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, 92, 127, 128, 88.5, "", "x", "01990000-0000-7000-8000-00000000000f", STRANGER,
    "sha256:" + "ee" * 32, "880.00", "1000.00", "11011001", "00000000", "01011000", "EUR",
    "2026-02-30T00:00:00Z", [], {},
)  # fmt: skip
CHECK = """return Promise.all(given.map(async ([said, memory]) => {
  try { await checks.checkStatement(said, memory); return ""; } catch (error) { return error.code ?? String(error); }
}));"""
COVERS = """return Promise.all(given.map(async ([before, kind, later]) =>
  manifest.covers(await manifest.known(before), kind, await manifest.known(later))));"""


@pytest.fixture
def page(auditor: Visitor) -> Page:
    """A page of the market, whose modules are asked."""
    auditor.page.goto(auditor.url("/verify"))
    return auditor.page


def places(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield (*path, name)
            yield from places(inner, (*path, name))


def changed(said: dict[str, Any], path: tuple[str, ...], value: object) -> dict[str, Any]:
    made = copy.deepcopy(said)
    inner = made
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return made


def statements() -> list[dict[str, Any]]:
    """Right ones, and each with one member changed, or left out, or one more."""
    found = [known.statement(band) for band in (None, 0, 88, 95, 96, 127)]
    base = known.statement()
    for path in places(base):
        found += [changed(base, path, value) for value in ODD]
        found.append(changed(base, (*path[:-1], "more"), 1))
    owned = changed(base, ("parties", "seller", "owner"), "alien-1")
    return [*found, owned, changed(owned, ("parties", "buyer", "owner"), "alien-2")]


def memories() -> list[Memory]:
    owned = Party(known.SELLER_FP, "alien-1")
    return [
        known.memory(),
        known.memory(role="seller", limit_minor=88_000),
        known.memory(role="seller", limit_minor=88_001),
        known.memory(limit_minor=87_999),
        known.memory(seller=owned),
        known.memory(seller=Party(known.SELLER_FP, "alien-9")),
        known.memory(buyer=Party(known.SELLER_FP, None)),
    ]


def in_browser(memory: Memory) -> dict[str, Any]:
    """A memory as the browser keeps it."""
    parties = {side: vars(getattr(memory, side)) for side in ("seller", "buyer")}
    plain = {name: getattr(memory, name) for name in vars(memory) if name not in ("limit_minor", *parties)}
    return {**plain, **parties, "limit": money.format_minor(memory.limit_minor, "USD")}


def verdict(said: object, memory: Memory) -> str:
    try:
        checks.check_statement(said, memory)
    except SigningRefused as refused:
        return refused.code
    return ""


def test_of_every_statement_both_say_the_same(page: Page) -> None:
    asked = [(said, memory) for said in statements() for memory in memories()]
    right = [verdict(*one) for one in asked]
    assert told(page, CHECK, [[said, in_browser(memory)] for said, memory in asked]) == right
    codes = {
        "", "bad_statement", "bad_byte", "price_outside_limit", "wrong_room", "wrong_room_key", "wrong_tenant",
        "wrong_listing", "wrong_listing_digest", "wrong_title", "wrong_currency", "wrong_asking_price", "wrong_profile",
        "wrong_manifest", "wrong_own_party", "wrong_other_party",
    }  # fmt: skip
    assert codes <= set(right)


def test_consent_reaches_as_far_here_as_in_the_client(page: Page) -> None:
    given = told(page, "return (await manifest.inForce()).content;")
    later = [given, *(changed(given, path, "other") for path in places(given))]
    later += [changed(given, ("retention", kind), hours) for kind in given["retention"] for hours in (0, 900)]
    later.append(changed(given, ("retention", "more"), 1))
    sound = [one for one in later if one["sealing"] == given["sealing"] and _is_known(one)]
    asked = [(given, kind, one) for one in sound for kind in ("exact", "operator")]
    right = [manifest.covers(manifest.check(a), kind, manifest.check(b)) for a, kind, b in asked]  # type: ignore[arg-type]
    assert told(page, COVERS, [list(one) for one in asked]) == right
    assert set(right) == {True, False}


def _is_known(content: dict[str, Any]) -> bool:
    try:
        manifest.check(content)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is none to compare
        return False
    return True


def test_digests_are_those_of_the_server(page: Page) -> None:
    values: list[Any] = [
        {"b": 1, "a": [True, None, "\u20ac\U0001f697\"\\\n"], "\ufb33": 0.5, "\U0001f600": 1e21}, [], {}, "x", -0.0,
        {"__proto__": {"x": 1}, "constructor": 2},
    ]  # fmt: skip
    script = """const { digest } = await import("/static/js/verify/canonical.js");
      return Promise.all(given.map((one) => digest(JSON.parse(one))));"""
    assert told(page, script, [canonical.canonical(one).decode() for one in values]) == [
        digest(one) for one in values
    ]


def test_a_request_of_the_browsers_is_an_agents(page: Page) -> None:
    script = """await store.drop("keys", "somebody"); const made = await identity.create("somebody");
      return [made.fingerprint, await made.authorization(1700000000000, "a nonce of its own")];"""
    fingerprint, header = told(page, script)
    token = agentid.parse_and_verify(header.removeprefix("AgentID "), now_ms=1_700_000_000_000, skew_ms=0)
    assert keys.fingerprint(token.public_key) == fingerprint == token.fingerprint


def test_the_key_can_be_read_by_no_script_and_is_never_overwritten(page: Page) -> None:
    script = """await store.drop("keys", "somebody"); const made = await identity.create("somebody");
      const { privateKey } = await store.read("keys", "somebody");
      const read = (kind) => crypto.subtle.exportKey(kind, privateKey).then(() => "read", (error) => error.name);
      const again = [await identity.create("somebody"), await identity.load("somebody")];
      const isKept = again.every(({ fingerprint }) => fingerprint === made.fingerprint);
      return [privateKey.extractable, await read("pkcs8"), await read("jwk"), isKept];"""
    assert told(page, script) == [False, "InvalidAccessError", "InvalidAccessError", True]
