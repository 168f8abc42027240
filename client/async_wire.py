"""The asynchronous face's hands: awaits the steps of a flow."""

from collections.abc import AsyncIterator
from typing import TypeVar, cast

import httpx

from client.clock import AsyncClock
from client.flow import Answer, Broken, Flow, Item, Open, Receive, Reply, Send, Sleep, Step, Stream
from client.line import AsyncLine, socket_url
from client.transport import AsyncLocalhostTransport
from client.wire import TIMEOUT

T = TypeVar("T")


class AsyncWire:
    """One market's address, in an event loop."""

    def __init__(
        self, base_url: str, clock: AsyncClock, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._clock = clock
        self._http = httpx.AsyncClient(
            base_url=base_url.rstrip("/"),
            transport=transport or AsyncLocalhostTransport(),
            timeout=TIMEOUT,
            trust_env=False,
        )

    async def close(self) -> None:
        """Lets go of the connections."""
        await self._http.aclose()

    async def run(self, flow: Flow[T]) -> T:
        """A flow to its end: what it returns, or what it raises."""
        reply: Reply = None
        while True:
            try:
                step = flow.send(reply)
            except StopIteration as ended:
                return cast("T", ended.value)
            reply = await self._take(step, None)

    async def stream(self, flow: Stream[T]) -> AsyncIterator[T]:
        """A stream's items as they come. Whoever stops early closes it, or leaves it to the loop."""
        line, reply = AsyncLine(), cast("Reply", None)
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
                    reply = await self._take(step, line)
        finally:
            flow.close()
            await line.close()

    async def _take(self, step: Step, line: AsyncLine | None) -> Reply:
        match step:
            case Send():
                return await self._send(step)
            case Sleep():
                await self._clock.sleep(step.seconds)
                return None
            case Open() if line is not None:
                return await line.open(socket_url(self._http.base_url, step), step.headers)
            case Receive() if line is not None:
                return await line.receive(step.seconds)
        raise TypeError(f"a flow without items has no socket: {step!r}")

    async def _send(self, step: Send) -> Answer | Broken:
        try:
            response = await self._http.request(
                step.method,
                step.path,
                params=dict(step.query),
                content=step.content,
                headers=dict(step.headers),
            )
        except httpx.TransportError as failure:
            return Broken(type(failure).__name__)
        return Answer(response.status_code, response.headers, response.content)
