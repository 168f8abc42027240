"""What this process says to whoever listens on the channel layer: one event loop in one thread for all of it.

`async_to_sync` in each thread would open a connection for every message. Nothing here is kept: a broadcast that
nobody hears must be made good by who missed it.
"""

import asyncio
import functools
import logging
import threading
from collections.abc import Mapping
from typing import Any

from channels.layers import get_channel_layer
from django.db import transaction
from redis.exceptions import RedisError

from agents.domain.caller import AgentCaller, Caller

logger = logging.getLogger(__name__)

MOST_UNSENT = 10_000


def group_of(caller: Caller) -> str:
    """The channel layer's group of everything that a caller holds open."""
    return f"agent.{caller.agent_id.hex}" if isinstance(caller, AgentCaller) else f"person.{caller.person_id}"


def on_commit(group: str, message: Mapping[str, Any]) -> None:
    """Say a message to a group when the transaction commits, at once where there is none."""
    transaction.on_commit(lambda: _sender().put(group, dict(message)), robust=True)


def right_changed(group: str) -> None:
    """Have everything that a caller holds open ask again, on commit, whether the caller still may."""
    on_commit(group, {"type": "right.changed"})


def flush(seconds: float) -> bool:
    """Wait until everything is said, `seconds` at the longest. For processes that end at once.

    Returns whether it was.
    """
    return _sender().flush(seconds)


class _Sender:
    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._unsent: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue(MOST_UNSENT)
        threading.Thread(target=self._run, name="broadcasts", daemon=True).start()

    def put(self, group: str, message: dict[str, Any]) -> None:
        """Hand a message over; it does not wait."""
        self._loop.call_soon_threadsafe(self._take, group, message)

    def flush(self, seconds: float) -> bool:
        """As above."""
        said = asyncio.run_coroutine_threadsafe(self._unsent.join(), self._loop)
        try:
            said.result(seconds)
        except TimeoutError:
            said.cancel()
            return False
        return True

    def _take(self, group: str, message: dict[str, Any]) -> None:
        try:
            self._unsent.put_nowait((group, message))
        except asyncio.QueueFull:
            logger.warning("a broadcast is dropped: %s are unsent", MOST_UNSENT)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._send_all())

    async def _send_all(self) -> None:
        layer = get_channel_layer()
        while True:
            group, message = await self._unsent.get()
            try:
                await layer.group_send(group, message)
            except (RedisError, OSError) as error:
                logger.warning("nobody heard a broadcast: %s", type(error).__name__)
            finally:
                self._unsent.task_done()


@functools.cache
def _sender() -> _Sender:
    return _Sender()
