"""Many pairs through the public API, and what came of them beside what the rule says."""

import math
import statistics
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from client.errors import BargainError
from client.identity import Identity
from client.manifest import Manifest
from client.market import Market
from client.shapes import Listing, Room
from contracts.domain.verification import verify
from marketplace.domain import money
from rooms.management.pairs import Pair

Kind = Literal["deal", "no_deal", "missed", "false", "wrong_band", "outside", "failed", "unverified"]
GOOD: tuple[Kind, ...] = ("deal", "no_deal")
POLL_SECONDS = 0.25
ROOM_SECONDS = 300.0


@dataclass(frozen=True)
class Result:
    """What came of one pair. Holds no limit. `seconds`: from opening the room to holding the contract."""

    number: int
    label: str
    kind: Kind
    feasible: bool
    deal: bool | None
    band: int | None
    price: str | None
    room: str | None
    seconds: float | None
    verified: bool
    detail: str | None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class TookTooLong(Exception):
    """A room did not end in time."""


def evaluate(url: str, pairs: Iterable[Pair], *, at_once: int) -> Iterator[Result]:
    """Run every pair, `at_once` at a time; results as they come, in the order of the pairs."""
    with Market(url) as visitor:
        manifest = visitor.manifest()
    with ThreadPoolExecutor(max_workers=at_once) as crowd:
        yield from crowd.map(lambda pair: _run(url, manifest, pair), pairs)


def _run(url: str, manifest: Manifest, pair: Pair) -> Result:
    with Market(url, Identity.generate()) as seller, Market(url, Identity.generate()) as buyer:
        try:
            return _bargain(seller, buyer, manifest, pair)
        except (BargainError, TookTooLong) as error:
            return _result(pair, "failed", detail=str(error))


def _bargain(seller: Market, buyer: Market, manifest: Manifest, pair: Pair) -> Result:
    """One pair, from listing to contract. Every second pair seals its own terms, the others let the server."""
    sealed = pair.number % 2 == 0
    floor, budget = pair.terms(pair.floor_minor), pair.terms(pair.budget_minor)
    listing = seller.publish(pair.public, floor, under=manifest, sealed=sealed)
    try:
        started = time.monotonic()
        room = buyer.open_room(buyer.listing(listing.id), pair.profile, budget, under=manifest, sealed=sealed)
        ended = _sign_both(seller, buyer, room.id)
        seconds = time.monotonic() - started
        if ended.status != "done":
            return _result(pair, "failed", room=room.id, detail=f"{ended.status}: {ended.summary.reason}")
        return _judge(pair, buyer, ended, seconds)
    finally:
        _withdraw(seller, listing)


def _sign_both(seller: Market, buyer: Market, room_id: str) -> Room:
    deadline = time.monotonic() + ROOM_SECONDS
    while (room := buyer.room(room_id)).status not in ("signing", "done", "failed", "expired", "void"):
        if time.monotonic() > deadline:
            raise TookTooLong(f"room {room_id} is still {room.status}")
        time.sleep(POLL_SECONDS)
    if room.status != "signing":
        return room
    seller.sign(room_id)
    return buyer.sign(room_id)


def _withdraw(seller: Market, listing: Listing) -> None:
    """What was not sold is taken off the market, so that nothing private of it is kept."""
    if seller.listing(listing.id).status == "open":
        seller.withdraw(listing.id)


def _judge(pair: Pair, buyer: Market, room: Room, seconds: float) -> Result:
    document = buyer.contract_of(room.id)
    verdict = verify(document, seller=room.seller.fingerprint, buyer=room.buyer.fingerprint)
    outcome = (verdict.statement or {}).get("outcome", {})
    return _result(
        pair,
        _kind(pair, verified=verdict.valid, outcome=outcome),
        room=room.id,
        seconds=seconds,
        verified=verdict.valid,
        outcome=outcome,
    )


def _kind(pair: Pair, *, verified: bool, outcome: dict[str, Any]) -> Kind:
    """Beside the rule: the worst that can be said of a contract."""
    if not verified:
        return "unverified"
    if not outcome["deal"]:
        return "no_deal" if pair.band is None else "missed"
    price = money.parse(outcome["price"], pair.currency)
    if not pair.floor_minor <= price <= pair.budget_minor:
        return "outside"
    if pair.band is None:
        return "false"
    return "deal" if outcome["band"] == pair.band else "wrong_band"


def _result(
    pair: Pair,
    kind: Kind,
    *,
    room: str | None = None,
    seconds: float | None = None,
    verified: bool = False,
    outcome: dict[str, Any] | None = None,
    detail: str | None = None,
) -> Result:
    said = outcome or {}
    return Result(
        number=pair.number,
        label=pair.label,
        kind=kind,
        feasible=pair.band is not None,
        deal=said.get("deal"),
        band=said.get("band"),
        price=said.get("price"),
        room=room,
        seconds=round(seconds, 3) if seconds is not None else None,
        verified=verified,
        detail=detail,
    )


@dataclass(frozen=True)
class Tally:
    """The table's figures. `elapsed` is the whole run in seconds."""

    results: list[Result]
    elapsed: float

    @property
    def sound(self) -> bool:
        """Whether every pair ended as the rule says, with a contract that verifies."""
        return bool(self.results) and all(one.kind in GOOD for one in self.results)

    def rows(self) -> list[tuple[str, str]]:
        """(what, figure) of every line."""
        count = {kind: sum(one.kind == kind for one in self.results) for kind in get_args(Kind)}
        times = sorted(one.seconds for one in self.results if one.seconds is not None)
        verified = sum(one.verified for one in self.results)
        return [
            ("pairs", str(len(self.results))),
            ("feasible by the exact rule", str(sum(one.feasible for one in self.results))),
            ("deals", str(sum(bool(one.deal) for one in self.results))),
            ("missed", str(count["missed"])),
            ("false deals", str(count["false"])),
            ("another band than the rule's", str(count["wrong_band"])),
            ("outside a limit", str(count["outside"])),
            ("failed", str(count["failed"])),
            ("contracts verified", str(verified)),
            ("unverified", str(count["unverified"])),
            ("seconds a room, p50", f"{statistics.median(times):.2f}" if times else "-"),
            ("seconds a room, p95", f"{times[math.ceil(0.95 * len(times)) - 1]:.2f}" if times else "-"),
            ("rooms/s", f"{len(times) / self.elapsed:.2f}" if self.elapsed else "-"),
        ]
