"""The synchronous face's hands: takes the steps of a flow one after the other."""

from collections.abc import Iterator
from typing import Final, TypeVar, cast

import httpx

from client.clock import Clock
from client.flow import Answer, Broken, Flow, Item, Open, Receive, Reply, Send, Sleep, Step, Stream
from client.line import Line, socket_url
from client.transport import LocalhostTransport

TIMEOUT: Final = 30.0

T = TypeVar("T")


class Wire:
    """One market's address."""

    def __init__(self, base_url: str, clock: Clock, transport: httpx.BaseTransport | None = None) -> None:
        self._clock = clock
        self._http = httpx.Client(
            base_url=base_url.rstrip("/"),
            transport=transport or LocalhostTransport(),
            timeout=TIMEOUT,
            trust_env=False,  # a netrc must not put somebody else's credentials into our requests
        )

    def close(self) -> None:
        """Lets go of the connections."""
        self._http.close()

    def run(self, flow: Flow[T]) -> T:
        """A flow to its end: what it returns, or what it raises."""
        reply: Reply = None
        while True:
            try:
                step = flow.send(reply)
            except StopIteration as ended:
                return cast("T", ended.value)
            reply = self._take(step, None)

    def stream(self, flow: Stream[T]) -> Iterator[T]:
        """A stream's items as they come. Whoever stops early lets go of its socket."""
        line, reply = Line(), cast("Reply", None)
        try:
            while True:
                try:
                    step = flow.send(reply)
                except StopIteration:
                    return
                if isinstance(step, Item):
                    reply = None
                    yield step.value
                else:
                    reply = self._take(step, line)
        finally:
            flow.close()
            line.close()

    def _take(self, step: Step, line: Line | None) -> Reply:
        match step:
            case Send():
                return self._send(step)
            case Sleep():
                self._clock.sleep(step.seconds)
                return None
            case Open() if line is not None:
                return line.open(socket_url(self._http.base_url, step), step.headers)
            case Receive() if line is not None:
                return line.receive(step.seconds)
        raise TypeError(f"a flow without items has no socket: {step!r}")

    def _send(self, step: Send) -> Answer | Broken:
        try:
            response = self._http.request(
                step.method,
                step.path,
                params=dict(step.query),
                content=step.content,
                headers=dict(step.headers),
            )
        except httpx.TransportError as failure:
            return Broken(
                type(failure).__name__
            )  # the failure itself holds the request, which may hold terms
        return Answer(response.status_code, response.headers, response.content)
