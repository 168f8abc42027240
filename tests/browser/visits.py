"""Who takes part in browser tests: a visitor with a browser, a wire that can be cut, two agents."""

import contextlib
import os
import re
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from client.identity import Identity
from client.market import Market
from rooms.management.scenario import Scenario

PATIENCE = 30_000.0
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


class Wire:
    """A TCP proxy on a port of its own in front of the market's. It can be cut, deafened and mended."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._ends: set[socket.socket] = set()
        self._deaf: set[socket.socket] = set()
        self._is_cut = False
        self.was_touched = False
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._close_all()

    def cut(self) -> None:
        """Ends every connection and lets no new one through."""
        self.was_touched = self._is_cut = True
        self._close_all()

    def deafen(self) -> None:
        """Keeps the connections of now, and lets nothing more through them; new ones are sound."""
        self.was_touched = True
        with self._lock:
            self._deaf |= self._ends

    def mend(self) -> None:
        """Lets new connections through again."""
        self._is_cut = False

    def _close_all(self) -> None:
        with self._lock:
            ends, self._ends = self._ends, set()
        for end in ends:
            _close(end)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self._is_cut:
                _close(near)
                continue
            far = socket.create_connection(("127.0.0.1", self._target))
            with self._lock:
                self._ends |= {near, far}
            for ends in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=ends, daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        """Everything from one end to the other, until either closes; nothing while they are deaf."""
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if source not in self._deaf:
                    sink.sendall(data)
        for end in (source, sink):
            _close(end)


def _close(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@dataclass
class Visitor:
    """Somebody with a browser, at the first market."""

    context: BrowserContext
    page: Page
    wire: Wire
    _said: list[str] = field(default_factory=list)

    @classmethod
    def enter(cls, browser: Browser, wire: Wire, session_key: str | None = None, **look: Any) -> Self:
        """look: options of the browser's context, such as viewport and color_scheme."""
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **look})
        context.set_default_timeout(PATIENCE)
        visitor = cls(context, context.new_page(), wire)
        if session_key is not None:
            context.add_cookies([{"name": "sessionid", "value": session_key, "url": visitor.url("/")}])
        visitor.page.add_init_script(TELL_VIOLATIONS)
        visitor.page.on("console", visitor._note)
        visitor.page.on("pageerror", lambda error: visitor._said.append(str(error)))
        return visitor

    def leave(self) -> None:
        self.context.close()

    def url(self, path: str) -> str:
        return f"http://cars.localhost:{self.wire.port}{path}"

    def open(self, room_id: str) -> None:
        """The room's page, connected."""
        self.page.goto(self.url(f"/rooms/{room_id}/"))
        self.await_state("live")

    def await_state(self, state: str) -> None:
        expect(self.page.locator("#connection")).to_have_attribute("data-state", state, timeout=PATIENCE)

    @property
    def turns(self) -> Locator:
        return self.page.locator("#talk .turn")

    def await_turns(self, count: int) -> None:
        """At least so many."""
        self.turns.nth(count - 1).wait_for()

    def lines(self) -> list[tuple[int, str, str]]:
        """(round, side, words) of each line of the talk, as it stands on the page."""
        told: list[list[Any]] = self.turns.evaluate_all(
            "all => all.map((one) => [Number(one.dataset.round), one.dataset.persona,"
            " one.querySelector('[data-slot=text]').textContent])"
        )
        return [(number, side, words) for number, side, words in told]

    def standing(self) -> str:
        """What the page holds for a reader, with white space as HTML sees it, without passing news."""
        markup: str = self.page.locator("#main").evaluate(
            "main => { const copy = main.cloneNode(true); copy.querySelector('#news').textContent = '';"
            " return copy.innerHTML; }"
        )
        return re.sub(r"\s+", " ", re.sub(r">\s+|\s+<", lambda found: found[0].strip(), markup))

    def complaints(self) -> list[str]:
        """What the browser's console has against the page; not that a wire was cut, where it was."""
        if not self.wire.was_touched:
            return self._said
        return [said for said in self._said if "net::ERR_" not in said and "WebSocket" not in said]

    def forgive(self, word: str) -> None:
        """Drop complaints with this word in them: the test itself saw to it that they came."""
        self._said[:] = [said for said in self._said if word not in said]

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._said.append(message.text)


@dataclass
class Bargain:
    """A seller's and a buyer's agent in one room."""

    seller: Market
    buyer: Market
    room_id: str

    @classmethod
    def begin(cls, url: str, told: Scenario) -> Self:
        seller, buyer = Market(url, Identity.generate()), Market(url, Identity.generate())
        listing = seller.publish(told.public, told.seller)
        room = buyer.open_room(buyer.listing(listing.id), told.profile, told.buyer)
        seller.room(room.id)
        return cls(seller, buyer, room.id)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.seller.close()
        self.buyer.close()

    def said(self) -> list[tuple[int, str, str]]:
        """The talk as the market's API tells it."""
        return [(turn.round, turn.persona, turn.text) for turn in self.buyer.transcript(self.room_id)]


def keep_screenshot(page: Page, name: str) -> None:
    """A picture of the whole page in the directory $SCREENSHOTS, where that is set."""
    directory = os.environ.get("SCREENSHOTS")
    if directory:
        Path(directory).mkdir(parents=True, exist_ok=True)
        page.evaluate("window.scrollTo(0, 0)")
        page.screenshot(path=Path(directory) / f"{name}.png", full_page=True)


def market_says(
    wire: Wire, path: str, headers: Mapping[str, str] | None = None, **sent: Any
) -> httpx.Response:
    """The market's own answer to a POST."""
    address = f"http://127.0.0.1:{wire.port}{path}"
    with httpx.Client(trust_env=False) as client:
        return client.post(
            address, headers={**(headers or {}), "Host": f"cars.localhost:{wire.port}"}, **sent
        )
