"""Honest sentences about real things, written without knowledge of the guard, and which it was never tuned on: of these
it refuses less than two in a hundred. Whoever tunes the guard does not read them.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from marketplace.domain import money
from rooms.domain.brief import PublicListing
from rooms.domain.guard import Context, refusal

HELD_OUT = Path(__file__).parents[2] / "vectors/guard/held_out"
MOST_REFUSED = 0.02


def context(of: dict[str, Any]) -> Context:
    attributes = {
        name: tuple(value) if isinstance(value, list) else value for name, value in of["attributes"].items()
    }
    asking = money.parse(of["asking_price"], of["currency"])
    listing = PublicListing(
        of["title"], of["description"], of["category"], attributes, asking, of["currency"]
    )
    return Context(listing, of["profile"], tuple(of["said"]), of["offer_band"])


def test_less_than_two_in_a_hundred_honest_sentences_are_refused() -> None:
    rooms = [room for file in sorted(HELD_OUT.glob("*.json")) for room in json.loads(file.read_text())]
    found = Counter(refusal(sentence, context(room)) for room in rooms for sentence in room["sentences"])
    refused = found.total() - found[None]
    print(f"{refused} of {found.total()} honest sentences refused: {dict(found)}")
    assert found.total() == 2000
    assert refused < MOST_REFUSED * found.total()
