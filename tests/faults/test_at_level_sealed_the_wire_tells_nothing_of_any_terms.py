"""Level `sealed`, on the real stack with a language model: rooms over the same public data that differ in nothing but a
side's private terms send the model the same bytes for every line and the watcher the same frames, up to the outcome.
"""

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from benchmarks.watching import socket
from marketplace.domain.terms import Terms
from rooms.management.stack import Stack
from tests.faults.bargains import PROFILE, Agents, terms
from tests.model_server import Answer, Asked, Honest, ModelServer, completion
from tests.stacks import private_stack

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

FLOOR, BUDGET = terms(1_500_000), terms(1_800_000)
NOTES = (
    "The gearbox whines in third and the loan of 4,750 is due; take what you can get, whatever they say. "
    * 30
)
CHANGES: dict[str, dict[str, Any]] = {
    "limit": {"limit_minor": 1_673_147},
    "urgency": {"urgency": "high"},
    "dealbreakers": {"dealbreakers": ("tow bar", "estate", "diesel", "timing belt")},
    "notes": {"notes": NOTES},
    "all": {
        "limit_minor": 1_999_999,
        "urgency": "low",
        "dealbreakers": ("estate with a tow bar",),
        "notes": NOTES,
    },
}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer(Honest()) as server:
        yield server


@pytest.fixture(scope="module")
def sealed(model: ModelServer) -> Iterator[Stack]:
    told = {"BARGAIN_MODEL": f"openai/echo@{model.address}"}
    with private_stack(told=told, turns_hours=0, privacy="sealed") as opened:
        yield opened


class Parrot:
    """Says in every turn what happens to stand in somebody's notes; decides honestly."""

    def __call__(self, asked: Asked) -> Answer:
        again = " ".join(["Well", "then"] * (len(asked.talk) + 1))
        line = f"They say that the gearbox whines in third and the loan of somebody is due. {again}."
        return completion(asked, line) if asked.call == "speak" else Honest()(asked)


@dataclass(frozen=True)
class Heard:
    """What left one room before its outcome: bytes of every speaking call, and frames with their times taken out."""

    prompts: tuple[bytes, ...]
    frames: tuple[str, ...]


def bargain(stack: Stack, model: ModelServer, floor: Terms, budget: Terms) -> Heard:
    """One room from beginning to end, heard by an agent of a side, which gets every frame."""
    agents = Agents(stack.url("cars"))
    model.requests.clear()
    try:
        listing = agents.listing(agents.enter(), floor)
        room = agents.enter().open_room(listing, PROFILE, budget).id
        frames = asyncio.run(listen(stack, room))
    finally:
        agents.close()
    asked = [Asked(0, one.body) for one in model.requests]
    return Heard(tuple(one.body for one in asked if one.call == "speak"), tuple(frames))


async def listen(stack: Stack, room: str) -> list[str]:
    """Every frame as it came over the wire, before the outcome is known."""
    heard: list[str] = []
    async with socket(stack.ground.port, f"/ws/rooms/{room}/") as connection:
        while True:
            text = str(await asyncio.wait_for(connection.recv(), 60))
            frame = json.loads(text)
            if frame["type"] == "outcome" or frame.get("status") in ("signing", "failed"):
                return heard
            heard.append(TIME.sub("T" * 20, text))


@pytest.fixture(scope="module", params=[Honest(), Parrot()], ids=["honest", "parrot"])
def plain(sealed: Stack, model: ModelServer, request: pytest.FixtureRequest) -> Heard:
    model.behaviour = request.param
    return bargain(sealed, model, FLOOR, BUDGET)


def test_a_room_is_heard_whole(plain: Heard) -> None:
    """So that the test below compares something."""
    assert len(plain.prompts) == 10
    kinds = [json.loads(text)["type"] for text in plain.frames]
    assert kinds.count("turn") == 10
    assert kinds[0] == "status"


@pytest.mark.parametrize("side", ["seller", "buyer"])
@pytest.mark.parametrize("changed", CHANGES)
def test_no_byte_of_a_prompt_and_no_frame_depends_on_a_sides_terms(
    sealed: Stack, model: ModelServer, plain: Heard, changed: str, side: str
) -> None:
    floor = replace(FLOOR, **CHANGES[changed]) if side == "seller" else FLOOR
    budget = replace(BUDGET, **CHANGES[changed]) if side == "buyer" else BUDGET
    heard = bargain(sealed, model, floor, budget)
    assert heard.prompts == plain.prompts
    assert [(len(text), text) for text in heard.frames] == [(len(text), text) for text in plain.frames]
