"""HPKE by WebCrypto: the published vectors of this suite, and what the server's library seals and opens."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from marketplace.domain import sealing, terms
from tests.browser.agents import asked, told
from tests.browser.visits import Visitor

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]

VECTORS = Path(__file__).parents[1] / "vectors"
VECTOR = json.loads((VECTORS / "hpke" / "base.json").read_text())
BINDING = {
    "manifestDigest": "sha256:" + "aa" * 32, "fingerprint": "bb" * 32,
    "listing": "01990000-0000-7000-8000-000000000002",
}  # fmt: skip
PRELUDE = """
  const { fromHex, toHex } = await import("/static/js/verify/bytes.js");
  const PKCS8 = "302e020100300506032b656e04220420"; // RFC 8410
  const privateKey = (raw) => crypto.subtle.importKey("pkcs8", fromHex(PKCS8 + raw), "X25519", false, ["deriveBits"]);
  const publicKey = (raw) => crypto.subtle.importKey("raw", fromHex(raw), "X25519", true, []);
"""
SEALED = """
  const ephemeral = { privateKey: await privateKey(given.skEm), publicKey: await publicKey(given.pkEm) };
  const [info, pt, aad] = [given.info, given.pt, given.aad].map(fromHex);
  return toHex(await hpke.seal(fromHex(given.pkRm), info, pt, { aad, ephemeral }));
"""
SCHEDULED = """
  const [enc, recipient, info, theirs] = [given.enc, given.pkRm, given.info, given.theirs].map(fromHex);
  const { key, nonce } = await hpke.schedule(await privateKey(given.mine), theirs, { enc, recipient, info });
  return { key: toHex(key), base_nonce: toHex(nonce) };
"""
SEALED_TERMS = """
  const { recipient, private: told, ...binding } = given;
  const info = terms.info(binding);
  return [toHex(info), toHex(await hpke.seal(fromHex(recipient), info, terms.toBytes(terms.sound(told))))];
"""
OPENED = """
  const [enc, ct] = [given.sealed.slice(0, 64), given.sealed.slice(64)].map(fromHex);
  const [recipient, info] = [given.recipient, given.info].map(fromHex);
  const { key, nonce } = await hpke.schedule(await privateKey(given.mine), enc, { enc, recipient, info });
  const made = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  return toHex(new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce }, made, ct)));
