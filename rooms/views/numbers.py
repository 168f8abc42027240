"""GET /admin/numbers/: how a market does, for its operators."""

from dataclasses import dataclass
from typing import Final

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agents.tenancy import tenant_of
from rooms import numbers
from rooms.views import words

DAYS: Final = 14
WIDTH: Final = 640
HEIGHT: Final = 160
LABELS: Final = 24
"""Units of the drawing under and over the bars, for what they are called and how much they stand for."""


@dataclass(frozen=True)
class Bar:
    """One bar, in units of the drawing. label: its name in few letters. centre: of what is written at it."""

    name: str
    label: str
    count: int
    x: int
    y: int
    width: int
    height: int
    centre: int


@dataclass(frozen=True)
class Chart:
    """A chart and, in its bars' names and counts, its table. told: the same in a sentence."""

    key: str
    title: str
    of: str
    bars: list[Bar]
    told: str


@require_safe
def _page(request: HttpRequest) -> HttpResponse:
    found = numbers.numbers(tenant_of(request), timezone.now(), days=DAYS)
    shown = {
        **admin.site.each_context(request),
        "title": f"Numbers of the last {DAYS} days",
        "numbers": found,
        "opened": sum(found.opened.values()),
        "charts": _charts(found),
        "frame": f"0 0 {WIDTH} {HEIGHT + 2 * LABELS}",
        "ground": HEIGHT + LABELS,
        "under": HEIGHT + 2 * LABELS - 8,
        "width": WIDTH,
    }
    return render(request, "rooms/numbers.html", shown)


numbers_page = admin.site.admin_view(_page)


def _charts(found: numbers.Numbers) -> list[Chart]:
    opened = [(f"{day:%-d %B}", f"{day:%-d %b}", count) for day, count in found.opened.items()]
    states = [(words.BRIEFLY[state], state, count) for state, count in found.states.items()]
    wide = numbers.BANDS_IN_ONE - 1
    bands = [(f"{band} to {band + wide}", f"{band}…", count) for band, count in found.bands.items()]
    waits = [(_within(name), name, count) for name, count in found.waits.items()]
    return [
        _chart("opened", "Rooms opened", "day", opened),
        _chart("states", "How they stand now", "state", states),
        _chart("bands", "Where deals land, in percent of the asking price", "bands", bands),
        _chart("waits", "From the first submission to an outcome", "time", waits),
    ]


def _within(name: str) -> str:
    return f"within {name}" if name in numbers.WAITS else name


def _chart(key: str, title: str, of: str, counts: list[tuple[str, str, int]]) -> Chart:
    """Bars of equal width, the highest as high as the drawing. counts: (name, label, count) of each."""
    most, step = max([1, *(count for _, _, count in counts)]), WIDTH // len(counts)
    bars = []
    for nth, (name, label, count) in enumerate(counts):
        height, left = HEIGHT * count // most, nth * step
        top = LABELS + HEIGHT - height
        bars.append(Bar(name, label, count, left + 4, top, step - 8, height, left + step // 2))
    there = [f"{name}: {count}" for name, _, count in counts if count]
    return Chart(key, title, of, bars, "; ".join(there) or "nothing yet")
