"""How results read, line by line: an id first wherever there is one, so that a shell can cut it off."""

from collections.abc import Mapping
from typing import Any

from client.news import ContractFrame, ErasedFrame, News, OutcomeFrame, StatusFrame
from client.photos import Photo
from client.shapes import ContractSummary, Listing, Room, RoomSummary, Turn


def listing_json(listing: Listing) -> dict[str, Any]:
    """A listing with what stands beside it."""
    return {
        "listing": listing.public,
        "digest": listing.digest,
        "status": listing.status,
        "rooms_open": listing.rooms_open,
        "terms_state": listing.terms_state,
        "terms_code": listing.terms_code,
    }


def listing_line(listing: Listing) -> str:
    public = listing.public
    return f"{listing.id}  {listing.status}  {public['asking_price']} {public['currency']}  {public['title']}"


def listing_lines(listing: Listing) -> list[str]:
    """Everything that is public, and to its seller how its terms stand."""
    public = listing.public
    lines = [listing_line(listing)]
    lines += [f"{name}: {public[name]}" for name in ("category", "description") if public.get(name)]
    attributes = public.get("attributes")
    for name, value in (attributes if isinstance(attributes, dict) else {}).items():
        lines.append(f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}")
    lines += [f"seller: {public['seller']}", f"digest: {listing.digest}"]
    if listing.terms_state is not None:
        code = f" ({listing.terms_code})" if listing.terms_code else ""
        lines.append(f"your terms: {listing.terms_state}{code}")
    return lines


def photo_line(photo: Photo) -> str:
    return f"{photo.id}  {photo.state}  {photo.code or photo.name or ''}".rstrip()


def room_line(room: RoomSummary) -> str:
    reason = f" ({room.reason})" if room.reason else ""
    return f"{room.id}  {room.role}  {room.status}{reason}  {room.title}"


def room_lines(room: Room) -> list[str]:
    """A room and what its party has to do next."""
    lines = [room_line(room.summary)]
    if room.statement is not None:
        lines.append(_outcome(room.statement["outcome"], room))
    if room.status == "signing" and not room.has_signed:
        lines.append(f"next, before {room.deadline}: bargain sign {room.id}")
    elif not room.ended:
        lines.append(f"next: bargain watch {room.id}")
    lines += _refused(room)
    if room.status == "waiting" and room.waiting_for:
        lines.append(f"waiting for {', '.join(room.waiting_for)}")
    if room.contract_id is not None:
        lines.append(f"next: bargain contract {room.contract_id}")
    return lines


def news_lines(one: News, room: Room) -> list[str]:
    """A frame, as one of the room's parties reads it."""
    match one:
        case Turn():
            return [f"{one.round}. {one.persona:<6}  {one.text}"]
        case OutcomeFrame():
            return [_outcome(one.outcome, room)]
        case ContractFrame():
            return [f"complete; next: bargain contract {one.contract_id}"]
        case ErasedFrame():
            return [f"erased: what was said up to number {one.through}"]
        case StatusFrame():
            return _status(one, room)


def _status(frame: StatusFrame, room: Room) -> list[str]:
    signers = [side for side, is_in in frame.signed.items() if is_in]
    said = [frame.status, f"({frame.reason})" if frame.reason else ""]
    said.append(f"signed by {', '.join(signers)}" if signers else "")
    lines = ["  ".join(one for one in said if one)]
    if frame.status == "signing" and room.role not in signers:
        lines.append(f"next, before {frame.deadline}: bargain sign {room.id}")
    if frame.left_unsigned_by:
        lines.append(f"left unsigned by {', '.join(frame.left_unsigned_by)}")
    return lines + (_refused(room) if frame.ended else [])


def _outcome(outcome: Mapping[str, Any], room: Room) -> str:
    price = f"{outcome['price']} {room.listing['currency']}"
    return f"outcome {outcome['bits']}: " + (f"deal at {price}" if outcome["deal"] else "no deal")


def _refused(room: Room) -> list[str]:
    return [f"your terms were refused: {room.terms_code}"] if room.terms_state == "refused" else []


def contract_line(contract: ContractSummary) -> str:
    deal = "deal" if contract.deal else "no deal"
    return f"{contract.id}  {deal}  {contract.completed_at}  room {contract.room_id}"
