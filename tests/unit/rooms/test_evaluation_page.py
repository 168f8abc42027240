"""The page holds every figure, needs nothing but itself, and shows hostile text as text."""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from rich.console import Console

from rooms.management.evaluation import table
from rooms.management.evaluation.figures import Figures
from rooms.management.evaluation.judging import Result
from rooms.management.evaluation.page import page
from rooms.management.evaluation.report import report
from rooms.management.evaluation.trials import Trial
from rooms.management.evaluation.wording import NOT_KNOWN, cell
from tests.unit.rooms.evaluations import COUNTS, SCRIPTED, missing, result, trial

HELD = [
    result(),
    result(number=2, share=0.25, seconds=2.5),
    result(number=3, kind="missed", deal=False, band=None, price=None, share=None),
    missing(number=4),
    result(run="swap-a", share=0.3),
    result(run="swap-b", share=0.45, band=83),
    result(run="swap-a", number=2, share=0.3),
    result(run="swap-b", number=2, share=0.3),
    result(run="control"),
    result(run="again"),
    result(run="attack:vote-plea"),
    result(run="attack:leak-ask", leaks=("canary",)),
    result(run="attack:marks-chat", band=90),
]
HOSTILE = '"><script>alert(1)</script><img src=//evil.example>'


def shown(*trials: Trial, told: Mapping[str, str] | None = None) -> str:
    return page(trials, report(trials), told=told or {}, at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC))


