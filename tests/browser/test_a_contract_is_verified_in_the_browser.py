"""Contracts are judged on /verify and on their own pages by the visitor's browser, and no server is asked."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Route, expect

from tests import documents
from tests.browser.test_the_room_page_is_for_everybody import LOOKS, findings
from tests.browser.visits import Visitor, Wire, keep_screenshot, market_says
from tests.vectors.contracts import pen

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]

TOLD = """(html) => {
  const page = html === null ? document : new DOMParser().parseFromString(html, "text/html");
  const verdict = page.getElementById("verdict");
  const all = (places) => [...verdict.querySelectorAll(places)];
  return {
    state: verdict.dataset.state,
    texts: all("[data-slot]").map((one) => [one.dataset.slot, one.textContent]),
    states: all("[data-check]").map((one) => [one.dataset.check, one.dataset.state]),
    hidden: all("[data-part], [data-unknown]").map((one) => one.hidden),
  };
}"""
DROP = """([name, text]) => {
  const carried = new DataTransfer();
  if (name !== null) carried.items.add(new File([text], name));
  for (const type of ["dragover", "drop"]) {
    document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: carried }));
  }
}"""


def file_of(content: bytes, name: str = "contract.json") -> FilePayload:
    return {"name": name, "mimeType": "application/json", "buffer": content}


def requests_of(page: Page) -> list[str]:
    """The addresses that the page asks for from now on, as they come."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


@pytest.fixture
def page(auditor: Visitor) -> Page:
    """/verify, loaded."""
    auditor.page.goto(auditor.url("/verify"), wait_until="networkidle")
    return auditor.page


@pytest.fixture
def choose(page: Page) -> Callable[[bytes], None]:
    """Chooses a file of these bytes and waits for what the page says of it."""

    def chosen(content: bytes) -> None:
        page.evaluate("document.getElementById('verdict').dataset.state = 'none'")
        page.locator("#document").set_input_files(file_of(content))
        expect(page.locator("#verdict")).not_to_have_attribute("data-state", "none")

    return chosen


def test_a_chosen_file_is_judged_and_no_server_is_asked(page: Page) -> None:
    asked, verdict = requests_of(page), page.locator("#verdict")
    expect(page.get_by_text("Nothing is sent")).to_be_visible()
    expect(page.locator("button:visible")).to_have_text(["Verify here"])
    for name, headline in (
        ("valid-deal.json", "Valid: all 22 checks hold."),
        ("signatures-swapped.json", "Not valid: 1 check fails."),
        ("unreadable-nan.json", "Unreadable: it is not JSON."),
    ):
        page.locator("#document").set_input_files(documents.VECTORS / name)
        expect(verdict.locator(".headline")).to_have_text(headline)
        expect(verdict.get_by_text("Judged in your browser")).to_be_visible()
        expect(verdict.get_by_text("Judged by this market")).to_be_hidden()
    page.locator("#document").set_input_files(documents.VECTORS / "key-small-order-01.json")
    failing = verdict.locator('[data-state="no"]')
    expect(failing).to_have_attribute("data-check", "key_sound")
    expect(failing).to_contain_text("seller")
    page.wait_for_load_state("networkidle")
    assert asked == []


def test_expected_fingerprints_are_held_against_the_keys(page: Page) -> None:
    seller = page.locator("#expect-seller")
    seller.fill(f" {pen.fingerprint_of('seller')}\n")
    page.locator("#document").set_input_files(documents.VECTORS / "valid-deal.json")
    headline = page.locator("#verdict .headline")
    expect(headline).to_have_text("Valid: all 23 checks hold.")
    expect(page.locator('[data-unknown="seller_key_holder"]')).to_be_hidden()
    expect(page.locator('[data-unknown="buyer_key_holder"]')).to_be_visible()
    seller.fill(pen.fingerprint_of("buyer"))
    page.locator("#here").click()
    expect(headline).to_have_text("Not valid: 1 check fails.")
    expect(page.locator('[data-check="expected_seller"]')).to_contain_text("another key signed")
    seller.fill("seller")
    page.locator("#here").click()
    expect(page.locator("#verdict")).to_have_attribute("data-state", "none")


