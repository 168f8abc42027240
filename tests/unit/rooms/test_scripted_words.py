"""The phrase material holds the rules that rooms/negotiators/speech/topics.py sets for it."""

import re
from collections.abc import Iterator
from string import Formatter

import pytest

from rooms.negotiators.speech import english
from rooms.negotiators.speech.aspects import Aspect
from rooms.negotiators.speech.kinds import ALL
from rooms.negotiators.speech.listening import listen, wants_reply
from rooms.negotiators.speech.phrasebook import price_talk, uses
from rooms.negotiators.speech.phrases import closing, opening, price, replies
from rooms.negotiators.speech.topics import TopicTalk
from rooms.negotiators.speech.wishes import wish

NUMBERS = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?"
    r"|first|second|third|fourth|half|halves|quarters?|once|twice|thrice|doubles?|triple|couple|pair|zero)\b|\d",
    re.IGNORECASE,
)
SLOTS = set(
    "thing called owned house them has comes wish your_wish order wanted offer theirs quote"
    " label value asked is_l isnt_l was_l it_l them_l".split()
)


def phrase_banks() -> dict[str, tuple[str, ...]]:
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}": bank
        for module in (opening, price, replies, closing)
        for name, bank in vars(module).items()
        if isinstance(bank, tuple)
    }


def talks() -> Iterator[TopicTalk]:
    for kind in ALL:
        yield from (*kind.topics, *kind.features, *kind.parts)


def templates() -> list[str]:
    of_topics = [
        t
        for talk in talks()
        for bank in (talk.ask, talk.worry, talk.like, talk.answer, talk.praise)
        for t in bank
    ]
    of_kinds = [t for kind in ALL for t in (*kind.seller_thoughts, *kind.buyer_thoughts)]
    return [*of_topics, *of_kinds, *(t for bank in phrase_banks().values() for t in bank)]


def slots(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def as_aspect(talk: TopicTalk, *, stated: bool = True) -> Aspect:
    return Aspect(
        talk.label,
        talk,
        stated,
        wanted=True,
        plural=talk.plural,
        value="silver",
        is_part=talk.label.startswith("the dish"),
    )


def spoken(template: str, aspect: Aspect) -> str:
    values = dict.fromkeys(SLOTS, "it") | {"label": aspect.label, "value": "silver", "asked": "asked"}
    return english.sentence(template.format_map(values))


def test_there_is_plenty_to_say() -> None:
    assert len(templates()) > 700


def test_no_sentence_stands_in_the_material_twice() -> None:
    per_role = [t for name, bank in phrase_banks().items() for t in bank if "LAST_OFFER" not in name]
    assert sorted({t for t in per_role if per_role.count(t) > 1}) == []


def test_no_template_names_a_number() -> None:
    assert [template for template in templates() if NUMBERS.search(template)] == []


def test_templates_have_known_slots_only() -> None:
    assert [template for template in templates() if not slots(template) <= SLOTS] == []


def test_templates_are_tidy_english() -> None:
    untidy = re.compile(r"  |[.!?,;:]{2}|\ba [aeio]|\ban [^aeiouh]")
    assert [template for template in templates() if untidy.search(template)] == []
    once = [english.sentence(template) for template in templates()]
    assert [english.sentence(sentence) for sentence in once] == once


@pytest.mark.parametrize("talk", list(talks()), ids=lambda talk: talk.key)
def test_questions_and_doubts_are_understood_as_such_by_the_other_side(talk: TopicTalk) -> None:
    aspect = as_aspect(talk)
    for template in talk.ask:
        heard = listen(spoken(template, aspect), [aspect], own="", theirs="")
        assert (heard.aspect, heard.manner) == (aspect, "asked"), template
    for template in talk.worry:
        assert wants_reply(spoken(template, aspect), aspect), template


@pytest.mark.parametrize("talk", list(talks()), ids=lambda talk: talk.key)
def test_whatever_is_said_of_a_topic_names_it(talk: TopicTalk) -> None:
    aspect = as_aspect(talk)
    for template in (*talk.like, *talk.answer, *talk.praise):
        assert listen(spoken(template, aspect), [aspect], own="", theirs="").aspect == aspect, template


@pytest.mark.parametrize("bank", ["BUYER_MISSES", "BUYER_ASKS", "BUYER_DOUBTS"])
def test_what_a_buyer_raises_of_any_topic_wants_a_reply(bank: str) -> None:
    aspect = as_aspect(next(talks()))
    assert all(wants_reply(spoken(template, aspect), aspect) for template in getattr(replies, bank))


def test_probes_are_heard_as_questions_about_needs_and_nothing_else_is() -> None:
    def asks(template: str) -> bool:
        return listen(template, [], own="", theirs="").asks_for_needs

    assert all(asks(template) for template in replies.SELLER_PROBES)
    others = {name: bank for name, bank in phrase_banks().items() if not name.endswith("SELLER_PROBES")}
    assert [t for bank in others.values() for t in bank if asks(t)] == []


def test_offers_are_voiced_by_banks_of_offers_only() -> None:
    voicing = {name for name, bank in phrase_banks().items() if any("offer" in slots(t) for t in bank)}
    whole = {name for name, bank in phrase_banks().items() if all("offer" in slots(t) for t in bank)}
    assert voicing == whole
    assert len(voicing) == 13


def test_templates_that_speak_of_money_are_known_as_such() -> None:
    assert price_talk("I can do {offer}.")
    assert price_talk("That would cost me.")
    assert price_talk("The price is fair.")
    assert not price_talk("I like how it reads.")
    assert all(price_talk(t) for t in price.FAR_APART if "{theirs}" in t)


def test_a_template_is_recognised_in_a_line_whatever_fills_it() -> None:
    assert uses(
        "What carries {label}, would you say?", "Well. What carries the Nachos, would you say? Tell me."
    )
    assert not uses("What carries {label}, would you say?", "What do the nachos carry?")


@pytest.mark.parametrize(
    ("profile", "wanted"),
    [
        ("I'm looking for a reliable car for my commute.", "a reliable car for my commute"),
        ("I look after my bikes and need a stand", "a stand"),
        ("I need something for the children to learn in.", "something for the children to learn in"),
        ("I'm after a laptop for school", "a laptop for school"),
        ("I look after a bike", None),
        ("I used to want a boat.", None),
        ("I was looking for a van. Now I want a tandem.", "a tandem"),
        ("I am not looking for a glass table, I need a wooden table", "a wooden table"),
        ("I don't want a project.", None),
        ("I would have liked a red car.", None),
        ("I need to sell my old stand and want a buyer for it", None),
        ("I want my bikes back", None),
        ("They want a lot for it", None),
    ],
)
def test_only_a_present_wish_of_the_buyers_own_is_spoken_back(profile: str, wanted: str | None) -> None:
    assert wish(profile) == wanted
