"""Every code that a room page can meet has its sentence."""

from typing import get_args

import pytest

from rooms.domain.room import ENDED, Reason, Status
from rooms.views import words

SCRIPTED = {
    "engine": "scripted",
    "provider": None,
    "model": None,
    "fallback": None,
    "provider_retention": None,
}


def test_every_status_and_every_reason_has_a_sentence() -> None:
    assert words.STANDING.keys() == set(Status)
    assert words.REASONS.keys() == set(get_args(Reason))


def test_a_reason_that_a_later_release_wrote_is_shown_as_its_code() -> None:
    assert words.standing(Status.FAILED, "of_tomorrow").endswith("Reason: of_tomorrow.")


@pytest.mark.parametrize("status", sorted(Status))
def test_a_life_has_exactly_one_present_and_a_past_before_it(status: Status) -> None:
    steps = words.steps(status)
    here = [step.is_present for step in steps].index(True)
    assert [step.is_past for step in steps] == [True] * here + [False] * (len(steps) - here)
    assert steps[here].name == status
    assert len(steps) == (1 if status in ENDED - {Status.DONE} else 5)


def test_a_model_is_named_with_its_second_and_with_what_its_provider_keeps() -> None:
    assert "no language model" in words.engine(SCRIPTED)
    second = {"provider": "B", "model": "two", "params": {}}
    told = words.engine(
        {
            "engine": "llm",
            "provider": "A",
            "model": "one",
            "fallback": second,
            "provider_retention": "30 days",
        }
    )
    assert told == (
        "A language model: one at A. Where it fails: two at B. It is sent the listing, the profile and the talk, and "
        "for a side's decision that side's private terms. Of what it is sent, its provider keeps: 30 days."
    )


def test_a_model_on_the_markets_own_machine_is_said_to_be_there() -> None:
    own = {
        "engine": "llm",
        "provider": "loopback",
        "model": "one",
        "fallback": None,
        "provider_retention": None,
    }
    assert words.engine(own).startswith("A language model: one on this market's own machine.")
    assert words.spoken_by(own) == (
        "Spoken by one on this market's own machine, a language model. Code chooses the offers."
    )
    assert words.spoken_by(SCRIPTED) == "Spoken by scripted personas."


def test_what_is_kept_is_told_by_kind() -> None:
    told = words.retention({"turns": 1, "buyer_terms": 0, "seller_terms": 0})
    assert told == [
        "the buyer's private terms: until the room ends",
        "the seller's private terms: until neither the open listing nor a live room needs them",
        "the talk: until 1 hour after the room ended",
    ]
