"""A room's life: its states, whose turn it is, what it waits for."""

from enum import StrEnum
from typing import Literal

from marketplace.domain.terms import Role

ROUNDS = 5
TURNS = 2 * ROUNDS


class Status(StrEnum):
    """PROTOCOL section 2."""

    WAITING = "waiting"
    READY = "ready"
    RUNNING = "running"
    SIGNING = "signing"
    DONE = "done"
    EXPIRED = "expired"
    FAILED = "failed"
    VOID = "void"


NEXT: dict[Status, frozenset[Status]] = {
    Status.WAITING: frozenset({Status.READY, Status.EXPIRED, Status.FAILED, Status.VOID}),
    Status.READY: frozenset({Status.RUNNING, Status.FAILED, Status.VOID}),
    Status.RUNNING: frozenset({Status.SIGNING, Status.FAILED, Status.VOID}),
    Status.SIGNING: frozenset({Status.DONE, Status.EXPIRED, Status.VOID}),
    Status.DONE: frozenset(),
    Status.EXPIRED: frozenset(),
    Status.FAILED: frozenset(),
    Status.VOID: frozenset(),
}
ENDED = frozenset(status for status, after in NEXT.items() if not after)
LIVE = frozenset(NEXT) - ENDED
# A withdrawal ends these; what awaits signatures it cannot undo.
WITHDRAWABLE = LIVE - {Status.SIGNING}

Reason = Literal[
    "listing_sold",
    "listing_withdrawn",
    "voided_by_operator",
    "waiting_too_long",
    "running_too_long",
    "signing_too_long",
    "buyer_terms_refused",
    "terms_unusable",
    "persona_failed",
    "model_unavailable",
    "manifest_gone",
]
TermsState = Literal["missing", "checking", "good", "refused"]
Wait = Literal["seller_terms", "seller_terms_check", "seller_consent", "buyer_terms_check"]


def may_become(status: Status, after: Status) -> bool:
    """Whether a room may go from one status to another."""
    return after in NEXT[status]


def turn_of(nth: int) -> tuple[int, Role]:
    """(round, who speaks) of the nth turn, counted from 1: the seller's persona is first in each round."""
    return (nth + 1) // 2, "seller" if nth % 2 else "buyer"


def round_after(turns: int) -> int:
    """The round that the newest of `turns` turns belongs to; 0 before the first."""
    return (turns + 1) // 2


def waits_for(seller: TermsState, buyer: TermsState, *, consented: bool) -> tuple[Wait, ...]:
    """What keeps a room from being ready. Empty: nothing does.

    seller: the state of the terms that the room would bargain with. consented: whether those were given
    for the room's manifest.
    """
    waits: list[Wait] = []
    if seller in ("missing", "refused"):
        waits.append("seller_terms")
    elif seller == "checking":
        waits.append("seller_terms_check")
    if seller != "missing" and not consented:
        waits.append("seller_consent")
    if buyer != "good":
        waits.append("buyer_terms_check")
    return tuple(waits)
