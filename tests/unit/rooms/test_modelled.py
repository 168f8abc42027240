"""The persona of a model: what it makes of answers, how often it asks, and when it gives the talk up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from marketplace.domain.terms import Terms
from rooms.domain.brief import DecidingBrief, Line, PublicListing, SpeakingBrief
from rooms.domain.inference import DECIDING, SPEAKING, Budget, Model
from rooms.negotiators import prompts
from rooms.negotiators.asking import Completion, ModelFailed, Patience, Permanent, Transient
from rooms.negotiators.base import Sitting, Unanswered
from rooms.negotiators.modelled import ModelPersona, tidy

LISTING = PublicListing("2016 Volvo V60", "Estate.", "car", {}, 2_000_000, "USD")
SAID = (Line(1, "seller", "Good day.", 96),)
GOOD = '{"vote":"rate","band":80}'


@dataclass
class Provider:
    """Implements `modelled.Complete`: answers in turn, the last answer for ever."""

    answers: list[str | ModelFailed]
    asked: list[Mapping[str, Any]] = field(default_factory=list)

    def __call__(
        self,
        model: Model,
        messages: prompts.Messages,
        *,
        params: Mapping[str, float],
        schema: Mapping[str, Any] | None,
        seconds: float,
    ) -> Completion:
        self.asked.append(
            {"model": model, "messages": messages, "params": params, "schema": schema, "seconds": seconds}
        )
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        if isinstance(answer, ModelFailed):
            raise answer
        return Completion(answer, prompt_tokens=400, completion_tokens=20, cost_microusd=1000)


def persona(
    *answers: str | ModelFailed, left: float = 180.0, budget: Budget | None = None
) -> tuple[ModelPersona, Provider]:
    provider = Provider(list(answers))
    made = ModelPersona(
        models=(Model("openai", "x"),),
        complete=provider,
        sitting=Sitting(180.0, lambda: left, lambda _: False),
        patience=Patience(30.0, jitter=lambda: 0.0, clock=lambda: 0.0),
        budget=budget or Budget(),
        speaking=SPEAKING,
        deciding=DECIDING,
    )
    return made, provider


def turn(said: tuple[Line, ...] = SAID, **more: Any) -> SpeakingBrief:
    return SpeakingBrief("buyer", LISTING, "", said, 1, 5, 92, b"seed", **more)


def choice(*, vote_only: bool = False) -> DecidingBrief:
    return DecidingBrief("seller", LISTING, "", SAID, Terms(1_500_000, "USD"), 75, vote_only)


def test_its_words_are_the_models() -> None:
    made, provider = persona("$18,400 it is.")
    assert made.speak(turn()) == "$18,400 it is."
    assert provider.asked[0]["params"] == SPEAKING
    assert provider.asked[0]["schema"] is None


def test_a_line_is_asked_for_once_and_the_opening_twice() -> None:
    made, provider = persona(Transient("500"))
    with pytest.raises(Unanswered):
        made.speak(turn())
    assert len(provider.asked) == 2
    made, provider = persona(Transient("500"))
    with pytest.raises(Unanswered):
        made.speak(turn(()))
    assert len(provider.asked) == 4


def test_a_decision_is_the_models_by_a_closed_schema() -> None:
    made, provider = persona(GOOD)
    found = made.decide(choice())
    assert (found.rate, found.band) == (True, 80)
    assert provider.asked[0]["schema"]["additionalProperties"] is False


def test_a_decision_is_asked_for_twice_and_is_then_unanswered() -> None:
    made, provider = persona(Transient("500"))
    with pytest.raises(Unanswered):
        made.decide(choice())
    assert len(provider.asked) == 4
    made, provider = persona(Permanent("401"))
    with pytest.raises(Unanswered):
        made.decide(choice())
    assert len(provider.asked) == 2


def test_an_unreadable_decision_gets_one_more_try() -> None:
    made, provider = persona("I would rate it.", GOOD)
    assert made.decide(choice()).band == 80
    assert len(provider.asked) == 2
    assert made.sitting.take_counts()["decisions_unreadable"] == 1


def test_two_unreadable_ones_are_a_pass_at_the_limit() -> None:
    made, provider = persona('{"vote":"rate","band":NaN}', '{"vote":"rate","band":128}', GOOD)
    found = made.decide(choice())
    assert (found.rate, found.band, len(provider.asked)) == (False, 75, 2)


def test_at_level_sealed_the_answer_has_no_band() -> None:
    made, _ = persona(GOOD, '{"vote":"rate"}')
    found = made.decide(choice(vote_only=True))
    assert (found.rate, found.band) == (True, 75)


@pytest.mark.parametrize("budget", [Budget(tokens=800), Budget(cost_microusd=2000)])
def test_a_talk_that_has_used_up_its_budget_is_over_and_its_decisions_are_not(budget: Budget) -> None:
    made, provider = persona("Hello.", "Hello.", GOOD, budget=budget)
    made.speak(turn())
    made.speak(turn())
    with pytest.raises(Unanswered):
        made.speak(turn())
    assert len(provider.asked) == 2
    assert made.decide(choice()).band == 80


def test_the_talk_leaves_the_decisions_their_time() -> None:
    made, provider = persona("Hello.", left=65.0)
    with pytest.raises(Unanswered):
        made.speak(turn())
    assert provider.asked == []
    assert persona(GOOD, left=65.0)[0].decide(choice()).band == 80


@pytest.mark.parametrize(
    ("drafted", "words"),
    [
        ("  Good day.\n\nIt is  fine. ", "Good day. It is fine."),
        ('"Good day."', "Good day."),
        ("\u201cGood day.\u201d", "Good day."),
        ('"Good day," she said, "and goodbye."', '"Good day," she said, "and goodbye."'),
        ("Seller: Good day.", "Good day."),
        ("**Seller:** I can do **$18,400**.", "I can do $18,400."),
        ("<think>My limit is 75.</think>\nGood day.", "Good day."),
        ("A 4*4 has two * of them", "A 4*4 has two * of them"),
        ("", ""),
        ("x" * 100_000, "x" * 100_000),
    ],
)
def test_a_draft_is_published_without_what_is_no_part_of_the_words(drafted: str, words: str) -> None:
    assert tidy(drafted) == words
