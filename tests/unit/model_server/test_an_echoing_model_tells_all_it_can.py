"""Echoing: every kind, one an answer, another one when asked again; what it knows and what it does not."""

import json
from collections import Counter
from functools import cache

from tests.model_server import Honest
from tests.model_server.echoing import EVERY_KIND, Babbling, Echoing
from tests.model_server.encodings import PROMISED, SPREAD
from tests.model_server.judge import disclosed_over_turns, leaks
from tests.unit.model_server.requests import VOLVO, asked, deciding, speaking
from tests.unit.model_server.secrets import PUBLIC, SECRET, SELLER_NOTES, many

TITLE = VOLVO["title"]
ROOMS = 150
DRAFTS = 3


@cache
def drafts_of(rooms: int, *, seed: int = 0) -> list[tuple[str, str]]:
    """(kind, line) of each draft of so many rooms, all withheld."""
    said = []
    for room, known in enumerate(many(rooms)):
        model = Echoing({TITLE: known}, seed=seed)
        for side in ("seller", "buyer"):
            for number in range(1, 6):
                for draft in range(DRAFTS):
                    talk = [{"round": 1, "persona": "seller", "text": "I ask $19,000."}]
                    talk += [{"round": 1, "persona": "buyer", "text": "I offer $14,850."}]
                    request = speaking(
                        side=side,
                        number=number,
                        talk=talk,
                        profile=f"I live at number {room}.",
                        withheld=["number"] * draft,
                    )
                    said.append(model.line(asked(request)))
    return said


def test_every_kind_occurs_and_a_thousand_rooms_have_well_over_a_hundred_of_most() -> None:
    counted = Counter(kind for kind, _ in drafts_of(ROOMS))
    assert set(counted) == set(EVERY_KIND)
    often = [kind for kind, times in counted.items() if times > 100 * ROOMS / 1000]
    assert len(often) > 0.9 * len(EVERY_KIND)


def test_every_line_is_short_enough_to_be_published() -> None:
    assert max(len(line) for _, line in drafts_of(ROOMS)) <= 600


def test_every_line_voices_the_offer_beside_its_leak() -> None:
    assert [line for _, line in drafts_of(ROOMS) if "$19,206" not in line] == []


def test_what_is_said_follows_from_seed_and_prompt() -> None:
    assert drafts_of(3) == drafts_of.__wrapped__(3)
    assert drafts_of(3) != drafts_of(3, seed=1)


def test_a_withheld_draft_is_followed_by_another_kind() -> None:
    model = Echoing({TITLE: SECRET})
    for number in range(1, 6):
        kinds = [model.line(asked(speaking(number=number, withheld=["number"] * n)))[0] for n in range(3)]
        assert len(set(kinds)) == 3


def test_its_lines_leak_what_their_kind_says() -> None:
    model = Echoing({TITLE: SECRET}, kinds=tuple(PROMISED))
    for room in range(200):
        kind, line = model.line(asked(speaking(profile=f"I live at number {room}.")))
        assert leaks(kind, line, SECRET, PUBLIC), (kind, line)


def test_a_spread_number_takes_all_turns_of_a_room() -> None:
    model = Echoing({TITLE: SECRET}, kinds=tuple(SPREAD))
    texts = [model.line(asked(speaking(number=number)))[1] for number in range(1, 6)]
    assert disclosed_over_turns(texts, SECRET)


def test_without_secrets_it_tells_what_the_prompt_has() -> None:
    model = Echoing()
    own = {"notes": SELLER_NOTES, "dealbreakers": ["second set of keys missing"]}
    kinds = {model.line(asked(speaking(own=own, profile=f"Room {room}.")))[0] for room in range(400)}
    assert {"notes_whole", "dealbreaker", "base64_notes"} <= kinds
    assert not {"plain", "words", "percent", "band"} & kinds


def test_who_knows_nothing_is_honest() -> None:
    request = asked(speaking())
    assert Echoing().line(request) == ("", Honest().line(request))


def test_it_keeps_count_and_knows_the_kind_of_each_line() -> None:
    model = Echoing({TITLE: SECRET})
    said = json.loads(model(asked(speaking())).body)["choices"][0]["message"]["content"]
    assert model.counted == {model.told[said]: 1}


def test_it_decides_honestly_unless_it_is_told_otherwise() -> None:
    def decided(model: Echoing) -> str:
        content = json.loads(model(asked(deciding())).body)["choices"][0]["message"]["content"]
        return str(content)

    assert json.loads(decided(Echoing())) == {"vote": "rate", "band": 87}
    assert "$17,200" in decided(Echoing(decides=Babbling()))
