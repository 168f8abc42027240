"""A visitor's own browser judges contracts as the command and the server do, to the word."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page

from agents.domain import keys
from tests import documents
from tests.browser.visits import Visitor, Wire, market_says
from tests.vectors.contracts import pen

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]

KEYS = Path(__file__).parents[1] / "vectors" / "keys"
AT_ONCE = 300
JUDGE = """async (questions) => {
  const { verify } = await import("/static/js/verify/verification.js");
  const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const judge = async ({ document, expect }) => JSON.stringify(await verify(bytes(document), expect));
  return Promise.all(questions.map(judge));
}"""
TAKES = """async (signatures) => {
  const keys = await import("/static/js/verify/keys.js");
  const { fromHex } = await import("/static/js/verify/bytes.js");
  const plainly = async (key, message, signature) => {
    const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return crypto.subtle.verify("Ed25519", imported, signature, message);
  };
  return Promise.all(signatures.map(async (one) => {
    const given = [one.key, one.message, one.signature].map(fromHex);
    return { plainly: await plainly(...given), here: await keys.verify(...given), fault: keys.faultOfKey(given[0]) };
  }));
}"""


def judged(page: Page, asked: Sequence[documents.Question]) -> list[dict[str, Any]]:
    """What the page's own modules say."""
    return [json.loads(said) for said in page.evaluate(JUDGE, [documents.asked(*one) for one in asked])]


@pytest.fixture
def page(auditor: Visitor) -> Page:
    """A page of the market, whose modules are asked."""
    auditor.page.goto(auditor.url("/verify"))
    return auditor.page


def test_the_command_and_the_browser_say_the_same_of_every_document(page: Page) -> None:
    asked = documents.questions()
    for start in range(0, len(asked), AT_ONCE):
        some = asked[start : start + AT_ONCE]
        said = judged(page, some)
        for (document, fingerprints), verdict in zip(some, said, strict=True):
            assert verdict == documents.command_says(document, fingerprints), (document, fingerprints)


def test_the_server_says_so_too_of_every_vector(page: Page, wire: Wire) -> None:
    asked: list[documents.Question] = [
        (documents.vector(case["file"]), case["expect"]) for case in documents.CASES
    ]
    said = judged(page, asked)
    for (document, fingerprints), verdict in zip(asked, said, strict=True):
        answer = market_says(wire, "/api/v1/verify", params=fingerprints, content=document)
        if answer.status_code == httpx.codes.OK:
            assert answer.json() == {name: told for name, told in verdict.items() if name != "statement"}
        else:
            assert (answer.status_code, {"unreadable": answer.json()["code"]}) == (400, verdict)


def test_what_web_crypto_takes_of_forgers_is_refused_here(page: Page) -> None:
    bad = json.loads((KEYS / "small_order_keys.json").read_text())
    forged = [
        {
            "key": one["key"],
            "message": b"any.thing".hex(),
            "signature": keys.from_base64url(
                pen.forged(bytes.fromhex(one["key"]), one["order"], "any", "thing")
            ).hex(),
        }
        for one in bad
    ]
    said = page.evaluate(TAKES, forged)
    assert all(one["plainly"] for one in said)
    assert not any(one["here"] for one in said)
    assert [one["fault"] for one in said] == [one["code"] for one in bad]


def test_signatures_are_taken_only_as_an_honest_signer_makes_them(page: Page) -> None:
    given = json.loads((KEYS / "signatures.json").read_text())
    said = page.evaluate(TAKES, given)
    assert [one["here"] for one in said] == [one["valid"] for one in given]
    assert [one["plainly"] for one in said] != [one["valid"] for one in given]
