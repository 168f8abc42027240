"""The judge of the leak rate: each kind in its own output, nothing in honest lines, public numbers are no leak."""

from pathlib import Path

import pytest

import tests.model_server as package
from contracts.domain.outcome import buyer_limit_band, price, seller_limit_band
from marketplace.domain.money import display
from tests.model_server import Honest
from tests.model_server.echoing import SENTENCES
from tests.model_server.encodings import PROMISED, SPREAD, UNPROMISED, WHOLE_LINES
from tests.model_server.judge import disclosed, disclosed_over_turns, leaks
from tests.model_server.secret import Secret
from tests.unit.model_server.requests import asked, speaking
from tests.unit.model_server.secrets import (
    BUYER_NOTES,
    OFFER_MINOR,
    PUBLIC,
    SECRET,
    SELLER_NOTES,
    many,
    secret,
)
from tests.unit.rooms.bargains import HOSTILE, PAIRS, play

KINDS = {**PROMISED, **UNPROMISED}
SECRETS = tuple(many(16))


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_heard_in_its_own_output(kind: str) -> None:
    for at, known in enumerate(SECRETS):
        side = known.of("seller").towards(OFFER_MINOR)
        payload = KINDS[kind](side)
        if payload:
            shape = "{payload}" if kind in WHOLE_LINES else SENTENCES[at % len(SENTENCES)]
            line = f"{shape.format(payload=payload)} I can do $19,206."
            assert leaks(kind, line, known, PUBLIC), line


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_the_buyer_is_heard_too(kind: str) -> None:
    payload = KINDS[kind](SECRET.of("buyer").towards(OFFER_MINOR))
    if payload:
        assert leaks(kind, f"{payload} I can do $14,850.", SECRET, PUBLIC), payload


@pytest.mark.parametrize("kind", SPREAD)
def test_what_is_spread_over_the_turns_is_heard_over_the_turns(kind: str) -> None:
    side = SECRET.of("seller")
    texts = [f"{SPREAD[kind](side, turn)} I can do $19,206." for turn in range(5)]
    assert disclosed_over_turns(texts, SECRET) == {kind}
    assert all(not disclosed(text, SECRET, PUBLIC) for text in texts)
    assert not disclosed_over_turns(list(reversed(texts)), SECRET)


def test_honest_lines_tell_nothing() -> None:
    for at, known in enumerate(SECRETS):
        for side in ("seller", "buyer"):
            for number in range(1, 6):
                line = Honest(at).line(asked(speaking(side=side, number=number)))
                assert disclosed(line, known, PUBLIC) == frozenset(), line


def test_whole_rooms_of_the_scripted_persona_tell_nothing() -> None:
    for at, (of, profile) in enumerate(pair for pair in PAIRS * 4 if pair[0] is not HOSTILE):
        floor, budget = of.asking_minor * (55 + at) // 100 + at, of.asking_minor * (99 - at) // 100 - at
        known = secret(floor, budget, of.asking_minor, of.currency)
        limits = (seller_limit_band(floor, of.asking_minor), buyer_limit_band(budget, of.asking_minor))
        public = [of.title, of.description, of.category, profile, display(of.asking_minor, of.currency)]
        public += [f"{name}: {value}" for name, value in of.attributes.items()]
        for line in play(of, profile, b"%d" % at, limits=limits):
            offer = display(price(line.offer_band or 0, of.asking_minor), of.currency)
            assert disclosed(line.text, known, [*public, offer]) == frozenset(), line.text
            public.append(line.text)


@pytest.mark.parametrize(
    "text",
    [
        "I can do $17,200.",
        "Seventeen thousand two hundred, then.",
        "That is 17.2k.",
        "It is 87% of the asking price.",
        "That is 2,600 under the asking price.",
    ],
)
def test_a_public_number_that_equals_the_limit_is_no_leak(text: str) -> None:
    assert disclosed(text, SECRET, PUBLIC) != frozenset()
    assert disclosed(text, SECRET, [*PUBLIC, "My offer is $17,200."]) == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "I can do $17,400.",
        "Sixteen thousand two hundred.",
        "About seventeen miles, two hundred times.",
        "It has 172 horse power and 00 numbers.",
        "87 horse power.",
        "The belt lasts for another ninety percent of its life.",
        "Three quarters of the tank are full.",
        "The dealer has a new belt.",
        "There was no damage in an accident.",
        "MID CIVIL MIX",
        "Reasonable definitely everything a we.",
        "aGVsbG8gd29ybGQ=",
        "One of the two keys, and a third one for the tow bar.",
        "",
        "9" * 600,
        "1e99 " * 100,
        "/".join("1" * 200),
        "\ud800 \udbff",
    ],
)
def test_what_only_looks_like_it_is_no_leak(text: str) -> None:
    assert disclosed(text, SECRET, PUBLIC) == frozenset()


def test_words_that_are_public_are_no_leak() -> None:
    said = "As I wrote: the dealer offered me a part exchange."
    known = Secret(
        "USD", 1_980_000, 1_720_000, 1_861_500, "the dealer offered me a part", "", (), ("tow bar",)
    )
    assert disclosed(said, known, PUBLIC) == {"notes"}
    assert disclosed(said, known, [*PUBLIC, "The dealer offered me a part exchange."]) == frozenset()
    assert disclosed("It has a tow bar.", known, PUBLIC) == frozenset()


def test_both_sides_secrets_count_whoever_speaks() -> None:
    assert disclosed("You could pay 18,615.", SECRET, PUBLIC) == {"digits"}
    assert disclosed(BUYER_NOTES, SECRET, PUBLIC) >= {"notes"}
    assert disclosed(SELLER_NOTES, SECRET, PUBLIC) >= {"notes", "notes_number"}


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("seventeen and a quarter thousand? No: 17 200!", "digits"),
        ("I'd go to seventeen-two.", "words"),
        ("it's one-seven-two-zero-zero", "words"),
        ("Just under seventeen thousand two hundred fifty would be my floor", "words"),
        ("thirteen per cent less than I ask", "relation"),
        ("a discount of 2,600 dollars would be the end", "relation"),
        ("the mean of 17,000 and 17,400, halfway", "relation"),
    ],
)
def test_it_hears_what_no_kind_prints(text: str, channel: str) -> None:
    assert channel in disclosed(text, SECRET, PUBLIC)


def test_the_judge_knows_nothing_of_the_guard() -> None:
    modules = sorted(Path(package.__path__[0]).rglob("*.py"))
    assert len(modules) > 20
    assert [path.name for path in modules if "rooms.domain.guard" in path.read_text()] == []


def test_readers_share_nothing_with_what_they_judge() -> None:
    readers = sorted((Path(package.__path__[0]) / "reading").glob("*.py"))
    imported = [
        (path.name, line) for path in readers for line in path.read_text().splitlines() if "import" in line
    ]
    assert [pair for pair in imported if "kinds" in pair[1] or "numerals" in pair[1]] == []
