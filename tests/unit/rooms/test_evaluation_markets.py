"""Which model a private market is told to speak with, what else it is told, and what the report calls it."""

import pytest

from rooms.management.errors import StackFailed
from rooms.management.evaluation import markets
from rooms.management.evaluation.figures import added_up, between
from rooms.management.evaluation.markets import Candidate, CandidateRefused, Place

ENVIRON = {
    "BARGAIN_MODEL": "openai/as-set-up",
    "BARGAIN_FALLBACK_MODEL": "openai/second",
    "BARGAIN_ROOM_COST": "1",
    "OPENAI_API_KEY": "k",
    "OPENAI_API_BASE": "b",
    "DATABASE_URL": "postgres://the-real-one",
    "VAULT_URL": "dir:/real",
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
}
PASSED = {
    "BARGAIN_MODEL": "openai/as-set-up",
    "BARGAIN_FALLBACK_MODEL": "openai/second",
    "BARGAIN_ROOM_COST": "1",
    "OPENAI_API_KEY": "k",
    "OPENAI_API_BASE": "b",
}


@pytest.mark.parametrize(
    ("model", "fallback", "changes"),
    [
        (None, None, {}),
        ("a/b", None, {"BARGAIN_MODEL": "a/b"}),
        ("a/b", "c/d", {"BARGAIN_MODEL": "a/b", "BARGAIN_FALLBACK_MODEL": "c/d"}),
        ("scripted", None, {"BARGAIN_MODEL": "", "BARGAIN_FALLBACK_MODEL": ""}),
    ],
)
def test_a_private_market_is_told_of_models_and_keys_and_of_no_real_market(
    model: str | None, fallback: str | None, changes: dict[str, str]
) -> None:
    assert markets.told(model, fallback, ENVIRON) == PASSED | changes


def test_models_are_told_apart_by_name_and_by_address_only_where_they_must_be() -> None:
    written = [
        "a/b",
        "scripted",
        "a/c@http://user:secret@one.example:1/v1",
        "a/d",
        "a/d@https://two.example/v1",
    ]
    assert markets.candidates(written) == [
        Candidate("a/b", "a/b"),
        Candidate("scripted", "scripted"),
        Candidate("a/c", written[2]),
        Candidate("a/d@its own address", "a/d"),
        Candidate("a/d@two.example/v1", written[4]),
    ]


def test_without_a_model_the_installation_is_tried_as_it_is_set_up() -> None:
    assert markets.candidates([]) == [Candidate("", None)]


@pytest.mark.parametrize(
    "models", [["a"], ["/b"], ["a/"], [""], ["a/b c"], ["a/b", "a/b"], ["a b@http://user:secret@x"]]
)
def test_what_is_no_model_is_refused_without_its_address(models: list[str]) -> None:
    with pytest.raises(CandidateRefused) as refused:
        markets.candidates(models)
    assert "secret" not in str(refused.value)


def test_a_phase_has_what_was_counted_since_the_one_before_in_all_models_together() -> None:
    before = added_up({"a/b": {"rooms": 2, "tries": 5}})
    after = added_up({"a/b": {"rooms": 4, "tries": 9}, "c/d": {"tries": 1, "second_model": 1}})
    assert between(before, after) == {"rooms": 2, "tries": 5, "second_model": 1}


@pytest.mark.parametrize(
    ("engine", "privacy", "written"),
    [("scripted", "guarded", "a/b"), ("llm", "guarded", "scripted"), ("llm", "sealed", "a/b")],
)
def test_a_market_that_speaks_otherwise_than_was_asked_for_is_not_evaluated(
    engine: str, privacy: str, written: str
) -> None:
    place = Place("", {"engine": engine}, privacy, "sha256:")
    with pytest.raises(StackFailed):
        markets.must_be(place, Candidate("a/b", written), "guarded")


@pytest.mark.parametrize(
    ("engine", "written"), [("scripted", "scripted"), ("scripted", None), ("llm", "a/b"), ("llm", None)]
)
def test_a_market_that_speaks_as_was_asked_for_is(engine: str, written: str | None) -> None:
    markets.must_be(Place("", {"engine": engine}, "sealed", "sha256:"), Candidate("a/b", written), "sealed")


@pytest.mark.parametrize(
    ("inference", "name"),
    [
        ({"engine": "scripted", "provider": None, "model": None}, "scripted"),
        ({"engine": "llm", "provider": "loopback", "model": "x/y"}, "loopback/x/y"),
        ({"provider": "p", "model": "m"}, "p/m"),
        ({}, "?"),
    ],
)
def test_a_market_is_named_as_its_manifest_says(inference: dict[str, str | None], name: str) -> None:
    assert markets.name_of(inference) == name