"""


@pytest.fixture
def page(auditor: Visitor) -> Page:
    """A page of the market, whose modules are asked."""
    auditor.page.goto(auditor.url("/verify"))
    return auditor.page


def test_the_published_vector_is_sealed_to_the_byte(page: Page) -> None:
    assert told(page, PRELUDE + SEALED, VECTOR) == VECTOR["enc"] + VECTOR["ct"]


@pytest.mark.parametrize(("mine", "theirs"), [("skEm", "pkRm"), ("skRm", "pkEm")])
def test_both_sides_come_to_the_published_key_and_nonce(page: Page, mine: str, theirs: str) -> None:
    given = VECTOR | {"mine": VECTOR[mine], "theirs": VECTOR[theirs]}
    assert told(page, PRELUDE + SCHEDULED, given) == {name: VECTOR[name] for name in ("key", "base_nonce")}


@pytest.mark.parametrize("role", ["seller", "buyer"])
@pytest.mark.parametrize("notes", ["", "a lift, a ramp: \u00e9 \U0001f697 \u2028", "n" * 4_000])
def test_what_the_browser_seals_the_server_opens(page: Page, role: terms.Role, notes: str) -> None:
    private, public = sealing.generate()
    sent = {
        "limit": "15731.47", "currency": "USD", "urgency": "high", "dealbreakers": ["salvage title"], "notes": notes,
    }  # fmt: skip
    info, sealed = told(
        page, PRELUDE + SEALED_TERMS, {"recipient": public.hex(), "role": role, "private": sent, **BINDING}
    )
    ours = sealing.info(
        role=role, manifest_digest=BINDING["manifestDigest"], fingerprint=BINDING["fingerprint"],
        listing_id=BINDING["listing"],
    )  # fmt: skip
    assert bytes.fromhex(info) == ours
    plaintext = sealing.unseal(private, ours, bytes.fromhex(sealed))
    assert terms.as_dict(terms.parse_bytes(plaintext, currency="USD")) == sent
    assert len(plaintext) % terms.PADDED_TO == 0
    with pytest.raises(sealing.Unopenable):
        sealing.unseal(private, ours + b"x", bytes.fromhex(sealed))


def test_what_the_server_seals_the_browser_opens(page: Page) -> None:
    private, public = sealing.generate()
    sealed = sealing.seal(public, b"an info", b"what was sealed")
    given = {
        "mine": private.hex(), "recipient": public.hex(), "sealed": sealed.hex(), "info": b"an info".hex(),
    }  # fmt: skip
    assert bytes.fromhex(told(page, PRELUDE + OPENED, given)) == b"what was sealed"
    assert "refused" in asked(page, PRELUDE + OPENED, given | {"info": b"another".hex()})


@pytest.mark.parametrize("point", ["00" * 32, "01" + "00" * 31, "ec" + "ff" * 30 + "7f"])
def test_nothing_is_sealed_to_a_point_of_small_order(page: Page, point: str) -> None:
    given = {"recipient": point, "role": "buyer", "private": {"limit": "1", "currency": "JPY", "urgency": "low",
             "dealbreakers": [], "notes": ""}, **BINDING}  # fmt: skip
    assert "refused" in asked(page, PRELUDE + SEALED_TERMS, given)


TYPED: list[tuple[str, int, str | None]] = [
    ("18500", 2, "18500.00"), ("18,500.5", 2, "18500.50"), (" 18 500 ", 2, "18500.00"), ("18\u202f500", 0, "18500"),
    ("1'234'567.89", 2, "1234567.89"), ("18.500", 3, "18.500"), ("0.01", 2, "0.01"), ("18.500", 2, None),
    ("18,50", 2, None), ("1,2345", 2, None), ("0", 2, None), ("-5", 2, None), ("1e5", 2, None), ("", 2, None),
    ("1234,567", 2, None), ("1,234 567", 2, None), ("1,500", 3, None), ("1 500", 3, "1500.000"),
    ("1,234,567.5", 2, "1234567.50"), ("1,500x", 2, None), ("1,5000", 2, None), ("1.2.3", 2, None),
    ("5.5", 0, None), ("\u0661\u0662", 0, None), ("9" * 16, 0, None), ("$5", 2, None),
]  # fmt: skip


def test_an_amount_is_read_in_one_way_or_not_at_all(page: Page) -> None:
    script = "return given.map(([text, digits]) => terms.typed(text, digits));"
    assert told(page, script, [list(one[:2]) for one in TYPED]) == [right for *_, right in TYPED]


TERMS: list[dict[str, Any]] = [
    {}, {"urgency": "urgent"}, {"limit": "5.5"}, {"dealbreakers": ["x"] * 10}, {"dealbreakers": ["x"] * 11},
    {"dealbreakers": ["x" * 80]}, {"dealbreakers": ["x" * 81]}, {"dealbreakers": [""]}, {"dealbreakers": ["---"]},
    {"dealbreakers": ["a\tb"]}, {"dealbreakers": ["a\u00a0b"]}, {"dealbreakers": ["a\u2028b"]},
    {"dealbreakers": ["\U0001f697 car"]}, {"dealbreakers": ["\u202ex"]}, {"dealbreakers": ["\u00b2"]},
    {"notes": "x" * 4_000}, {"notes": "\U0001f697" * 4_000}, {"notes": "x" * 4_001}, {"notes": "a\nb\r\tc"},
    {"notes": "a\u0000"}, {"notes": "a\u0085"}, {"notes": "a\u200b\u2028"},
]  # fmt: skip


def test_terms_are_refused_here_where_the_room_would_refuse_them(page: Page) -> None:
    plain = {"limit": "5.00", "currency": "USD", "urgency": "normal", "dealbreakers": [], "notes": ""}
    script = """return given.map((one) => {
      try { return terms.filledIn({ ...one, dealbreakers: one.dealbreakers.join("\\n") }, "10.00") && ""; }
      catch (error) { return error.code; }
    });"""
    tried = [plain | change for change in TERMS if change not in ({"dealbreakers": [""]}, {"limit": "5.5"})]
    assert told(page, script, tried) == [_refusal(one) for one in tried]


def _refusal(one: dict[str, Any]) -> str:
    try:
        terms.parse(one, currency="USD")
    except terms.TermsRefused as refused:
        return refused.code
    return ""
