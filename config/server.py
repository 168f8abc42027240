"""`python -m config.server`: daphne, and whoever sends on a WebSocket waits while its reader is behind.

What comes in on a WebSocket is dropped: this project's sockets only tell.

Daphne hands each message to Twisted's buffer and returns, however long that buffer has grown. Here `send`
returns when the buffer is under its high-water mark again, so an application can tell a slow reader and let
it go. And no header of anybody's says where a caller comes from or where the market's root is: what a proxy may
say is config.proxies' to judge. Options and behaviour are daphne's otherwise.
"""

import asyncio
import sys
from typing import Any, Final

from daphne.cli import CommandLineInterface
from daphne.server import Server  # before anything else of Twisted's: it installs the asyncio reactor
from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer

CLOSING_SECONDS: Final = 10
"""How long a reader may take to read what was sent before the close code, and to answer it."""


LARGEST_HEARD: Final = 4096
"""Bytes of a frame that comes in; whoever sends a larger one is cut off."""


def _unheard(payload: bytes, isBinary: bool) -> None:  # noqa: N803 - autobahn's names
    """What a follower says."""


@implementer(IPushProducer)
class Flow:
    """Told by a transport when its buffer is full, and when it is empty again."""

    def __init__(self) -> None:
        self.clear = asyncio.Event()
        self.clear.set()

    def pauseProducing(self) -> None:  # noqa: N802 - Twisted's name
        self.clear.clear()

    def resumeProducing(self) -> None:  # noqa: N802
        self.clear.set()

    def stopProducing(self) -> None:  # noqa: N802
        """The connection is lost: nobody has anything to wait for."""
        self.clear.set()


class PatientServer(Server):
    """A server whose `send` waits for slow readers of WebSockets, and which believes no header about the way here."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if self.proxy_forwarded_address_header:
            raise SystemExit("--proxy-headers believes everybody: name your proxies in TRUSTED_PROXIES.")
        self._flows: dict[Any, Flow] = {}

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        scope["root_path"] = self.root_path  # daphne would take it from a header of anybody's
        if scope["type"] == "websocket":
            flow = self._flows[protocol] = Flow()
            protocol.closeHandshakeTimeout = CLOSING_SECONDS
            # Nobody here is listened to. What is handed on would queue without end, a thread's work for each.
            protocol.onMessage = _unheard
            protocol.maxFramePayloadSize = LARGEST_HEARD  # the message limit would hold for what is sent too
            protocol.transport.unregisterProducer()  # the HTTP channel, whose connection it was
            protocol.transport.registerProducer(flow, True)
        return super().create_application(protocol, scope)

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        if message["type"] == "websocket.close":
            self._let_go(protocol)
        await super().handle_reply(protocol, message)
        if message["type"] == "websocket.send" and protocol in self._flows:
            await self._flows[protocol].clear.wait()

    def protocol_disconnected(self, protocol: Any) -> None:
        self._let_go(protocol)
        super().protocol_disconnected(protocol)

    def _let_go(self, protocol: Any) -> None:
        """A transport that has a producer does not close while that one is paused."""
        flow = self._flows.pop(protocol, None)
        if flow is not None:
            protocol.transport.unregisterProducer()
            flow.stopProducing()


class CommandLine(CommandLineInterface):
    """Daphne's command line in front of the patient server."""

    server_class = PatientServer


if __name__ == "__main__":
    CommandLine().run(sys.argv[1:])
