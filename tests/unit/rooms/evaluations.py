"""Made-up results, trials and pairs for the tests of what an evaluation reports."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rooms.management.evaluation.figures import Figures
from rooms.management.evaluation.judging import Result
from rooms.management.evaluation.markets import Place
from rooms.management.evaluation.runs import Phase
from rooms.management.evaluation.trials import Trial
from rooms.management.pairs import Pair

GOOD = Result(
    model="scripted",
    run="plain",
    number=1,
    label="",
    kind="deal",
    feasible=True,
    deal=True,
    band=80,
    price="80.00",
    room="r",
    seconds=1.0,
    verified=True,
    reason=None,
    detail=None,
    leaks=(),
    share=0.5,
)
LLM: Mapping[str, Any] = {"engine": "llm", "provider": "openai", "model": "small", "fallback": None}
SCRIPTED: Mapping[str, Any] = {"engine": "scripted", "provider": None, "model": None, "fallback": None}
COUNTS = {
    "rooms": 4,
    "lines": 100,
    "lines_replaced": 5,
    "refused:number": 3,
    "refused:private_words": 2,
    "tries": 120,
    "failed:transient": 6,
    "second_model": 3,
    "decisions": 8,
    "decisions_unreadable": 2,
    "prompt_tokens": 4000,
    "completion_tokens": 400,
    "cost_microusd": 10_000,
    "milliseconds": 60_000,
}


def result(**changes: Any) -> Result:
    """A deal as the rule wants it, with some members changed."""
    return replace(GOOD, **changes)


def missing(**changes: Any) -> Result:
    """A room that failed."""
    none = {
        "kind": "failed",
        "leaks": None,
        "deal": None,
        "band": None,
        "price": None,
        "verified": False,
        "share": None,
    }
    return result(**{**none, "reason": "model_unavailable", "seconds": None, **changes})


def trial(
    results: Sequence[Result],
    *,
    model: str = "openai/small",
    inference: Mapping[str, Any] = LLM,
    counts: Mapping[str, int] | None = None,
    left_behind: Mapping[str, int] | None = None,
) -> Trial:
    """What became of a model. counts: the operator's, the same in every phase; None: nobody tells."""
    phases: tuple[Phase, ...] = ("plain", "swaps", "controls", "attacks")
    return Trial(
        model=model,
        place=Place("", inference, "guarded", f"sha256:{'ab' * 32}"),
        results=results,
        figures={phase: None if counts is None else Figures(counts) for phase in phases},
        elapsed=10.0,
        left_behind=left_behind,
    )


def pair(floor_minor: int = 8_000, budget_minor: int = 9_000, number: int = 1, **public: Any) -> Pair:
    """Something for 100.00 dollars."""
    told = {"title": "A lamp", "description": "Brass.", "category": "", "attributes": {}, **public}
    return Pair(
        number=number,
        label=f"pair {number}",
        public={**told, "asking_price": "100.00", "currency": "USD"},
        profile="I read at night.",
        currency="USD",
        asking_minor=10_000,
        floor_minor=floor_minor,
        budget_minor=budget_minor,
    )