def test_a_dropped_file_is_judged_and_what_is_no_file_is_told(page: Page) -> None:
    page.evaluate(DROP, ["contract.json", documents.vector("valid-one-line.json").decode()])
    expect(page.locator("#verdict .headline")).to_have_text("Valid: all 22 checks hold.")
    assert page.locator("#document").evaluate("input => input.files[0].name") == "contract.json"
    page.evaluate(DROP, [None, ""])
    expect(page.locator("#trouble")).to_have_text("That was no file.")
    expect(page.locator("#verdict")).to_have_attribute("data-state", "none")


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    wanted, reached = ["document", "expect-seller", "expect-buyer", "expect-room", "here"], []
    for _ in range(24):
        page.keyboard.press("Tab")
        name, outline = page.evaluate(
            "[document.activeElement.id, getComputedStyle(document.activeElement).outlineStyle]"
        )
        reached.append(name)
        assert name not in wanted or outline != "none"
    assert [name for name in reached if name in wanted] == wanted
    page.locator("#document").set_input_files(documents.VECTORS / "valid-deal.json")
    page.locator("#here").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#verdict .headline")).to_have_text("Valid: all 22 checks hold.")


@pytest.mark.parametrize(
    ("content", "headline"),
    [
        (b"{" + b" " * 3_000_000, "Unreadable: it is larger than any contract, 65,536 bytes."),
        (bytes(range(256)), "Unreadable: it is not UTF-8 text."),
        (b"[" * 60_000, "Unreadable: it is nested too deep."),
        (b"", "Unreadable: it is not JSON."),
        (b"<script>alert(1)</script>", "Unreadable: it is not JSON."),
        (b'{"__proto__":{"valid":true}}', "Not valid: 1 check fails, 20 could not be judged."),
    ],
)
def test_what_is_no_contract_is_refused_with_a_reason(
    choose: Callable[[bytes], None], page: Page, wire: Wire, content: bytes, headline: str
) -> None:
    choose(content)
    expect(page.locator("#verdict .headline")).to_have_text(headline)
    answer = market_says(wire, "/verify", files={"document": ("x.json", content)})
    assert answer.status_code == {"N": 200, "U": 413 if len(content) > 2 * 65_536 else 400}[headline[0]]
    assert headline in answer.text


def test_a_hostile_title_is_text(choose: Callable[[bytes], None], page: Page, wire: Wire) -> None:
    title = (
        "<img src=x onerror=document.title='gone'><script>1</script>\u202eDILAV\x1b[2J\u2066" + "w" * 10_000
    )
    content = pen.written(pen.contract(pen.changed(pen.deal(), {"listing.title": title})))
    choose(content)
    shown = page.locator("[data-slot=title]")
    expect(shown).to_contain_text(
        r"<img src=x onerror=document.title='gone'><script>1</script>\u202eDILAV\u001b[2J\u2066www"
    )
    assert page.locator("#verdict img, #verdict script").count() == 0
    assert "\u202e" not in (page.locator("#verdict").text_content() or "")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    answer = market_says(wire, "/verify", files={"document": ("x.json", content)})
    assert page.evaluate(TOLD, answer.text) == page.evaluate(TOLD, None)


def test_the_market_shows_what_the_browser_shows(
    choose: Callable[[bytes], None], page: Page, wire: Wire
) -> None:
    for case in documents.CASES[::5]:
        content = documents.vector(case["file"])
        choose(content)
        here = page.evaluate(TOLD, None)
        there = page.evaluate(
            TOLD, market_says(wire, "/verify", files={"document": ("x.json", content)}).text
        )
        if here["state"] != "unreadable":
            assert len(here["states"]) == 25
        assert here == there, case["file"]


def test_without_a_script_the_market_judges_and_says_that_it_does(chromium: Browser, wire: Wire) -> None:
    visitor = Visitor.enter(chromium, wire, java_script_enabled=False)
    page = visitor.page
    page.goto(visitor.url("/verify"))
    expect(page.get_by_text("this market then judges")).to_be_visible()
    expect(page.get_by_text("Nothing is sent")).to_be_hidden()
    page.locator("#document").set_input_files(documents.VECTORS / "outcome-price-cent.json")
    page.locator("#expect-buyer").fill(pen.fingerprint_of("buyer"))
    page.get_by_role("button", name="Send it to this market").click()
    expect(page.locator(".headline")).to_have_text("Not valid: 1 check fails.")
    expect(page.get_by_text("Judged by this market")).to_be_visible()
    expect(page.get_by_text("Judged in your browser")).to_be_hidden()
    expect(page.locator('[data-state="no"] code')).to_have_text("price_agrees")
    expect(page.locator("#expect-buyer")).to_have_value(pen.fingerprint_of("buyer"))
    keep_screenshot(page, "verify-without-script")
    visitor.leave()


