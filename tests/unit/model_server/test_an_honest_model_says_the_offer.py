"""Honest: the offer and public facts in its lines, its own terms in its decisions."""

import json
import re

import pytest

from tests.model_server import Honest
from tests.model_server.honest import TEMPLATES
from tests.unit.model_server.requests import VOLVO, asked, deciding, speaking

NUMBER_WORDS = re.compile(
    r"\b(one|two|three|first|second|half|quarter|once|twice|couple|dozen|hundred|thousand|double|pair)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("side", ["seller", "buyer"])
@pytest.mark.parametrize("number", range(1, 6))
def test_each_line_voices_the_offer_and_no_other_number(side: str, number: int) -> None:
    for seed in range(20):
        line = Honest(seed).line(asked(speaking(side=side, number=number)))
        rest = line.replace("$19,206", "", 1).replace(VOLVO["title"], "")
        assert line.count("$19,206") == 1
        assert not re.search(r"\d", rest)
        assert len(line) <= 600


def test_templates_have_no_number_in_words() -> None:
    templates = [template for group in TEMPLATES.values() for template in group]
    assert [template for template in templates if NUMBER_WORDS.search(template)] == []


def test_lines_vary_and_repeat_by_the_seed() -> None:
    requests = [asked(speaking(number=number)) for number in range(1, 6)]
    said = {Honest(seed).line(request) for seed in range(30) for request in requests}
    assert len(said) > 10
    assert Honest(3).line(requests[0]) == Honest(3).line(requests[0])


def test_a_withheld_draft_is_followed_by_other_words() -> None:
    drafts = {Honest().line(asked(speaking(withheld=["number"] * count))) for count in range(3)}
    assert len(drafts) == 3


def test_it_talks_about_the_thing_where_it_has_no_offer() -> None:
    for side in ("seller", "buyer"):
        line = Honest().line(asked(speaking(side=side, offer=None)))
        assert "None" not in line
        assert not re.search(r"\d", line.replace(VOLVO["title"], ""))


def test_a_long_title_is_cut_between_words() -> None:
    line = Honest().line(
        asked(speaking(listing={**VOLVO, "title": "Volvo 123456789 " * 12, "attributes": {}}))
    )
    assert set(re.findall(r"\d+", line.replace("$19,206", ""))) <= {"123456789"}


def test_it_rates_with_its_limit_band() -> None:
    assert json.loads(Honest().decision(asked(deciding()))) == {"vote": "rate", "band": 87}


def test_it_votes_alone_where_the_vote_is_all_that_is_asked() -> None:
    assert json.loads(Honest().decision(asked(deciding(vote_only=True)))) == {"vote": "rate"}


@pytest.mark.parametrize(
    ("side", "changes", "vote"),
    [
        ("buyer", {"listing": {**VOLVO, "description": "Some rust on the sills."}}, "pass"),
        ("buyer", {"listing": {**VOLVO, "description": "No rust."}}, "rate"),
        ("buyer", {"listing": {**VOLVO, "attributes": {"flaws": ["dents", "rust"]}}}, "pass"),
        ("buyer", {"talk": [{"round": 1, "persona": "seller", "text": "There is rust."}]}, "pass"),
        ("buyer", {"talk": [{"round": 1, "persona": "buyer", "text": "Is there rust?"}]}, "rate"),
        ("seller", {"profile": "I mean to paint over the rust."}, "pass"),
        ("seller", {"listing": {**VOLVO, "description": "Some rust on the sills."}}, "rate"),
    ],
)
def test_it_passes_where_the_other_side_says_its_dealbreaker(
    side: str, changes: dict[str, object], vote: str
) -> None:
    request = asked(deciding(side=side, dealbreakers=["rust"], **changes))  # type: ignore[arg-type]
    assert json.loads(Honest().decision(request))["vote"] == vote
