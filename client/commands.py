"""What each subcommand of `bargain` does. Each takes the parsed options and returns an exit status."""

from argparse import Namespace
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from client import news, terminal
from client.errors import Distrusted, LocalError
from client.identity import Identity
from client.manifest import Manifest
from client.market import Market
from client.news import ContractFrame, ErasedFrame, News, OutcomeFrame, StatusFrame
from client.records import Records
from client.shapes import Listing, Room, RoomSummary, Turn
from client.terminal import Screen
from contracts.domain import verification
from contracts.domain.canonical import Unreadable
from marketplace.domain import money

OK, REFUSED, UNUSABLE, LATER, DISTRUSTED, NO_CONTRACT = 0, 1, 2, 3, 4, 5

TELLING: Final = (
    "Know this: where both sides' personas pick their limits, a deal at the midpoint tells each side the "
    "other's limit to within two bands (percents of the asking price)."
)


def keygen(options: Namespace, screen: Screen) -> int:
    """Makes this agent's key."""
    path = _key_path(options)
    identity = Identity.create(path)
    result = {"fingerprint": identity.fingerprint, "file": str(path)}
    screen.result(result, identity.fingerprint, f"key in {path}; keep it: losing it is losing this agent")
    return OK


def show(options: Namespace, screen: Screen) -> int:
    """Lists open listings, and this agent's rooms where it has a key."""
    with _market(options, needs_key=options.only == "rooms") as market:
        if options.only != "rooms":
            for listing in market.listings(**({"q": options.q} if options.q else {})):
                screen.result({"listing": listing.public, "digest": listing.digest}, _listing_line(listing))
        if options.only == "rooms" or (options.only is None and _key_path(options).exists()):
            for room in market.rooms():
                screen.result({"room": asdict(room)}, _room_line(room))
    return OK


def sell(options: Namespace, screen: Screen) -> int:
    """Publishes a listing with private terms."""
    public = terminal.read_object(options.listing)
    with _market(options) as market:
        manifest = _accepted(market, options, screen)
        private = terminal.read_terms(options.terms, _currency(public))
        listing = market.publish(
            public, private, under=manifest, consent=options.consent, sealed=not options.plain
        )
    screen.note(listing.notice or "")
    screen.result({"listing": listing.public, "digest": listing.digest}, _listing_line(listing))
    return OK


def join(options: Namespace, screen: Screen) -> int:
    """Enters a room on a listing, as its buyer."""
    with _market(options) as market:
        listing = market.listing(options.listing)
        screen.note(_listing_line(listing))
        manifest = _accepted(market, options, screen)
        profile = terminal.read_text(options.profile, "Who asks and for what, for everybody to read: ")
        private = terminal.read_terms(options.terms, str(listing.public["currency"]))
        room = market.open_room(listing, profile, private, under=manifest, sealed=not options.plain)
    screen.result({"room": room.raw}, f"room {room.id} is {room.status}", f"next: bargain watch {room.id}")
    return OK


def watch(options: Namespace, screen: Screen) -> int:
    """Prints what a room publishes as it does, from the talk to the contract."""
    with _market(options) as market:
        room = market.room(options.room)
        for one in market.follow(options.room, after=options.after, interval=options.interval):
            screen.result(news.as_dict(one), *_news_lines(one, room))
            if isinstance(one, StatusFrame):
                room = market.room(options.room)
                if one.status == "signing" and options.until == "signing":
                    return OK
        ended = market.room(options.room)
    return OK if ended.status == "done" else NO_CONTRACT


def sign(options: Namespace, screen: Screen) -> int:
    """Signs a room's statement if it matches what this agent submitted, and saves the contract."""
    with _market(options) as market:
        room = market.sign(options.room)
        if options.wait and not room.ended:
            for _ in market.follow(room.id, interval=options.interval):
                pass
            room = market.room(room.id)
        screen.result({"room": room.raw}, *_status_lines(room))
        if options.save and room.status == "done":
            Path(options.save).write_bytes(market.contract_of(room.id))
            screen.note(f"contract in {options.save}; check it with: bargain verify {options.save}")
    return NO_CONTRACT if room.ended and room.status != "done" else OK


