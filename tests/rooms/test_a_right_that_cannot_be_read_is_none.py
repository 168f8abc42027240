"""Where a follower's right cannot be read any more the socket closes, and nothing of it goes on asking."""

import asyncio
from typing import Any

import pytest
from channels.layers import InMemoryChannelLayer

from rooms.consumers import RoomConsumer

SOON = 0.05


class Standing:
    """Cannot be read: the database is away."""

    until = None

    def renewed(self, now: object) -> "Standing":  # noqa: ARG002
        raise RuntimeError("the database is away")


class Recorded(RoomConsumer):
    """Remembers its close code."""

    codes: list[int]

    async def close(self, code: Any = None, reason: Any = None) -> None:  # noqa: ARG002 - as the base class has it
        self.codes.append(code)


@pytest.fixture
def consumer(settings: Any) -> Recorded:
    settings.FOLLOWER_CHECK_SECONDS = SOON
    found = Recorded()
    found.codes, found._standing = [], Standing()  # type: ignore[assignment]
    found.channel_layer, found.channel_name = InMemoryChannelLayer(), "specific.1!1"
    return found


def test_the_socket_closes_with_try_again_later(consumer: Recorded) -> None:
    asyncio.run(asyncio.wait_for(consumer._keep_checking(), 10))
    assert consumer.codes == [1013]


def test_whatever_ends_the_connection_nothing_goes_on(consumer: Recorded) -> None:
    async def run() -> tuple[bool, dict[str, Any]]:
        await consumer.channel_layer.group_add("room.x", consumer.channel_name)
        consumer._groups = ["room.x"]
        consumer._checking = asyncio.create_task(asyncio.sleep(3600))
        gone = asyncio.create_task(consumer({"type": "websocket"}, _never, _nothing))
        await asyncio.sleep(SOON)
        gone.cancel()  # as a server does that gives up on a connection
        await asyncio.gather(gone, return_exceptions=True)
        return consumer._checking.cancelled(), consumer.channel_layer.groups

    assert asyncio.run(run()) == (True, {})


async def _never() -> Any:
    await asyncio.sleep(3600)


async def _nothing(message: Any) -> None:
    """Nobody is there any more."""
