"""What a persona does wrong ends its room with a code or is put right; nothing private leaves with it."""

import logging
from dataclasses import replace

import pytest
from django.db import connection

from agents.models import Tenant
from contracts.domain.outcome import Decision
from marketplace.models import Policy
from rooms.domain.brief import DecidingBrief, SpeakingBrief
from rooms.models import Turn
from rooms.negotiators.base import Persona
from tests.doubles import (
    GreedyPersona,
    LoudlyFailingPersona,
    LoudlyFailingSpeaker,
    TalkativePersona,
    TersePersona,
)
from tests.parties import Party, Workshop
from tests.requests import PRIVATE, TERMS

pytestmark = pytest.mark.django_db


class Eavesdropper(TersePersona):
    """Remembers every brief that it is given."""

    def __init__(self) -> None:
        self.spoken: list[SpeakingBrief] = []
        self.decided: list[DecidingBrief] = []

    def speak(self, brief: SpeakingBrief) -> str:
        self.spoken.append(brief)
        return super().speak(brief)

    def decide(self, brief: DecidingBrief) -> Decision:
        self.decided.append(brief)
        return super().decide(brief)


def run_with(workshop: Workshop, persona: Persona, room: str) -> None:
    Workshop(replace(workshop.worker, persona=persona), workshop.now).run(room)


