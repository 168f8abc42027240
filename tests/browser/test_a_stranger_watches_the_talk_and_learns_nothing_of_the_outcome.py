"""Where transcripts are public, anybody may follow the talk; the outcome is not theirs."""

import pytest
from playwright.sync_api import Browser, WebSocket, expect

from tests.browser.visits import Bargain, Visitor, Wire
from tests.faults.bargains import until

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("browser")]


def test_a_stranger_is_sent_the_talk_and_its_end_and_no_word_of_the_outcome(
    chromium: Browser, wire: Wire, bargain: Bargain
) -> None:
    visitor = Visitor.enter(chromium, wire)
    frames: list[str] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda payload: frames.append(str(payload)))

    visitor.page.on("websocket", listen)
    visitor.open(bargain.room_id)
    visitor.await_turns(10)
    expect(visitor.page.locator(".life .present")).to_have_text("signing")
    for agent in (bargain.seller, bargain.buyer):
        agent.sign(bargain.room_id)
    visitor.await_state("over")
    until(lambda: bargain.buyer.room(bargain.room_id).receipt is not None, seconds=30)
    room = bargain.buyer.room(bargain.room_id)
    held = visitor.page.content() + "".join(frames)
    for hidden in (
        room.raw["outcome"]["bits"],
        room.contract_id,
        room.receipt,
        room.profile,
        "left_unsigned_by",
    ):
        assert hidden is not None
        assert hidden not in held
    expect(visitor.page.locator(".result")).to_contain_text("belong to the two sides")
    assert visitor.lines() == bargain.said()
    assert visitor.complaints() == []
    visitor.leave()
