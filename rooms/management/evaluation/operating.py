"""How the model spoke, decided, and what it took: mostly as the market's operator counts it."""

from collections.abc import Sequence
from functools import partial

from rooms.management.evaluation import estimates, figures
from rooms.management.evaluation.estimates import Estimate
from rooms.management.evaluation.figures import Figures
from rooms.management.evaluation.rows import Row, counted, each
from rooms.management.evaluation.trials import Trial


def conduct(trials: Sequence[Trial]) -> list[Row]:
    counts = [one.figures.get("plain") for one in trials]
    return [
        Row(
            "lines withheld by the guard",
            "of the lines that a model drafted",
            "rate",
            counted(trials, Figures.withheld),
        ),
        *(
            Row(f"withheld: {why}", "", "rate", counted(trials, partial(Figures.withheld, why=why)))
            for why in figures.every_reason(counts, "refused:")
        ),
        Row(
            "lines replaced",
            "of all published lines, those that the scripted persona had to say",
            "rate",
            counted(trials, Figures.replaced),
        ),
        Row("tries that failed", "of all calls of a model", "rate", counted(trials, Figures.failed)),
        *(
            Row(f"tries failed: {why}", "", "rate", counted(trials, partial(Figures.failed, why=why)))
            for why in figures.every_reason(counts, "failed:")
        ),
        Row("second model used", "of all calls of a model", "rate", counted(trials, Figures.second_model)),
        Row("decisions unreadable", "of all decisions", "rate", counted(trials, Figures.unreadable)),
    ]


def costs(trials: Sequence[Trial]) -> list[Row]:
    def times(trial: Trial) -> list[float]:
        return [one.seconds for one in trial.of("plain") if one.seconds is not None]

    def pace(trial: Trial) -> Estimate:
        held = times(trial)
        return Estimate(len(held) / trial.elapsed, len(held)) if trial.elapsed else estimates.NOTHING

    contract = "from opening it to holding the contract"
    return [
        Row(
            "seconds a room, p50",
            contract,
            "seconds",
            each(trials, lambda one: estimates.quantile(times(one), 0.5)),
        ),
        Row(
            "seconds a room, p95",
            contract,
            "seconds",
            each(trials, lambda one: estimates.quantile(times(one), 0.95)),
        ),
        Row("model seconds a call", "failed ones too", "seconds", counted(trials, Figures.seconds_a_try)),
        Row("rooms a second", "as many at once as the run was told", "per_second", each(trials, pace)),
        Row("tokens a room", "in and out", "tokens", counted(trials, Figures.tokens)),
        Row(
            "cost a room",
            "US dollars, where the model's price is known",
            "dollars",
            counted(trials, Figures.dollars),
        ),
    ]