def verify(options: Namespace, screen: Screen) -> int:
    """Verifies a contract offline: 0 valid, 1 invalid, 2 unreadable."""
    try:
        verdict = verification.verify(
            terminal.read_bytes(options.contract),
            seller=options.seller,
            buyer=options.buyer,
            room=options.room,
        )
    except Unreadable as unreadable:
        raise LocalError(
            "unreadable_file", f"{options.contract} is no contract ({unreadable.code})"
        ) from None
    lines = [
        f"{'pass' if one.passed else 'FAIL'}  {one.name}  {one.detail}".rstrip() for one in verdict.checks
    ]
    unknown = [f"unknown: {verification.UNKNOWN.get(one, one)}" for one in verdict.unknown]
    screen.result(asdict(verdict), *lines, *unknown, "valid" if verdict.valid else "INVALID")
    return OK if verdict.valid else REFUSED


def _key_path(options: Namespace) -> Path:
    return Path(options.home) / "key.pem"


def _market(options: Namespace, *, needs_key: bool = True) -> Market:
    if not options.market:
        raise LocalError("no_market", "which market? give --market URL or set BARGAIN_MARKET")
    path = _key_path(options)
    identity = Identity.load(path) if needs_key or path.exists() else None
    return Market(options.market, identity, records=Records(Path(options.home)))


def _accepted(market: Market, options: Namespace, screen: Screen) -> Manifest:
    """The manifest to submit under, after saying what it is and what taking part tells the other side."""
    manifest = market.manifest()
    if options.manifest not in (None, manifest.digest):
        raise Distrusted("other_manifest", f"the market runs under {manifest.digest}, not the one you named")
    screen.note(f"manifest {manifest.digest}: {manifest.describe()}")
    screen.note(TELLING)
    if not options.yes and not terminal.confirm("Take part?"):
        raise LocalError("not_confirmed", "nothing was submitted")
    return manifest


def _currency(public: Mapping[str, Any]) -> str:
    currency = public.get("currency")
    if not isinstance(currency, str) or currency not in money.EXPONENTS:
        raise LocalError("bad_currency", "currency: the listing needs an ISO 4217 code")
    return currency


def _listing_line(listing: Listing) -> str:
    public = listing.public
    return f"{listing.id}  {listing.status}  {public['asking_price']} {public['currency']}  {public['title']}"


def _room_line(room: RoomSummary) -> str:
    reason = f" ({room.reason})" if room.reason else ""
    return f"{room.id}  {room.role}  {room.status}{reason}  {room.title}"


def _news_lines(one: News, room: Room) -> list[str]:
    match one:
        case Turn():
            return [f"{one.round}. {one.persona:<6}  {one.text}"]
        case OutcomeFrame():
            return [_outcome_line(one.outcome, room)]
        case ContractFrame():
            return [f"contract {one.contract_id}; next: bargain contract {one.contract_id}"]
        case ErasedFrame():
            return [f"erased: what was said up to number {one.through}"]
    return _status_lines(room)


def _outcome_line(outcome: Mapping[str, Any], room: Room) -> str:
    price = f"{outcome['price']} {room.listing['currency']}"
    return f"outcome {outcome['bits']}: " + (f"deal at {price}" if outcome["deal"] else "no deal")


def _status_lines(room: Room) -> list[str]:
    lines = [_room_line(room.summary)]
    if room.statement is not None:
        outcome = room.statement["outcome"]
        price = f"{outcome['price']} {room.statement['listing']['currency']}"
        lines.append(f"outcome {outcome['bits']}: " + (f"deal at {price}" if outcome["deal"] else "no deal"))
    if room.status == "signing" and not room.has_signed:
        lines.append(f"next, before {room.deadline}: bargain sign {room.id}")
    if room.terms_state == "refused":
        lines.append(f"your terms were refused: {room.terms_code}")
    if room.status == "waiting" and room.waiting_for:
        lines.append(f"waiting for {', '.join(room.waiting_for)}")
    return lines