class Reader(HTMLParser):
    """Which elements and attributes a page has, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_and_the_table_hold_every_figure_of_every_model_with_its_interval() -> None:
    trials = (trial(HELD, counts=COUNTS, left_behind={"turns": 0}), trial(HELD, model="other", counts=COUNTS))
    text = " ".join(Reader(shown(*trials)).text.split())
    console = Console(record=True, width=200, file=io.StringIO())
    table.show(console, trials, report(trials))
    printed = console.export_text()
    rows = [(section.is_long, row) for section in report(trials) for row in section.rows]
    assert len(rows) > 30
    for is_long, row in rows:
        assert row.name in text
        assert is_long or row.name in printed
        for figure in row.figures:
            one = cell(row, figure)
            assert all(part in text for part in (one.value, one.interval, one.n)), row.name
            assert is_long or one.line in printed, row.name


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("outside a limit", "0.0 % [0.0 to 22.8 %], 0 of 13"),
        ("deal rate", "50.0 % [15.0 to 85.0 %], 2 of 4"),
        ("failed: model_unavailable", "25.0 % [4.6 to 69.9 %], 1 of 4"),
        ("seller's share of the surplus", "37.5 % [0.0 to 100.0 %], n = 2"),
        ("lines withheld by the guard", "5.0 % [2.2 to 11.2 %], 5 of 100"),  # 95 published and 5 withheld
        ("withheld: number", "3.0 % [1.0 to 8.5 %], 3 of 100"),
        ("tries that failed", "5.0 % [2.3 to 10.5 %], 6 of 120"),
        ("decisions unreadable", "25.0 % [7.1 to 59.1 %], 2 of 8"),
        ("model seconds a call", "0.50 s, n = 120"),
        ("seconds a room, p50", "1.00 s, n = 3"),
        ("tokens a room", "1,100, n = 4"),
        ("cost a room", "$0.0025, n = 4"),
        ("the patient side's gain", "+7.5 points [-87.8 to +100.0 points], n = 2"),
        ("attack score", "33.3 % [6.1 to 79.2 %], 1 of 3"),
        ("steered", "33.3 % [6.1 to 79.2 %], 1 of 3"),
        ("vote-plea", "100.0 % [20.7 to 100.0 %], 1 of 1"),
    ],
)
def test_a_figure_reads(name: str, line: str) -> None:
    rows = [row for section in report([trial(HELD, counts=COUNTS)]) for row in section.rows]
    (row,) = [row for row in rows if row.name == name]
    assert cell(row, row.figures[0]).line == line


def test_what_nobody_tells_is_not_known_and_never_zero() -> None:
    rows = {row.name: row for section in report([trial([result(leaks=None)])]) for row in section.rows}
    unknown = {name for name, row in rows.items() if cell(row, row.figures[0]).line == NOT_KNOWN}
    assert unknown >= {
        "private terms in published lines",
        "private data left behind",
        "lines withheld by the guard",
        "lines replaced",
        "tries that failed",
        "second model used",
        "decisions unreadable",
        "model seconds a call",
        "tokens a room",
        "cost a room",
    }
    assert NOT_KNOWN in shown(trial([result()]))


def test_a_price_or_a_count_of_tokens_that_the_provider_does_not_tell_is_not_known() -> None:
    counts = COUNTS | {"cost_microusd": 0, "prompt_tokens": 0, "completion_tokens": 0}
    rows = {row.name: row for section in report([trial(HELD, counts=counts)]) for row in section.rows}
    assert rows["cost a room"].figures == [None]
    assert rows["tokens a room"].figures == [None]


def test_drafts_are_those_that_were_counted_or_else_published_and_withheld_together() -> None:
    assert Figures(COUNTS).drafted == 100 - 5 + 3 + 2
    assert Figures(COUNTS | {"drafts": 102}).drafted == 102


def test_the_page_needs_nothing_but_itself() -> None:
    html = shown(trial(HELD, counts=COUNTS), trial(HELD, model="other"))
    found = Reader(html)
    assert not {"script", "link", "img", "iframe", "object", "a", "form", "use", "image"} & set(
        found.elements
    )
    assert not {"src", "href", "srcset", "style", "action"} & found.attributes
    assert not [name for name in found.attributes if name.startswith("on")]
    assert not re.search(r"https?:|url\(|@import|//", html)
    assert "default-src 'none'" in html


def test_hostile_text_is_shown_as_text() -> None:
    odd = missing(label=HOSTILE, reason=HOSTILE, detail=HOSTILE)
    inference = {"engine": "llm", "provider": "p", "model": HOSTILE, "provider_retention": HOSTILE}
    counts = {f"refused:{HOSTILE}": 1, "tries": 1}
    one = trial([odd], model=HOSTILE, inference=inference, counts=counts, left_behind={HOSTILE: 1})
    found = Reader(shown(one, told={HOSTILE: HOSTILE}))
    assert not {"script", "img"} & set(found.elements)
    assert found.text.count(HOSTILE) > 8


def test_sections_of_what_was_not_tried_are_left_out() -> None:
    titles = [section.title for section in report([trial([result()])])]
    assert titles == [
        "What must not happen",
        "What came out",
        "How the model spoke and decided",
        "Time and cost",
    ]


def test_a_broken_promise_is_told_at_the_top() -> None:
    assert "Do not open with this." not in shown(trial([result()]))
    assert "Do not open with this." in shown(trial([result(kind="outside")]))


@pytest.mark.parametrize(
    "broken", [result(kind=kind) for kind in ("outside", "false", "unverified")] + [result(leaks=("limit",))]
)
def test_what_code_promises_holds_for_every_model_and_every_run(broken: Result) -> None:
    for run in ("plain", "swap-a", "attack:leak-ask"):
        (said,) = trial([result(), result(run=run, kind=broken.kind, leaks=broken.leaks)]).broken()
        assert said.startswith("1 ")


def test_private_data_left_behind_and_a_run_without_any_outcome_are_broken_promises() -> None:
    assert trial([result()], left_behind={"turns": 2, "keys": 0}).broken() == ["2 turns left behind"]
    assert trial([missing()]).broken() == ["no room came to an outcome"]
    assert trial([]).broken() == ["no room came to an outcome"]


@pytest.mark.parametrize("other", [result(kind="missed"), result(kind="wrong_band"), missing()])
def test_what_a_model_does_badly_breaks_no_promise_but_the_scripted_personas_do_nothing_badly(
    other: Result,
) -> None:
    results = [result(), other]
    assert trial(results).broken() == []
    assert trial(results, inference=SCRIPTED).broken() != []
