"""How the scripted persona votes, and that it picks its limit."""

import re

import pytest

from contracts.domain.outcome import Decision
from marketplace.domain.terms import Role, Terms
from rooms.domain.brief import DecidingBrief, Line, PublicListing
from rooms.negotiators.scripted import ScriptedPersona
from tests.unit.rooms.bargains import ARMCHAIR, CIVIC, DRIVER, Room, listing


def deciding(
    role: Role,
    dealbreakers: tuple[str, ...],
    *,
    of: PublicListing = CIVIC,
    profile: str = DRIVER,
    said: Room = (),
) -> Decision:
    terms = Terms(800_000, "USD", "normal", dealbreakers, "")
    return ScriptedPersona().decide(DecidingBrief(role, of, profile, said, terms, 83))


@pytest.mark.parametrize("role", ["seller", "buyer"])
def test_without_a_dealbreaker_it_rates_at_its_limit(role: Role) -> None:
    assert deciding(role, ()) == Decision(rate=True, band=83)
    assert deciding(role, ("salvage title",)) == Decision(rate=True, band=83)


@pytest.mark.parametrize("phrase", ["92k miles", "receipts", "honda", "automatic", "heated seats"])
def test_a_buyer_passes_on_a_dealbreaker_anywhere_in_the_listing(phrase: str) -> None:
    assert deciding("buyer", (phrase,)) == Decision(rate=False, band=83)
    assert deciding("seller", (phrase,)).rate


def test_a_denied_dealbreaker_is_none() -> None:
    assert deciding("buyer", ("smoked in",)).rate
    assert deciding("buyer", ("accidents",), of=listing("Car", attributes={"accidents": "none"})).rate
    assert not deciding("buyer", ("accidents",), of=listing("Car", attributes={"accidents": "two"})).rate


def test_a_seller_passes_on_what_the_buyer_wrote_or_said_and_nobody_on_its_own_words() -> None:
    said = (Line(1, "seller", "Not for export.", 99), Line(1, "buyer", "I would take it for export.", 70))
    assert not deciding("seller", ("commute",)).rate
    assert not deciding("seller", ("for export",), said=said).rate
    assert deciding("buyer", ("for export",), of=ARMCHAIR, said=said).rate


def test_a_deciding_brief_shows_nothing_private() -> None:
    brief = DecidingBrief(
        "seller", CIVIC, DRIVER, (), Terms(777_777, "USD", "high", ("canary",), "secret"), 81
    )
    assert not re.search(r"777|canary|secret|81", repr(brief))
