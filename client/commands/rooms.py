"""Rooms: entered, looked at, watched and signed in."""

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from client import news, terminal
from client.commands import begin
from client.exits import Exit
from client.lines import listing_line, news_lines, room_line, room_lines
from client.market import Market
from client.news import StatusFrame
from client.shapes import Room
from client.terminal import Screen


def join(options: Namespace, screen: Screen) -> int:
    """Enters a room on a listing, as its buyer."""
    with begin.market(options) as market:
        listing = market.listing(options.listing)
        screen.note(listing_line(listing))
        manifest = begin.accepted(market, options, screen)
        profile = terminal.read_text(options.profile, "Who asks and for what, for everybody to read: ")
        private = terminal.read_terms(options.terms, begin.currency(listing.public))
        room = market.open_room(listing, profile, private, under=manifest, sealed=not options.plain)
    return _result(room, screen)


def terms(options: Namespace, screen: Screen) -> int:
    """Gives a waiting room this side's private terms."""
    with begin.market(options) as market:
        currency = begin.currency(market.room(options.room).listing)
        manifest = begin.accepted(market, options, screen)
        private = terminal.read_terms(options.terms, currency)
        room = market.submit_terms(options.room, private, under=manifest, sealed=not options.plain)
    return _result(room, screen)


def mine(options: Namespace, screen: Screen) -> int:
    """Lists this agent's rooms, the newest first."""
    with begin.market(options) as market:
        for room in market.rooms():
            screen.result({"room": asdict(room)}, room_line(room))
    return Exit.OK


def show(options: Namespace, screen: Screen) -> int:
    """Shows one room and what to do next in it."""
    with begin.market(options) as market:
        return _result(market.room(options.room), screen)


def watch(options: Namespace, screen: Screen) -> int:
    """Prints what a room publishes as it does, from the talk to the contract."""
    with begin.market(options) as market:
        room = market.room(options.room)
        for one in market.follow(
            options.room, after=options.after, interval=options.interval, within=options.within
        ):
            if isinstance(one, StatusFrame) and one.ended:
                room = market.room(options.room)
            screen.result(news.as_dict(one), *news_lines(one, room))
            if options.until == "signing" and isinstance(one, StatusFrame) and one.status == "signing":
                return Exit.OK
        return _end(market.room(options.room))


def sign(options: Namespace, screen: Screen) -> int:
    """Signs a room's statement if it matches what this agent submitted."""
    with begin.market(options) as market:
        room = market.sign(options.room)
        if options.wait and not room.ended:
            room = _waited(market, room, options)
        screen.result({"room": room.raw}, *room_lines(room))
        if options.save and room.status == "done":
            Path(options.save).write_bytes(market.contract_of(room.id))
            screen.note(f"contract in {options.save}; check it with: bargain verify {options.save}")
    return _end(room) if room.ended else Exit.OK


def _waited(market: Market, room: Room, options: Namespace) -> Room:
    for _ in market.follow(room.id, interval=options.interval, within=options.within):
        pass
    return market.room(room.id)


def _result(room: Room, screen: Screen) -> int:
    screen.result({"room": room.raw}, *room_lines(room))
    return Exit.OK


def _end(room: Room) -> int:
    return Exit.OK if room.status == "done" else Exit.NO_CONTRACT