def every_value() -> bytes:
    """All that the database holds, as one text."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = [cursor.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables]  # noqa: S608
    return repr(rows).encode()


@pytest.mark.parametrize("persona", [LoudlyFailingPersona(), LoudlyFailingSpeaker()])
def test_a_persona_that_fails_ends_its_room_with_a_code_and_tells_nothing(
    workshop: Workshop, alice: Party, bob: Party, caplog: pytest.LogCaptureFixture, persona: Persona
) -> None:
    listing = alice.offer(terms=TERMS)
    room = bob.join(listing, terms=TERMS, profile="We want an estate.").body["id"]
    with caplog.at_level(logging.DEBUG):
        run_with(workshop, persona, room)
        shown = bob.get(f"rooms/{room}")
    assert (shown.body["status"], shown.body["reason"]) == ("failed", "persona_failed")
    assert shown.body["outcome"] is None
    assert "the persona failed: RuntimeError" in caplog.text
    said = (caplog.text.encode(), every_value(), shown.raw, alice.get(f"rooms/{room}").raw)
    assert not [private for private in PRIVATE for text in said if private in text]


def test_a_persona_that_answers_with_something_else_ends_its_room_at_once(
    workshop: Workshop, alice: Party, bob: Party, caplog: pytest.LogCaptureFixture
) -> None:
    room = bob.join(alice.offer(terms=TERMS), terms=TERMS).body["id"]
    with caplog.at_level(logging.DEBUG):
        run_with(workshop, TalkativePersona(), room)
    assert bob.get(f"rooms/{room}").body["reason"] == "persona_failed"
    assert "the persona failed: no Decision" in caplog.text
    assert not [private for private in PRIVATE if private in caplog.text.encode()]


def test_nothing_private_is_stored_or_logged_by_a_room_that_goes_well(
    workshop: Workshop, alice: Party, bob: Party, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        listing = alice.offer(terms=TERMS)
        sealed = bob.seal(TERMS, role="buyer", listing_id=listing.body["listing"]["id"])
        room = bob.join(listing, terms=None, sealed_terms=sealed).body["id"]
        workshop.work()
        alice.sign(room)
        assert bob.sign(room).body["status"] == "done"
    texts = (caplog.text.encode(), every_value(), bob.get(f"rooms/{room}").raw)
    # 16161.61 of 20000.00 lies between two bands, so no price can be it.
    assert not [private for private in PRIVATE for text in texts if private in text]


@pytest.mark.parametrize(
    ("floor", "budget", "bits"),
    [
        ("15000.00", "18000.00", "11010010"),  # 75 and 90, as though each had picked its limit
        ("15000.00", "14000.00", "00000000"),
        ("18000.00", "18000.00", "11011010"),
    ],
)
def test_a_greedy_pick_is_moved_inside_the_limit(
    workshop: Workshop, alice: Party, bob: Party, floor: str, budget: str, bits: str
) -> None:
    room = bob.join(alice.offer(floor), budget).body["id"]
    run_with(workshop, GreedyPersona(), room)
    assert bob.get(f"rooms/{room}").body["outcome"]["bits"] == bits


def test_no_speaking_brief_holds_anything_private(workshop: Workshop, alice: Party, bob: Party) -> None:
    persona = Eavesdropper()
    room = bob.join(alice.offer(terms=TERMS), terms=TERMS).body["id"]
    run_with(workshop, persona, room)
    assert len(persona.spoken) == 10
    told = repr([vars(brief) for brief in persona.spoken]).encode()
    assert not [private for private in PRIVATE if private in told]


def test_each_side_decides_on_its_own_terms_and_the_same_talk(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    persona = Eavesdropper()
    room = bob.join(alice.offer("15000.00"), "18000.00").body["id"]
    run_with(workshop, persona, room)
    decided = {brief.role: brief for brief in persona.decided}
    assert {role: brief.terms.limit_minor for role, brief in decided.items()} == {
        "seller": 1_500_000,
        "buyer": 1_800_000,
    }
    assert {role: brief.limit_band for role, brief in decided.items()} == {"seller": 75, "buyer": 90}
    assert decided["seller"].transcript == decided["buyer"].transcript
    assert len(decided["seller"].transcript) == 10


def test_offers_stay_inside_the_limits_and_never_go_back(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    room = bob.join(alice.offer("15000.00"), "18000.00").body["id"]
    workshop.run()
    turns = Turn.objects.filter(room=room)
    sellers = [turn.offer_band or 0 for turn in turns.filter(persona="seller")]
    buyers = [turn.offer_band or 0 for turn in turns.filter(persona="buyer")]
    assert sellers == sorted(sellers, reverse=True)
    assert buyers == sorted(buyers)
    assert min(sellers) >= 75
    assert max(buyers) <= 90


def test_at_a_sealed_market_nobody_voices_an_offer(
    workshop: Workshop, cars: Tenant, alice: Party, bob: Party
) -> None:
    Policy.objects.filter(tenant=cars).update(privacy="sealed")
    sealed = workshop.upgraded()
    persona = Eavesdropper()
    room = bob.join(alice.offer()).body["id"]
    run_with(sealed, persona, room)
    assert {brief.offer_band for brief in persona.spoken} == {None}
    turns = bob.get(f"rooms/{room}/transcript").body["turns"]
    assert {turn["offer_band"] for turn in turns} == {None}
    assert bob.get(f"rooms/{room}").body["outcome"]["deal"] is True


def test_a_persona_reads_the_listing_as_it_stood_when_the_room_was_opened(
    workshop: Workshop, alice: Party, bob: Party
) -> None:
    persona = Eavesdropper()
    listing = alice.offer()
    room = bob.join(listing).body["id"]
    alice.patch(f"listings/{listing.body['listing']['id']}", {"description": "Sold as seen."})
    run_with(workshop, persona, room)
    assert {brief.listing.description for brief in persona.spoken} == {listing.body["listing"]["description"]}
    assert persona.spoken[0].listing.attributes["extras"] == ("tow bar", "heated seats")


def test_the_transcript_is_read_from_where_one_left_off(workshop: Workshop, alice: Party, bob: Party) -> None:
    room = bob.join(alice.offer()).body["id"]
    workshop.run_turns(room, 4)
    shown = bob.get(f"rooms/{room}").body
    assert (shown["status"], shown["turns"], shown["round"]) == ("running", 4, 2)
    assert [one["seq"] for one in bob.get(f"rooms/{room}/transcript?after=5").body["turns"]] == [6, 7]
    assert bob.get(f"rooms/{room}/transcript?after=99").body["turns"] == []
    for wrong in ("-1", "x", "1.5", "", "٣", "999999"):
        assert bob.get(f"rooms/{room}/transcript?after={wrong}").status == 422
