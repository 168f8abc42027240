"""Lines that a script added and lines that the server wrote are the same, mark for mark."""

import pytest
from playwright.sync_api import expect

from tests.browser.visits import Bargain, Visitor

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]


def test_a_page_that_followed_a_room_to_its_end_is_the_page_that_a_reload_shows(
    auditor: Visitor, bargain: Bargain
) -> None:
    auditor.open(bargain.room_id)
    auditor.await_turns(10)
    expect(auditor.page.locator(".byte")).to_be_visible()
    for agent in (bargain.seller, bargain.buyer):
        agent.sign(bargain.room_id)
    expect(auditor.page.locator(".erased time")).to_have_count(2)  # both sides' terms
    expect(auditor.page.locator(".erased li")).to_have_count(3)  # and the talk that is kept
    followed = auditor.standing()
    auditor.page.reload()
    auditor.await_state("live")
    assert auditor.standing().replace(" new", "") == followed.replace(" new", "")
