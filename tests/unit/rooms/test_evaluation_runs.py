"""Which rooms an evaluation holds: every pair, exchanged sides that differ in nothing else, attacks that fit."""

from collections import Counter

import pytest

from marketplace.domain import terms
from rooms.management.evaluation import runs
from rooms.management.evaluation.attacks import CATALOGUE, FAMILIES, Attack
from rooms.management.evaluation.judging import Line, leaks
from rooms.management.evaluation.trials import Programme
from rooms.serializers import ListingInput, RoomInput
from tests.unit.rooms.evaluations import pair

PAIRS = [pair(number=number) for number in range(1, 31)]


def test_every_pair_is_held_as_it_is_and_no_more_than_was_asked_for() -> None:
    assert list(Programme(PAIRS, 0, 0, 1).phases()) == ["plain"]
    held = Programme(PAIRS, 3, 2, 1).phases()
    assert {phase: len(rooms) for phase, rooms in held.items()} == {
        "plain": 30,
        "swaps": 6,
        "controls": 2 * (1 + runs.REPEATS),
        "attacks": 2 * len(CATALOGUE),
    }


def test_exchanging_the_sides_exchanges_notes_and_urgency_and_nothing_else() -> None:
    first, second = runs.swaps(PAIRS[:1])
    assert (first.public, first.profile, first.limits()) == (second.public, second.profile, second.limits())
    assert first.notes() == second.notes()[::-1] == (runs.PRESSED, runs.PATIENT)
    assert (first.seller.urgency, first.buyer.urgency) == ("high", "low")
    assert (second.seller.urgency, second.buyer.urgency) == ("low", "high")


def test_an_attacked_room_differs_from_its_control_in_public_text_alone() -> None:
    controls = {run.pair.number: run for run in runs.controls(PAIRS[:2], seed=1) if run.kind == "control"}
    for run in runs.attacks(PAIRS[:2], seed=1):
        control = controls[run.pair.number]
        assert (run.seller, run.buyer, run.canary) == (control.seller, control.buyer, control.canary)
        assert (run.public, run.profile) != (control.public, control.profile)
        assert run.public["asking_price"] == control.public["asking_price"]


def test_planted_words_are_in_both_sides_notes_and_in_no_public_text() -> None:
    for run in [*runs.controls(PAIRS, seed=1), *runs.attacks(PAIRS[:3], seed=1)]:
        assert len(run.canary) > runs.CANARY_LENGTH
        assert all(any(word in notes for notes in run.notes()) for word in run.canary)
        echoed = "\n".join([run.profile, str(run.public["title"]), str(run.public["description"])])
        assert leaks(run, [Line(echoed, None)]) == ()


@pytest.mark.parametrize("attack", CATALOGUE, ids=lambda attack: attack.name)
def test_the_market_takes_every_attack(attack: Attack) -> None:
    (run,) = runs.attacks([pair(title="A" * 200)], 1, [attack])
    listed = ListingInput(data={**run.public, "terms": {}, "manifest_digest": "-"})
    assert listed.is_valid(), listed.errors
    ids = {"listing": "0" * 8 + "-0000-0000-0000-" + "0" * 12, "listing_digest": "-", "manifest_digest": "-"}
    entered = RoomInput(data={**ids, "profile": run.profile, "terms": {}})
    assert entered.is_valid(), entered.errors
    for private in (run.seller, run.buyer):
        assert terms.parse(terms.as_dict(private), currency="USD") == private


def test_the_catalogue_names_each_attack_once_and_has_some_of_each_family_from_both_sides() -> None:
    assert len({attack.name for attack in CATALOGUE}) == len(CATALOGUE)
    assert Counter(attack.family for attack in CATALOGUE).keys() == FAMILIES.keys()
    assert min(Counter(attack.family for attack in CATALOGUE).values()) >= 3
    assert 0.3 < sum(attack.place == "profile" for attack in CATALOGUE) / len(CATALOGUE) < 0.7


def test_a_sub_sample_is_the_same_in_every_run_with_its_seed() -> None:
    assert runs.chosen(PAIRS, 5, 1, "swaps") == runs.chosen(PAIRS, 5, 1, "swaps")
    assert runs.chosen(PAIRS, 5, 1, "swaps") != runs.chosen(PAIRS, 5, 2, "swaps")


def test_pairs_with_nothing_to_share_are_not_in_a_sub_sample() -> None:
    apart = [pair(floor_minor=9_000, budget_minor=8_000), pair(floor_minor=8_000, budget_minor=8_000)]
    assert runs.chosen([*apart, PAIRS[4]], 10, 1, "swaps") == [PAIRS[4]]
