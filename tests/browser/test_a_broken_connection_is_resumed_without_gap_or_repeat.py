"""Whatever becomes of a socket, the page ends with each line once and in order."""

import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.browser.visits import Bargain, Visitor

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]


def test_a_wire_that_is_cut_again_and_again_loses_and_doubles_nothing(
    auditor: Visitor, bargain: Bargain
) -> None:
    auditor.open(bargain.room_id)
    for turns in (1, 3, 5, 7):
        auditor.await_turns(turns)
        auditor.wire.cut()
        auditor.wire.mend()
    auditor.await_turns(10)
    expect(auditor.page.locator(".byte")).to_be_visible()
    assert auditor.lines() == bargain.said()


@pytest.mark.parametrize(
    "waking",
    ["window.dispatchEvent(new Event('online'))", "document.dispatchEvent(new Event('visibilitychange'))"],
)
def test_a_socket_that_died_unnoticed_is_replaced_when_the_page_wakes(
    auditor: Visitor, bargain: Bargain, waking: str
) -> None:
    auditor.open(bargain.room_id)
    auditor.await_turns(2)
    auditor.wire.deafen()
    seen = auditor.turns.count()
    while bargain.buyer.room(bargain.room_id).status != "signing":
        auditor.page.wait_for_timeout(200)
    assert auditor.turns.count() <= seen + 1  # one may have been on its way
    auditor.page.evaluate(waking)
    auditor.await_turns(10)
    assert auditor.lines() == bargain.said()


def test_a_connection_that_stays_away_is_told_calmly_and_comes_back(
    auditor: Visitor, bargain: Bargain
) -> None:
    auditor.open(bargain.room_id)
    auditor.wire.cut()
    auditor.await_state("waiting")
    expect(auditor.page.locator("#connection")).to_have_text("Connecting again …")
    auditor.wire.mend()
    auditor.await_state("live")


def test_a_reader_who_was_dropped_as_too_slow_goes_on_at_once(auditor: Visitor, bargain: Bargain) -> None:
    tried: list[WebSocketRoute] = []

    def relay(socket: WebSocketRoute) -> None:
        """Drops the first two sockets after three frames each."""
        tried.append(socket)
        nth, sent = len(tried), 0
        server = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            nonlocal sent
            if nth <= 2 and sent == 3:
                return
            socket.send(message)
            sent += 1
            if nth <= 2 and sent == 3:
                server.close()
                socket.close(code=4408)

        server.on_message(pass_on)

    auditor.page.route_web_socket("**/ws/rooms/**", relay)
    auditor.open(bargain.room_id)
    auditor.await_turns(10)
    assert auditor.lines() == bargain.said()
    assert len(tried) == 3
