"""Who may no longer watch is told so, and the page does not try for ever."""

import pytest
from playwright.sync_api import Route, WebSocketRoute, expect

from tests.browser.visits import Bargain, Visitor

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]


def refuse(visitor: Visitor, code: int) -> list[WebSocketRoute]:
    """From now on every socket is closed with this code. The sockets that were tried."""
    tried: list[WebSocketRoute] = []

    def answer(socket: WebSocketRoute) -> None:
        tried.append(socket)
        socket.close(code=code)

    visitor.page.route_web_socket("**/ws/rooms/**", answer)
    return tried


@pytest.mark.parametrize("code", [4401, 4404])
def test_a_refused_socket_is_explained_and_not_tried_again(
    auditor: Visitor, bargain: Bargain, code: int
) -> None:
    tried = refuse(auditor, code)
    auditor.page.goto(auditor.url(f"/rooms/{bargain.room_id}/"))
    auditor.await_state("refused")
    expect(auditor.page.locator("#connection")).to_contain_text("Load the page again")
    auditor.page.evaluate("window.dispatchEvent(new Event('online'))")
    auditor.page.wait_for_timeout(1500)  # longer than the first wait before another try
    assert len(tried) == 1


def test_where_the_page_is_refused_too_the_browser_shows_that(auditor: Visitor, bargain: Bargain) -> None:
    refuse(auditor, 4404)
    address = auditor.url(f"/rooms/{bargain.room_id}/")
    first = True

    def hide(route: Route) -> None:
        nonlocal first
        if first:
            first = False
            route.continue_()
        else:
            route.fulfill(status=404, content_type="text/html", body="<h1>Nothing here</h1>")

    auditor.page.route(address, hide)
    auditor.page.goto(address)
    expect(auditor.page.get_by_role("heading", name="Nothing here")).to_be_visible()
    auditor.forgive("404")
