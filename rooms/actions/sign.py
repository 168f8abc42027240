"""Take a party's signature; the last one completes the contract and, for a deal, sells the listing."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from agents import queries as agent_queries
from agents.domain.caller import AgentCaller
from agents.errors import Conflict
from agents.models import Tenant
from contracts import actions as contract_actions
from contracts import queries as contract_queries
from contracts.domain import signing
from contracts.models import Contract, Signature
from marketplace import actions as market_actions
from marketplace import queries as market
from marketplace.models import Listing
from rooms import queries
from rooms.actions import end, news
from rooms.domain.events import ContractFrame
from rooms.domain.room import ENDED, LIVE, Status
from rooms.models import Room


def sign(
    tenant: Tenant, caller: AgentCaller, room_id: UUID, signature: str, protected: str | None, now: datetime
) -> Room:
    """Store the signature.

    Raises NotFound, Conflict (`signing_not_open`, `signing_closed`, `already_signed`) and Invalid
    (`bad_signature`, `bad_protected`, `wrong_key`).
    """
    with transaction.atomic():
        listing = market.locked_listing(queries.room(tenant, caller.agent_id, room_id).listing_id)
        room = queries.locked_room(room_id)
        contract = _contract_to_sign(room, now)
        role = Signature.Role(queries.role_in(room, caller.agent_id))
        public_key = bytes(agent_queries.agent(caller.agent_id).public_key)
        jws = signing.JwsSignature(
            protected=protected or signing.protected_header(public_key), signature=signature
        )
        if contract_actions.sign(contract, role, public_key, jws, now):
            _complete(room, contract, listing, now)
        else:
            news.tell_status(room, now)
    return queries.room(tenant, caller.agent_id, room_id)


def _contract_to_sign(room: Room, now: datetime) -> Contract:
    status = Status(room.status)
    if status in ENDED:
        raise Conflict("signing_closed", f"The room is {status}: nothing is signed there any more.")
    contract = contract_queries.contract_of_room(room.id)
    if status != Status.SIGNING or contract is None:
        raise Conflict("signing_not_open", "The room has no outcome to sign yet.")
    if room.deadline is not None and room.deadline <= now:  # the sweep that ends the room comes by later
        raise Conflict("signing_closed", "The time to sign is over.")
    return contract


def _complete(room: Room, contract: Contract, listing: Listing, now: datetime) -> None:
    contract_actions.complete(contract, now)
    end.end(room, Status.DONE, now)
    news.tell(room, ContractFrame(contract_queries.address(contract)), now)
    if contract_actions.outcome_of(contract).deal:
        market_actions.close(listing, Listing.Status.SOLD, now)
        end.void_rooms(listing.id, LIVE, "listing_sold", now)
