"""Listings: found, looked at, and a seller's own."""

from argparse import Namespace
from dataclasses import asdict
from itertools import islice
from pathlib import Path

from client import terminal
from client.commands import begin
from client.errors import LocalError
from client.exits import Exit
from client.lines import listing_json, listing_line, listing_lines, photo_line
from client.options import SORTS
from client.shapes import Listing
from client.terminal import Screen

FILTERS = ("q", "category", "min_price", "max_price")


def search(options: Namespace, screen: Screen) -> int:
    """Finds open listings."""
    given = {name: getattr(options, name) for name in FILTERS if getattr(options, name) is not None}
    if options.sort is not None:
        given["sort"] = SORTS[options.sort]
    with begin.market(options, needs_key=False) as market:
        for listing in islice(market.listings(**given), options.first):
            screen.result(listing_json(listing), listing_line(listing))
    return Exit.OK


def show(options: Namespace, screen: Screen) -> int:
    """Shows one listing."""
    with begin.market(options, needs_key=False) as market:
        listing = market.listing(options.listing)
    screen.result(listing_json(listing), *listing_lines(listing))
    return Exit.OK


def sell(options: Namespace, screen: Screen) -> int:
    """Publishes a listing with private terms."""
    public = terminal.read_object(options.listing)
    with begin.market(options) as market:
        manifest = begin.accepted(market, options, screen)
        private = terminal.read_terms(options.terms, begin.currency(public))
        listing = market.publish(
            public, private, under=manifest, consent=options.consent, sealed=not options.plain
        )
    return _own(listing, screen)


def edit(options: Namespace, screen: Screen) -> int:
    """Changes a listing's public part, its terms, or both."""
    if options.changes is None and options.terms is None:
        raise LocalError("nothing_to_change", "name CHANGES.json, --terms FILE, or both")
    changes = {} if options.changes is None else terminal.read_object(options.changes)
    with begin.market(options) as market:
        if options.terms is None:
            return _own(market.edit(options.listing, changes), screen)
        before = market.listing(options.listing)
        manifest = begin.accepted(market, options, screen)
        private = terminal.read_terms(options.terms, begin.currency(before.public))
        return _own(
            market.edit(options.listing, changes, private, under=manifest, sealed=not options.plain), screen
        )


def pause(options: Namespace, screen: Screen) -> int:
    """Lets nobody else join a listing of this agent; rooms that stand go on."""
    with begin.market(options) as market:
        return _own(market.pause(options.listing), screen)


def resume(options: Namespace, screen: Screen) -> int:
    """Lets buyers join a paused listing again."""
    with begin.market(options) as market:
        return _own(market.resume(options.listing), screen)


def withdraw(options: Namespace, screen: Screen) -> int:
    """Takes a listing off the market."""
    with begin.market(options) as market:
        return _own(market.withdraw(options.listing), screen)


def consent(options: Namespace, screen: Screen) -> int:
    """Lets a listing's standing terms be used under the manifest in force."""
    with begin.market(options) as market:
        manifest = begin.accepted(market, options, screen)
        return _own(market.consent(options.listing, manifest, options.consent), screen)


def photos(options: Namespace, screen: Screen) -> int:
    """Adds photos to a listing, takes some off, puts them in order; shows how they stand."""
    files = [Path(name).read_bytes() for name in options.add]
    with begin.market(options) as market:
        for photo in options.remove:
            market.remove_photo(options.listing, photo)
        for file in files:
            market.add_photo(options.listing, file)
        if options.order:
            market.arrange_photos(options.listing, options.order)
        for one in market.photos(options.listing):
            screen.result(asdict(one), photo_line(one))
    return Exit.OK


def _own(listing: Listing, screen: Screen) -> int:
    if listing.notice:
        screen.note(listing.notice)
    screen.result(listing_json(listing), listing_line(listing))
    return Exit.OK
