"""Workers only: destroy what was private, keys first, and sign a receipt of it.

Destroying a key makes every copy of the ciphertext unreadable, in backups and write-ahead logs too; deleting
the rows comes after. Each step may be repeated after a crash.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from contracts.domain import signing
from marketplace import actions as market_actions
from marketplace import queries as market
from marketplace.domain.listing import rfc3339
from marketplace.models import SealedTerms
from rooms import queries
from rooms.actions import news
from rooms.domain.events import ErasedFrame
from rooms.domain.room import ENDED
from rooms.models import Receipt, Room
from rooms.vault import Keyring

RECEIPT_TYPE = "alien-bargain/receipt/1"


@dataclass(frozen=True)
class Erased:
    """One line of a receipt. key_ids: the sealing keys that were destroyed. count: how many rows."""

    kind: str
    key_ids: tuple[str, ...]
    count: int
    at: str


def erase_room(room_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Erase what an ended room no longer needs, and say when to come back for the rest."""
    room = Room.objects.select_related("manifest", "tenant", "listing").filter(id=room_id).first()
    if room is None or room.status not in ENDED or room.erase_at is None or room.erase_at > now:
        return
    held = [one for one in (room.buyer_terms_id, room.seller_terms_id) if one is not None]
    erase_terms(queries.unneeded_terms(held), keyring, now)
    later = _erase_turns(room, keyring, now)
    Room.objects.filter(id=room.id, erase_at=room.erase_at).update(erase_at=later)


def erase_unneeded(keyring: Keyring, now: datetime) -> None:
    """Erase every sealed terms that nothing needs: of closed listings, and those that an edit replaced."""
    erase_terms(queries.unneeded_terms(), keyring, now)


def erase_terms(unneeded: QuerySet[SealedTerms], keyring: Keyring, now: datetime) -> None:
    """Destroy these terms, and give each room that bargained with them a receipt."""
    for terms in list(unneeded.select_related("key")):
        if not (keyring.stores(terms.key_id) or keyring.holds(terms.key.room_fingerprint)):
            continue  # another worker's keyring: deleting the row here would leave its private half there
        keyring.destroy([terms.key_id])
        line = Erased(f"{terms.role}_terms", (str(terms.key_id),), 1, rfc3339(now))
        with transaction.atomic():
            if not market.lock_terms(terms.id):
                continue  # another worker was first, and wrote the receipts
            rooms = queries.rooms_with_terms(terms.id)
            market_actions.forget_keys([terms.key_id])
            for room_id in rooms:
                _sign_receipt(queries.locked_room(room_id), [line], keyring, now)


def _erase_turns(room: Room, keyring: Keyring, now: datetime) -> datetime | None:
    """Delete the turns when the policy's grace is over. When to come back; None when nothing is left."""
    assert room.ended_at is not None  # noqa: S101 - a constraint holds it
    due = room.ended_at + timedelta(hours=_turns_hours(room))
    if due > now:
        return due
    with transaction.atomic():
        queries.locked_room(room.id)  # two workers at once would both count, and both write a receipt
        count = queries.turns_said(room.id)
        if count:
            through = queries.newest_turn(room.id)
            room.turns.all().delete()
            line = Erased("turns", (), count, rfc3339(now))
            _sign_receipt(queries.locked_room(room.id), [line], keyring, now, through=through)
    return None


def _turns_hours(room: Room) -> int:
    """As today's policy says, and never longer than both sides consented to."""
    promised: int = room.manifest.body["retention"]["turns"]
    return min(promised, market.policy(room.tenant).turns_hours)


def _sign_receipt(
    room: Room, lines: list[Erased], keyring: Keyring, now: datetime, *, through: int = 0
) -> None:
    """A new receipt that tells everything erased so far, signed by the room key of the room's manifest.

    through: the number of the newest turn frame that is gone with these lines; 0 where none is.

    Where that key is gone nobody can sign; erasing does not wait for it.
    """
    if not keyring.holds(room.manifest.room_fingerprint):
        return
    last = queries.newest_receipt(room.id)
    body: dict[str, Any] = {
        "type": RECEIPT_TYPE,
        "room": {"id": str(room.id), "fingerprint": room.manifest.room_fingerprint},
        "erased": (last.body["erased"] if last else [])
        + [vars(line) | {"key_ids": list(line.key_ids)} for line in lines],
        "still_kept": _still_kept(room),
    }
    key = keyring.room_key_of(room.manifest.room_fingerprint)
    receipt = Receipt.objects.create(
        room=room,
        seq=last.seq + 1 if last else 1,
        body=body,
        token=signing.sign_compact(key, body, signing.RECEIPT_TYP),
        at=now,
    )
    gone = max(through, queries.turns_gone_through(room.id))
    news.tell(room, ErasedFrame(gone, receipt.token), now)


def _still_kept(room: Room) -> list[dict[str, str]]:
    """What of the room's private data stands, and why. Read after the deletion, in its transaction."""
    kept = []
    if room.buyer_terms_id is not None:
        kept.append({"kind": "buyer_terms", "why": "due"})
    if room.seller_terms_id is not None:
        why = "listing_open" if room.listing.status in market.ON_THE_MARKET else "due"
        kept.append({"kind": "seller_terms", "why": why})
    if queries.turns_said(room.id):
        kept.append({"kind": "turns", "why": "grace"})
    return kept


def truncate_log() -> None:
    """SQLite keeps deleted pages readable in its write-ahead log until it is truncated."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
