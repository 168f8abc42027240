"""The face of the product: a person watches two agents bargain and leaves with a contract that verifies."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.visits import Bargain, Visitor, keep_screenshot

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]


def test_from_the_first_line_to_a_contract_that_verifies_offline(
    auditor: Visitor, bargain: Bargain, tmp_path: Path
) -> None:
    page = auditor.page
    auditor.open(bargain.room_id)
    page.evaluate("window.same = true")
    auditor.await_turns(3)
    auditor.wire.cut()
    expect(page.locator("#connection")).to_have_attribute("data-state", "waiting")
    auditor.wire.mend()
    auditor.await_turns(10)
    assert auditor.lines() == bargain.said()
    assert page.evaluate("window.same")  # it all came to this one page
    expect(page.locator("#picture circle")).to_have_count(5)
    expect(page.locator("#picture path")).to_have_count(5)
    expect(page.locator(".byte li")).to_have_count(8)

    page.reload()
    auditor.await_state("live")
    assert auditor.lines() == bargain.said()
    signatures = page.locator(".signatures li")
    expect(signatures).to_contain_text(["has not signed yet", "has not signed yet", "has signed"])
    bargain.buyer.sign(bargain.room_id)
    expect(signatures).to_contain_text(["has not signed yet", "has signed", "has signed"])
    bargain.seller.sign(bargain.room_id)

    with page.expect_download() as begun:
        page.locator("#contract-download").click()
    document = tmp_path / "contract.json"
    begun.value.save_as(document)
    assert document.read_bytes() == bargain.buyer.contract_of(bargain.room_id)
    verified = subprocess.run(
        [sys.executable, "-m", "contracts.verify", str(document)], capture_output=True, check=False
    )
    assert verified.returncode == 0
    expect(page.locator(".erased")).to_contain_text("The buyer's private terms")
    keep_screenshot(page, "room-light")
    page.locator("#contract-link").click()
    expect(page.locator("h1")).to_contain_text("A deal at $")
    expect(page.locator("#signed ~ dl dd")).to_have_count(3)
    with page.expect_download() as begun:
        page.locator("#download").click()
    assert begun.value.path().read_bytes() == document.read_bytes()
