"""A room of a language model, at LOG_LEVEL=DEBUG, whose provider quotes what it was sent in its errors: no file, log,
command or key of the market holds a private term afterwards.
"""

import contextlib

import pytest

from tests.faults.bargains import PROFILE, Agents, terms, until, until_status
from tests.faults.test_nothing_private_is_ever_in_the_clear import (
    BREAKER,
    BUDGET,
    FLOOR,
    NOTES,
    PRIVATE,
    Wiretap,
    found,
)
from tests.model_server import Behaviour, ModelServer, faults
from tests.stacks import private_stack

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

QUOTING: dict[Behaviour, float] = {
    faults.Failing(500, quotes=True): 0.3,
    faults.WrongJson("content a list"): 0.1,
}


def test_neither_logs_at_debug_nor_rows_nor_the_broker_hold_what_a_model_was_sent() -> None:
    with contextlib.ExitStack() as last:
        provider = last.enter_context(ModelServer(faults.Mixed(QUOTING, seed=3)))
        told = {"BARGAIN_MODEL": f"openai/quoting@{provider.address}", "LOG_LEVEL": "DEBUG"}
        stack = last.enter_context(private_stack(told=told, turns_hours=1))
        tap, agents = Wiretap(stack), Agents(stack.url("cars"))
        last.callback(agents.close)
        seller, buyer = agents.enter(), agents.enter()
        listing = agents.listing(seller, terms(FLOOR, NOTES, (BREAKER,)), sealed=True)
        room = buyer.open_room(listing, PROFILE, terms(BUDGET, NOTES, (BREAKER,)), sealed=True).id
        until_status(buyer, room, "signing", "failed")
        sent = b"".join(one.body for one in provider.requests)
        assert b"canarynote" in sent, "it was sent to the model"
        assert b"DEBUG" in (stack.logs / "worker.log").read_bytes(), "the worker says all it can"
        assert found(stack, tap, *PRIVATE) == set()
        seller.sign(room)
        buyer.sign(room)
        until(lambda: buyer.room(room).receipt is not None, seconds=30)
        assert found(stack, tap, *PRIVATE) == set()
    tap.close()
