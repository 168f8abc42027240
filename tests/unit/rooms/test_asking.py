"""A model is asked so often and so long and not more; a second one after it; and then it is unanswered."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from rooms.domain.inference import Model
from rooms.negotiators.asking import (
    FIRST_PAUSE,
    LONGEST_RETRY_AFTER,
    Completion,
    ModelFailed,
    Patience,
    Permanent,
    Transient,
    ask,
)
from rooms.negotiators.base import Interrupted, Sitting, Unanswered

FIRST, SECOND = Model("openai", "first"), Model("openai", "second")
Said = Completion | ModelFailed
FINE = Completion("fine", prompt_tokens=100, completion_tokens=20, cost_microusd=7)
CALL = 30.0


@dataclass
class Telling:
    """Answers in turn with what it was told to, each answer after `takes` seconds of a clock of its own."""

    answers: list[Said]
    takes: float = 0.0
    left: float = 180.0
    stops: bool = False
    asked: list[tuple[Model, float]] = field(default_factory=list)
    paused: list[float] = field(default_factory=list)

    def __call__(self, model: Model, seconds: float) -> Completion:
        self.asked.append((model, seconds))
        self.left -= self.takes
        answer = self.answers[len(self.asked) - 1]
        if isinstance(answer, ModelFailed):
            raise answer
        return answer

    def pause(self, seconds: float) -> bool:
        self.paused.append(seconds)
        self.left -= seconds
        return self.stops

    def ask(self, models: Sequence[Model] = (FIRST,), *, reserve: float = 0.0) -> tuple[str, dict[str, int]]:
        sitting = Sitting(180.0, lambda: self.left, self.pause)
        patience = Patience(CALL, jitter=lambda: 1.0, clock=lambda: -self.left)
        try:
            text = ask(models, self, sitting, patience, reserve=reserve).text
        except (Unanswered, Interrupted) as ended:
            text = type(ended).__name__
        return text, sitting.take_counts()

    @property
    def models(self) -> list[str]:
        return [model.name for model, _ in self.asked]


def test_an_answer_is_taken_at_once_and_counted() -> None:
    provider = Telling([FINE], takes=1.5)
    text, counts = provider.ask()
    assert text == "fine"
    assert provider.asked == [(FIRST, CALL)]
    assert counts == {
        "tries": 1,
        "milliseconds": 1500,
        "prompt_tokens": 100,
        "completion_tokens": 20,
        "cost_microusd": 7,
    }


def test_a_transient_failure_is_worth_one_more_try_after_a_pause() -> None:
    provider = Telling([Transient("500"), FINE])
    text, counts = provider.ask()
    assert (text, provider.models, provider.paused) == ("fine", ["first", "first"], [FIRST_PAUSE])
    assert (counts["tries"], counts["failed:transient"]) == (2, 1)


def test_there_is_no_third_try() -> None:
    provider = Telling([Transient("500")] * 9)
    assert provider.ask()[0] == "Unanswered"
    assert provider.models == ["first", "first"]


def test_a_permanent_failure_is_worth_none() -> None:
    provider = Telling([Permanent("401")] * 9)
    text, counts = provider.ask()
    assert (text, provider.models, provider.paused) == ("Unanswered", ["first"], [])
    assert counts["failed:permanent"] == 1


@pytest.mark.parametrize(
    ("first", "asked"),
    [([Transient("500")] * 2, ["first", "first", "second"]), ([Permanent("401")], ["first", "second"])],
)
def test_the_second_model_is_asked_where_the_first_gave_no_answer(
    first: list[Said], asked: list[str]
) -> None:
    provider = Telling([*first, FINE])
    text, counts = provider.ask((FIRST, SECOND))
    assert (text, provider.models, counts["second_model"]) == ("fine", asked, 1)


def test_both_models_get_two_tries_and_no_more() -> None:
    provider = Telling([Transient("500")] * 9)
    assert provider.ask((FIRST, SECOND))[0] == "Unanswered"
    assert provider.models == ["first", "first", "second", "second"]


@pytest.mark.parametrize(("asked", "waited"), [(0.0, 0.5), (3.0, 3.5), (LONGEST_RETRY_AFTER, 10.5)])
def test_a_provider_that_asks_for_patience_gets_it(asked: float, waited: float) -> None:
    provider = Telling([Transient("429", asked), FINE])
    assert provider.ask()[0] == "fine"
    assert provider.paused == [waited]


def test_one_that_asks_for_more_than_ten_seconds_is_passed_over() -> None:
    provider = Telling([Transient("429", 9999.0), FINE])
    assert provider.ask((FIRST, SECOND))[0] == "fine"
    assert (provider.models, provider.paused) == (["first", "second"], [])


def test_a_try_may_not_take_longer_than_the_room_has_left() -> None:
    provider = Telling([FINE], left=50.0)
    provider.ask(reserve=38.0)
    assert provider.asked == [(FIRST, 12.0)]


@pytest.mark.parametrize(("left", "reserve"), [(0.9, 0.0), (-5.0, 0.0), (66.0, 65.5)])
def test_with_no_time_left_nobody_is_asked(left: float, reserve: float) -> None:
    provider = Telling([FINE], left=left)
    assert provider.ask((FIRST, SECOND), reserve=reserve) == ("Unanswered", {})
    assert provider.asked == []


def test_tries_that_take_their_whole_time_end_with_the_room() -> None:
    provider = Telling([Transient("Timeout")] * 99, takes=CALL, left=70.0)
    assert provider.ask((FIRST, SECOND))[0] == "Unanswered"
    assert sum(seconds for _, seconds in provider.asked) <= 70.0


def test_a_worker_that_is_to_stop_does_not_wait_for_the_next_try() -> None:
    provider = Telling([Transient("500"), FINE], stops=True)
    assert provider.ask()[0] == "Interrupted"
    assert provider.models == ["first"]


def test_what_was_counted_is_taken_once() -> None:
    sitting = Sitting(1.0, lambda: 1.0, lambda _: False)
    sitting.count("tries")
    sitting.count("second_model", 0)
    assert sitting.take_counts() == {"tries": 1}
    assert sitting.take_counts() == {}
