"""Workers only: write down what the two decided, and sign it for the room."""

from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from agents import queries as agents
from contracts import actions as contract_actions
from contracts.domain import signing
from contracts.domain.outcome import Outcome
from contracts.domain.statement import Party, Statement
from marketplace import queries as market
from marketplace.domain.listing import rfc3339
from rooms import outbox, queries
from rooms.actions import news
from rooms.actions.session import Session
from rooms.domain.events import OutcomeFrame
from rooms.domain.room import Status
from rooms.models import Room
from rooms.vault import KeyGone, Keyring


class RoomTaken(Exception):
    """The room ended, or another worker took it, before its outcome could be written down."""


class RoomKeyGone(Exception):
    """The room key that the manifest names is not in this keyring any more."""


def conclude(session: Session, outcome: Outcome, keyring: Keyring, now: datetime) -> None:
    """Move the room to `signing` with its statement and the room's signature.

    Raises RoomTaken where the room is no longer ours, RoomKeyGone where nobody can sign for it.
    """
    with transaction.atomic():
        room = queries.locked_running_room(session.room_id)
        if room is None or room.fence != session.fence:
            raise RoomTaken
        statement = _statement(room, outcome, now)
        key = _room_key(keyring, room.manifest.room_fingerprint)
        contract_actions.draft(
            statement,
            signing.sign(key, signing.payload(statement.as_dict())),
            tenant_id=room.tenant_id,
            seller_id=room.seller_id,
            buyer_id=room.buyer_id,
            now=now,
        )
        room.status = Status.SIGNING
        room.outcome = int(outcome.bits, 2)
        room.decided_at, room.lease_until = now, None
        room.deadline = now + timedelta(hours=market.policy(room.tenant).signing_hours)
        room.notice_at = now
        room.save(update_fields=["status", "outcome", "decided_at", "lease_until", "deadline", "notice_at"])
        news.tell(room, OutcomeFrame(statement.as_dict()["outcome"]), now)
        news.tell_status(room, now)
        outbox.ring_notices()


def _room_key(keyring: Keyring, fingerprint: str) -> Ed25519PrivateKey:
    try:
        return keyring.room_key_of(fingerprint)
    except KeyGone:
        raise RoomKeyGone from None


def _statement(room: Room, outcome: Outcome, now: datetime) -> Statement:
    snapshot = room.snapshot
    return Statement(
        room_id=str(room.id),
        room_fingerprint=room.manifest.room_fingerprint,
        tenant=room.tenant.slug,
        listing_id=snapshot["id"],
        listing_title=snapshot["title"],
        listing_digest=room.listing_digest,
        asking_price=snapshot["asking_price"],
        currency=snapshot["currency"],
        profile_digest=room.profile_digest,
        manifest_digest=room.manifest.digest,
        outcome=outcome,
        seller=Party(room.seller.fingerprint, agents.owner_of(room.seller_id)),
        buyer=Party(room.buyer.fingerprint, agents.owner_of(room.buyer_id)),
        decided_at=rfc3339(now),
    )