def test_a_browser_that_cannot_tell_says_so_and_judges_nothing(chromium: Browser, wire: Wire) -> None:
    visitor = Visitor.enter(chromium, wire)
    visitor.page.add_init_script(
        "SubtleCrypto.prototype.importKey = () => Promise.reject(new Error('unknown'))"
    )
    visitor.page.goto(visitor.url("/verify"))
    visitor.page.locator("#document").set_input_files(documents.VECTORS / "valid-deal.json")
    expect(visitor.page.locator("#trouble")).to_contain_text(
        "cannot check Ed25519 signatures. Nothing was judged."
    )
    expect(visitor.page.locator("#verdict")).to_have_attribute("data-state", "none")
    visitor.leave()


def test_the_contract_page_judges_its_download_and_asks_for_nothing_else(
    auditor: Visitor, signed: str
) -> None:
    page = auditor.page
    page.goto(auditor.url(f"/contracts/{signed}/"), wait_until="networkidle")
    asked = requests_of(page)
    expect(page.get_by_text("Judged by this market")).to_be_visible()
    page.get_by_role("button", name="Verify here").click()
    expect(page.get_by_text("Judged in your browser")).to_be_visible()
    expect(page.locator("#verdict .headline")).to_have_text("Valid: all 22 checks hold.")
    digest = page.locator("#statement ~ dl code").last.inner_text()
    expect(page.locator("[data-slot=digest]")).to_have_text(digest)
    expect(page.locator("#signed ~ dl .human")).to_have_text(["nobody verified", "nobody verified"])
    page.wait_for_load_state("networkidle")
    assert asked == [auditor.url(f"/api/v1/contracts/{signed}")]


def test_a_download_that_was_changed_or_is_gone_is_found_out(
    chromium: Browser, wire: Wire, session_key: str, signed: str
) -> None:
    visitor = Visitor.enter(chromium, wire, session_key)
    page, answers = visitor.page, [documents.vector("statement-price.json"), None]

    def answer(route: Route) -> None:
        told = answers.pop(0)
        route.fulfill(status=404) if told is None else route.fulfill(body=told)

    page.route("**/api/v1/contracts/*", answer)
    page.goto(visitor.url(f"/contracts/{signed}/"))
    button = page.get_by_role("button", name="Verify here")
    button.click()
    expect(page.locator("#verdict .headline")).to_have_text("Not valid: 1 check fails.")
    expect(page.locator('#verdict [data-state="no"] code')).to_have_text("statement_matches")
    button.click()
    expect(page.locator("#trouble")).to_have_text("It could not be read.")
    expect(page.locator("#verdict")).to_have_attribute("data-state", "none")
    visitor.leave()


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious_and_nothing_runs_over_the_edge(
    chromium: Browser, wire: Wire, session_key: str, signed: str, look: str
) -> None:
    visitor = Visitor.enter(chromium, wire, session_key, **LOOKS[look])
    page = visitor.page
    page.goto(visitor.url("/verify"))
    _is_for_everybody(page, f"verify-{look}")
    page.locator("#document").set_input_files(documents.VECTORS / "signatures-two-parties-missing.json")
    expect(page.locator("#verdict")).to_have_attribute("data-state", "invalid")
    _is_for_everybody(page, f"verify-invalid-{look}")
    page.goto(visitor.url(f"/contracts/{signed}/"))
    page.get_by_role("button", name="Verify here").click()
    expect(page.get_by_text("Judged in your browser")).to_be_visible()
    _is_for_everybody(page, f"contract-verified-{look}")
    assert visitor.complaints() == []
    visitor.leave()


def _is_for_everybody(page: Page, name: str) -> None:
    for summary in page.locator("summary").all():
        if summary.is_visible():
            summary.click()
    assert findings(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    keep_screenshot(page, name)


def test_on_paper_a_contract_has_its_digest_as_a_code_and_no_buttons(auditor: Visitor, signed: str) -> None:
    page = auditor.page
    page.goto(auditor.url(f"/contracts/{signed}/"))
    code = page.locator(".paper-only svg")
    expect(code).to_be_hidden()
    page.emulate_media(media="print", color_scheme="dark")
    expect(code).to_be_visible()
    expect(page.locator(".paper-only code").first).to_have_text(
        page.locator("#statement ~ dl code").last.inner_text()
    )
    expect(page.get_by_role("button", name="Verify here")).to_be_hidden()
    expect(page.locator("nav").first).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.set_viewport_size({"width": 720, "height": 1000})
    keep_screenshot(page, "contract-paper")
