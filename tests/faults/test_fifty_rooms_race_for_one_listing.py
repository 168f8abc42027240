"""A listing sells once, however many deals are signed for it at the same time."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from client.errors import BargainError
from client.market import Market
from contracts.domain.verification import verify
from rooms.management.stack import Stack
from tests.faults.bargains import PROFILE, Agents, terms, until_status
from tests.stacks import private_stack

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]
BUYERS = 50


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A market in a hurry."""
    with private_stack() as opened:
        yield opened


def sign(market: Market, room_id: str) -> str:
    """ "signed", or the code of the refusal."""
    try:
        market.sign(room_id)
    except BargainError as refused:
        return refused.code
    return "signed"


def test_of_fifty_rooms_exactly_one_completes_a_deal_and_the_others_are_void(agents: Agents) -> None:
    seller = agents.enter()
    listing = agents.listing(seller, terms(1_500_000))
    buyers = [agents.enter() for _ in range(BUYERS)]
    with ThreadPoolExecutor(16) as crowd:
        rooms = list(
            crowd.map(
                lambda buyer: buyer.open_room(listing, PROFILE, terms(1_800_000), sealed=False).id, buyers
            )
        )
        for buyer, room in zip(buyers, rooms, strict=True):
            until_status(buyer, room, "signing", seconds=120)
        signers = [
            (market, room)
            for pair in zip(buyers, rooms, strict=True)
            for market, room in (pair, (seller, pair[1]))
        ]
        answers = Counter(crowd.map(lambda one: sign(*one), signers))
        ended = list(crowd.map(lambda pair: pair[0].room(pair[1]), zip(buyers, rooms, strict=True)))
    assert set(answers) <= {"signed", "signing_closed", "nothing_to_sign"}
    statuses = Counter(room.status for room in ended)
    assert statuses == {"done": 1, "void": BUYERS - 1}
    assert {room.summary.reason for room in ended if room.status == "void"} == {"listing_sold"}
    contracts = [room for room in ended if room.contract_id is not None]
    assert len(contracts) == 1
    winner = next(buyer for buyer, room in zip(buyers, ended, strict=True) if room.status == "done")
    assert verify(winner.contract_of(contracts[0].id)).valid
    assert seller.listing(listing.id).status == "sold"
