"""What an operator may do to a market's listings and rooms. Each deed and its line in the trail are one transaction.

`by` is the id of the person who does it; which rows they may reach is for who asks to see to.
"""

from datetime import datetime
from typing import Final

from django.db import transaction

from agents import actions as agent_actions
from agents.domain.caller import AgentCaller
from agents.errors import Problem
from marketplace.models import Listing
from rooms import outbox, queries
from rooms.actions import offer
from rooms.actions.end import end
from rooms.domain.room import LIVE, Status
from rooms.models import Room

RUNNABLE: Final = (Status.READY, Status.RUNNING)


class NothingToDo(Problem):
    """The row stands where the deed makes no sense any more."""

    status = 409


def withdraw(by: int, listing: Listing, now: datetime) -> None:
    """Take a listing off the market, as its seller would. Raises Conflict where it is closed."""
    with transaction.atomic():
        seller = AgentCaller(listing.seller.id, listing.seller.fingerprint)
        offer.withdraw(listing.tenant, seller, listing.id, now)
        agent_actions.note(by, listing.tenant, "withdrew", "marketplace.listing", listing.id, now)


def void(by: int, room: Room, now: datetime) -> None:
    """End a room that lives, one that awaits signatures too. Raises NothingToDo where it has ended."""
    with transaction.atomic():
        found = queries.locked_room(room.id)
        if found.status not in LIVE:
            raise NothingToDo("room_has_ended", f"The room is {found.status}.")
        end(found, Status.VOID, now, "voided_by_operator")
        agent_actions.note(by, found.tenant, "voided", "rooms.room", found.id, now)


def ring(by: int, room: Room, now: datetime) -> None:
    """Ring the workers for what a room waits for of them. Raises NothingToDo where that is nothing.

    A bell that was heard before is rung in vain and does no harm.
    """
    with transaction.atomic():
        found = queries.locked_room(room.id)
        if found.status in RUNNABLE:
            found.rung_at = now
            found.save(update_fields=["rung_at"])
            outbox.ring_room(found.id)
        elif found.erase_at is not None and found.erase_at <= now:
            outbox.ring_erasure(found.id)
        else:
            raise NothingToDo("nothing_rung", "The room waits for nothing of a worker's.")
        agent_actions.note(by, found.tenant, "rang", "rooms.room", found.id, now)
