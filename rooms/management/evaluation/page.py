"""The report as one HTML page that needs nothing else: no script, no address, its style and its bars inside."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from rooms.management.evaluation.estimates import Estimate
from rooms.management.evaluation.judging import GOOD, Result
from rooms.management.evaluation.markets import name_of
from rooms.management.evaluation.report import Section
from rooms.management.evaluation.rows import Row
from rooms.management.evaluation.trials import Trial
from rooms.management.evaluation.wording import Cell, cell
from rooms.management.plan import PROJECT

TOKENS: Final = PROJECT / "static" / "css" / "tokens.css"
HEADLINES: Final = ("deal rate", "attack score", "cost a room", "seconds a room, p50")
SHOWN_ROOMS: Final = 40
SHOWN_DIGEST: Final = 19


@dataclass(frozen=True)
class Bar:
    """Where a figure and its interval stand on a scale of 0 to 100; `zero` is where the scale's zero is."""

    start: str
    width: str
    low: str | None
    high: str | None
    zero: str


@dataclass(frozen=True)
class Shown:
    """One model's figure in a row."""

    model: str
    cell: Cell
    bar: Bar | None


def page(
    trials: Sequence[Trial], sections: Sequence[Section], *, told: Mapping[str, str], at: datetime
) -> str:
    """The page. told: what was run, as (what, how); at: when it ended."""
    models = [trial.model for trial in trials]
    return render_to_string(
        "rooms/evaluation.html",
        {
            "tokens": mark_safe(TOKENS.read_text()),  # noqa: S308 - our own file
            "at": at,
            "told": told.items(),
            "is_comparison": len(trials) > 1,
            "cards": [_card(trial, nth, sections) for nth, trial in enumerate(trials)],
            "sections": [_section(section, models) for section in sections],
            "others": [(trial.model, *_others(trial)) for trial in trials],
        },
    )


def _section(section: Section, models: Sequence[str]) -> dict[str, Any]:
    return {
        "title": section.title,
        "means": section.means,
        "rows": [
            {
                "name": row.name,
                "means": row.means,
                "shown": [
                    Shown(model, cell(row, figure), bar(row, figure))
                    for model, figure in zip(models, row.figures, strict=True)
                ],
            }
            for row in section.rows
        ],
    }


def _card(trial: Trial, nth: int, sections: Sequence[Section]) -> dict[str, Any]:
    """A model in short: what its market says of itself, whether all promises held, and the first figures to read."""
    rows = [row for section in sections for row in section.rows if row.name in HEADLINES]
    return {
        "model": trial.model,
        "broken": trial.broken(),
        "facts": list(_facts(trial)),
        "figures": [(row.name, cell(row, row.figures[nth])) for row in rows],
    }


def _facts(trial: Trial) -> Iterator[tuple[str, str]]:
    """From the manifest of the market that was tried."""
    inference, place = trial.place.inference, trial.place
    yield "negotiator", name_of(inference)
    yield "second model", name_of(inference["fallback"]) if inference.get("fallback") else "none"
    yield "privacy", place.privacy
    if inference.get("provider_retention"):
        yield "the provider keeps", str(inference["provider_retention"])
    yield "manifest", f"{place.manifest_digest[:SHOWN_DIGEST]}…"
    yield "rooms held", str(len(trial.results))


def _others(trial: Trial) -> tuple[list[Result], int]:
    """(the first rooms that ended otherwise than the rule says, how many more there are)."""
    found = [one for one in trial.results if one.kind not in GOOD or one.leaks]
    return found[:SHOWN_ROOMS], max(0, len(found) - SHOWN_ROOMS)


def bar(row: Row, figure: Estimate | None) -> Bar | None:
    """A figure drawn from the scale's zero, with its interval; None where there is nothing to draw."""
    if figure is None or figure.value is None or row.unit == "count":
        return None
    low, high = row.scale

    def at(value: float) -> float:
        return 100 * (min(max(value, low), high) - low) / (high - low)

    zero, value = at(0.0), at(figure.value)
    ends = figure.interval
    return Bar(
        start=f"{min(zero, value):.2f}",
        width=f"{abs(value - zero):.2f}",
        low=None if ends is None else f"{at(ends[0]):.2f}",
        high=None if ends is None else f"{at(ends[1]):.2f}",
        zero=f"{zero:.2f}",
    )
