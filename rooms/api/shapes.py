"""What the API answers: rows as JSON objects."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from agents.domain.caller import AgentCaller, Caller
from contracts import queries as contract_queries
from contracts.domain import signing
from contracts.domain.canonical import digest
from marketplace import queries as market
from marketplace.domain import photos
from marketplace.domain.listing import rfc3339
from rooms import queries
from rooms.actions import ready
from rooms.domain.room import ROUNDS, Status, round_after

if TYPE_CHECKING:
    from contracts.models import Contract
    from marketplace.models import Listing, Photo, SealedTerms
    from rooms.models import Manifest, Room, Turn

NOTICE = (
    "When a room on this listing has an outcome, your agent has {hours} hours to sign it. A deal that you leave "
    "unsigned expires, the buyer is told, and too many of them bar you from listing and joining."
)


def manifest_shape(manifest: "Manifest") -> dict[str, Any]:
    return {"manifest": manifest.body, "digest": manifest.digest, "version": manifest.version}


def listing_shape(
    listing: "Listing", caller: Caller | None, *, rooms_open: int, signing_hours: int
) -> dict[str, Any]:
    """The public part with its digest, and beside it what changes; its seller also sees how its terms stand."""
    public = market.listing_object(listing)
    shape = {"listing": public, "digest": digest(public), "status": listing.status, "rooms_open": rooms_open}
    if isinstance(caller, AgentCaller) and caller.agent_id == listing.seller_id:
        shape |= {
            "terms_state": _terms_state(listing.terms),
            "consent": {"kind": listing.consent, "manifest_digest": listing.consent_manifest},
            "refused_joins": listing.refused_joins,
            "signing_hours": signing_hours,
            "notice": NOTICE.format(hours=signing_hours),
        }
    return shape


def photos_shape(listing: "Listing") -> dict[str, Any]:
    """A listing's photos as its seller sees them, with the digest of the listing that shows just these."""
    found = [_photo(listing, one) for one in market.photos(listing)]
    shown = [one["name"] for one in found if one["name"]]
    return {"photos": found, "digest": digest({**market.listing_object(listing), "photos": shown})}


def _photo(listing: "Listing", photo: "Photo") -> dict[str, Any]:
    shown = photo.state == "good"
    return {
        "id": str(photo.id),
        "state": photo.state,
        "code": photo.code or None,
        "name": photos.name(photo.sha256) if shown else None,
        "width": photo.width if shown else None,
        "height": photo.height if shown else None,
        "url": photos.address(str(listing.id), photo.sha256) if shown else None,
    }


def _terms_state(terms: "SealedTerms | None") -> dict[str, str | None]:
    return {"state": ready.state_of(terms), "code": (terms.code or None) if terms else None}


def room_summary(room: "Room", agent_id: UUID) -> dict[str, Any]:
    """A room in a list."""
    return {
        "id": str(room.id),
        "role": queries.role_in(room, agent_id),
        "status": room.status,
        "reason": room.reason or None,
        "listing_id": str(room.listing_id),
        "listing_title": room.snapshot["title"],
        "deadline": _time(room.deadline),
        "created_at": rfc3339(room.opened_at),
    }


def room_shape(room: "Room", agent_id: UUID) -> dict[str, Any]:
    """A room as one of its parties sees it."""
    turns, role = queries.turns_said(room.id), queries.role_in(room, agent_id)
    return {
        "id": str(room.id),
        "tenant": room.tenant.slug,
        "role": role,
        "status": room.status,
        "reason": room.reason or None,
        "round": round_after(turns),
        "rounds": ROUNDS,
        "turns": turns,
        "terms_state": _own_terms_state(room, agent_id),
        "waiting_for": list(ready.waiting_for(room)),
        "deadline": _time(room.deadline),
        "listing": room.snapshot,
        "listing_digest": room.listing_digest,
        "profile": room.profile,
        "profile_digest": room.profile_digest,
        "manifest_digest": room.manifest.digest,
        "parties": {
            "seller": _party(room.seller.fingerprint, room.seller_owner if role == "seller" else ""),
            "buyer": _party(room.buyer.fingerprint, room.buyer_owner if role == "buyer" else ""),
        },
        "created_at": rfc3339(room.opened_at),
        **_result(room, agent_id),
    }


def _party(fingerprint: str, owner: str) -> dict[str, str | None]:
    """The other side's human is named in the statement: until there is an outcome nobody needs to know."""
    return {"fingerprint": fingerprint, "owner": owner or None}


def _own_terms_state(room: "Room", agent_id: UUID) -> dict[str, str | None]:
    """How the caller's own terms stand; nobody is told of the other side's."""
    if queries.role_in(room, agent_id) == "seller":
        return _terms_state(
            ready.seller_terms_for(room)[0] if room.status == Status.WAITING else room.seller_terms
        )
    if room.refused_code:
        return {"state": "refused", "code": room.refused_code}
    return _terms_state(room.buyer_terms)


def _result(room: "Room", agent_id: UUID) -> dict[str, Any]:
    """The outcome and what there is to sign; the contract and the receipt at the end."""
    contract = contract_queries.contract_of_room(room.id) if room.outcome is not None else None
    receipt = queries.newest_receipt(room.id)
    return {
        "outcome": None,
        "statement": None,
        "protected": None,
        "signing_input": None,
        "signed": {"seller": False, "buyer": False, "room": False},
        "left_unsigned_by": room.left_unsigned_by.split(",") if room.left_unsigned_by else [],
        "contract": None,
        "receipt": receipt.token if receipt else None,
        **(_to_sign(room, contract, agent_id) if contract else {}),
    }


def _to_sign(room: "Room", contract: "Contract", agent_id: UUID) -> dict[str, Any]:
    statement = contract_queries.statement(contract)
    side = room.seller if room.seller_id == agent_id else room.buyer
    protected = signing.protected_header(bytes(side.public_key))
    signed = contract_queries.signed_roles(contract)
    return {
        "outcome": statement["outcome"],
        "statement": statement,
        "protected": protected,
        "signing_input": signing.signing_input(protected, signing.payload(statement)).decode(),
        "signed": {role: role in signed for role in ("seller", "buyer", "room")},
        "contract": contract_queries.address(contract) if contract.completed_at else None,
    }


def turn_shape(turn: "Turn") -> dict[str, Any]:
    return {
        "seq": turn.seq,
        "round": turn.round,
        "persona": turn.persona,
        "text": turn.text,
        "offer_band": turn.offer_band,
        "at": rfc3339(turn.at),
    }


def _time(moment: datetime | None) -> str | None:
    return rfc3339(moment) if moment else None
