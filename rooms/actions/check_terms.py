"""Workers only: open sealed terms and say whether they are sound."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from contracts.domain.outcome import LimitOffScale
from marketplace import actions as market_actions
from marketplace import queries as market
from marketplace.domain import money, sealing
from marketplace.domain.terms import Terms, TermsRefused, parse_bytes
from marketplace.models import Listing, SealedTerms
from rooms import queries
from rooms.actions import end, ready
from rooms.actions.submission import check_scale
from rooms.domain.room import Status
from rooms.vault import KeyGone, Keyring

UNREADABLE = "terms_unreadable"


def check(terms_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Judge terms that are being checked, and let the rooms that wait for them go on or end.

    Refused terms are destroyed, key first, and cost nothing: a buyer's room ends before any turn. Standing terms
    that fit no more because the listing was repriced stay while a room bargains over the earlier price.
    """
    terms = market.sealed_terms(terms_id)
    if terms is None or not keyring.holds(terms.key.room_fingerprint):
        return  # gone, or for a worker with another keyring
    with transaction.atomic():
        listing = queries.locked_listing_behind(terms)  # its price stays what it is while it is judged by
        standing = market.lock_terms(terms_id)
        if standing is None or standing.state != SealedTerms.State.CHECKING:
            return  # another worker was first
        code = verdict(terms, listing, keyring)
        kept = not code or queries.bargained_with(terms.id)
        if not kept:
            keyring.destroy([terms.key_id])
        market_actions.judge(terms, code, kept=kept)
        for room_id in queries.rooms_with_terms(terms.id):
            _follow(room_id, code, now)
        if listing is not None:
            ready.advance_waiting(listing.id, now)


def _follow(room_id: UUID, code: str, now: datetime) -> None:
    room = queries.locked_room(room_id)
    if room.status != Status.WAITING:
        return
    if code and room.buyer_terms is not None and room.buyer_terms.code == code:
        room.refused_code = code
        end.end(room, Status.FAILED, now, "buyer_terms_refused")
    elif not code:
        ready.advance(room, now)


def verdict(terms: SealedTerms, listing: Listing | None, keyring: Keyring) -> str:
    """The code that the terms are refused with; empty for good ones. listing: which they stand behind, if one."""
    asking_minor, currency = _stake(terms, listing)
    try:
        opened = open_terms(terms, keyring, currency=currency)
        check_scale("seller" if terms.role == "seller" else "buyer", opened.limit_minor, asking_minor)
    except (KeyGone, sealing.Unopenable):
        return UNREADABLE
    except (TermsRefused, LimitOffScale) as refused:
        return refused.code
    return ""


def open_terms(terms: SealedTerms, keyring: Keyring, *, currency: str) -> Terms:
    """The private terms in clear, for the memory of this worker only.

    Raises KeyGone, sealing.Unopenable and TermsRefused.
    """
    binding = market_actions.binding_of(terms)
    plaintext = sealing.unseal(keyring.private_half(terms.key_id), binding.info(), bytes(terms.ciphertext))
    return parse_bytes(plaintext, currency=currency)


def _stake(terms: SealedTerms, listing: Listing | None) -> tuple[int, str]:
    """(asking price in minor units, currency) of what the terms are about."""
    if listing is not None:
        return listing.asking_minor, listing.currency
    snapshot = queries.snapshot_for(terms.id)
    if snapshot is None:  # the listing took other terms in the meantime: nobody asks about these any more
        return 1, ""
    return money.parse(snapshot["asking_price"], snapshot["currency"]), snapshot["currency"]
