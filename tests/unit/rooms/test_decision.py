"""A decision is read strictly or not at all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.domain.outcome import Decision
from rooms.domain.decision import NotADecision, parse, schema


def read(text: str, *, vote_only: bool = False) -> Decision:
    return parse(text, vote_only=vote_only, limit_band=75)


@pytest.mark.parametrize("band", [0, 1, 75, 127])
@pytest.mark.parametrize("vote", ["rate", "pass"])
def test_the_object_that_was_asked_for_is_the_decision(vote: str, band: int) -> None:
    for text in (json.dumps({"vote": vote, "band": band}), f'\n {{ "band":{band},\n"vote":"{vote}" }} \n'):
        found = read(text)
        assert (found.rate, found.band) == (vote == "rate", band)


@pytest.mark.parametrize("vote", ["rate", "pass"])
def test_where_the_vote_alone_is_asked_for_the_band_is_the_limit(vote: str) -> None:
    found = read(json.dumps({"vote": vote}), vote_only=True)
    assert (found.rate, found.band) == (vote == "rate", 75)


@pytest.mark.parametrize(
    "text",
    [
        *("", "null", "[]", "rate", '"rate"', "75", "{}", "[75]", "{", "NaN"),
        '{"vote":"rate"}',
        '{"band":75}',
        *(
            f'{{"vote":"rate","band":{band}}}'
            for band in (
                *("128", "-1", "75.0", "75.5", "7.5e1", "1e2", "-0", "NaN", "Infinity", "-Infinity", "1e999"),
                *(
                    '"75"',
                    "true",
                    "null",
                    "[75]",
                    '{"is":75}',
                    "075",
                    "0x4b",
                    "7_5",
                    "\u0667\u0665",
                    "9" * 30,
                ),
            )
        ),
        *(
            f'{{"vote":{vote},"band":75}}'
            for vote in ('"RATE"', '"yes"', "true", "1", "null", '["rate"]', '"rate "')
        ),
        '{"vote":"rate","band":75,"why":"because"}',
        '{"vote":"rate","band":75,"band":80}',
        '{"vote":"rate","vote":"pass","band":75}',
        '{"Vote":"rate","band":75}',
        'Sure: {"vote":"rate","band":75}',
        '{"vote":"rate","band":75} thank you',
        '{"vote":"rate","band":75}{"vote":"pass","band":1}',
        '```json\n{"vote":"rate","band":75}\n```',
        "{'vote':'rate','band':75}",
        '{"vote":"rate","band":75,}',
        '{"vote":"rate","band":75}' + " " * 200 + "x",
        '{"vote":"\ud800","band":75}',
    ],
)
def test_anything_else_is_none_and_is_not_repeated(text: str) -> None:
    with pytest.raises(NotADecision) as refused:
        read(text)
    assert str(refused.value) == "not_a_decision"
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("text", ['{"vote":"rate","band":75}', '{"vote":"rate","band":null}', "{}"])
def test_where_the_vote_alone_is_asked_for_a_band_is_one_member_too_many(text: str) -> None:
    with pytest.raises(NotADecision):
        read(text, vote_only=True)


@given(
    st.text(max_size=300)
    | st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists).map(json.dumps)
)
def test_no_text_does_anything_else(text: str) -> None:
    try:
        found = read(text)
    except NotADecision:
        return
    assert json.loads(text) == {"vote": "rate" if found.rate else "pass", "band": found.band}


@pytest.mark.parametrize("vote_only", [True, False])
def test_the_schema_is_closed_and_says_what_is_read(vote_only: bool) -> None:
    told = schema(vote_only=vote_only)
    assert told["additionalProperties"] is False
    assert set(told["properties"]) == set(told["required"]) == ({"vote"} if vote_only else {"vote", "band"})
