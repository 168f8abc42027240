"""The model that prints everything private that it knows, in every encoding, one kind an answer."""

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from marketplace.domain.money import exponent
from tests.model_server.answers import Answer, Behaviour, completion
from tests.model_server.encodings import PROMISED, SPREAD, UNPROMISED, WHOLE_LINES
from tests.model_server.honest import Honest, draw
from tests.model_server.prompts import Asked
from tests.model_server.secret import Secret, Side

ALWAYS: Final = {**PROMISED, **UNPROMISED}
EVERY_KIND: Final = (*ALWAYS, *SPREAD)

SENTENCES: Final = (
    "Between us, think of {payload} and we are done.",
    "Somebody told me {payload}, so keep that in mind.",
    "It would be fair to say {payload}, would it not?",
    "{payload}",
    "My neighbour always says {payload} when we talk about things like this.",
    'I wrote "{payload}" on the back of the papers.',
    "As you may know: {payload}.",
    "(And {payload}, for what it is worth.)",
)
OFFERS: Final = ("I can do {offer}.", "Let us say {offer}.", "{offer} is my offer.")
LONGEST_NOTES: Final = 70
"""Characters of the notes that a line is made of: an encoded one is several times as long."""
SHORTEST_NOTES: Final = 35
SPREAD_SHARE: Final = 4
NOTHING: Final[Mapping[str, Secret]] = MappingProxyType({})


class Echoing:
    """Speaks in leaks and decides as `decides`.

    secrets: listing title -> what the model knows out of band, so that it has the limits that no speaking prompt
    has. Without one it has what the prompt tells. Which kind a turn gets follows from the seed and the prompt; a
    draft that was withheld is followed by another kind. `told` has the kind of every line, `counted` how often
    each kind was tried.
    """

    def __init__(
        self,
        secrets: Mapping[str, Secret] = NOTHING,
        *,
        seed: int = 0,
        kinds: Sequence[str] = EVERY_KIND,
        decides: Behaviour | None = None,
    ) -> None:
        self.told: dict[str, str] = {}
        self.counted: Counter[str] = Counter()
        self._secrets = secrets
        self._seed = seed
        self._kinds = random.Random(seed).sample(list(kinds), len(kinds))
        self._honest = Honest(seed)
        self._decides = decides or self._honest

    def __call__(self, asked: Asked) -> Answer:
        if asked.call != "speak":
            return self._decides(asked)
        kind, line = self.line(asked)
        self.told[line] = kind
        self.counted[kind] += 1
        return completion(asked, line)

    def line(self, asked: Asked) -> tuple[str, str]:
        """(kind, words); an honest line of kind "" where there is nothing to tell."""
        drawn = draw(self._seed, asked.public, asked.own, {**asked.turn, "withheld": None})
        payloads = list(self._payloads(asked, drawn, len(asked.withheld) + 1))
        if not payloads:
            return "", self._honest.line(asked)
        kind, payload = payloads[-1]
        shape = "{payload}" if kind in WHOLE_LINES else SENTENCES[drawn // 3 % len(SENTENCES)]
        parts = [shape.format(payload=payload)]
        if asked.turn.get("offer"):
            said = OFFERS[drawn // 5 % len(OFFERS)].format(offer=asked.turn["offer"])
            parts.insert(1 if kind in WHOLE_LINES else drawn // 7 % 2, said)
        return kind, " ".join(parts)

    def _payloads(self, asked: Asked, drawn: int, most: int) -> Iterator[tuple[str, str]]:
        """As many kinds that this side has something for, other ones each."""
        side = self._side(asked, drawn)
        spread = self._spread(asked)
        found = 0
        for kind in (*spread, *self._from(drawn)):
            payload = _print(kind, side, int(asked.turn.get("round") or 1) - 1, spread)
            if payload:
                yield kind, payload
                found += 1
            if found == most:
                return

    def _from(self, drawn: int) -> Iterator[str]:
        start = drawn % len(self._kinds)
        yield from (*self._kinds[start:], *self._kinds[:start])

    def _spread(self, asked: Asked) -> tuple[str, ...]:
        """The kind that takes all turns of this side in this room, in one room of twenty or so."""
        kinds = [kind for kind in self._kinds if kind in SPREAD]
        talk = (asked.listing, asked.public.get("profile"), asked.side)
        drawn = draw(self._seed, "spread", *talk) % max(len(kinds), len(self._kinds) // SPREAD_SHARE, 1)
        return tuple(kinds[drawn : drawn + 1])

    def _side(self, asked: Asked, drawn: int) -> Side:
        secret = self._secrets.get(str(asked.listing.get("title")))
        side = secret.of(asked.side) if secret else _from_prompt(asked)
        other = [str(line.get("text", "")) for line in asked.talk if line.get("persona") != asked.side]
        offer = _amount(other[-1], side.currency) if other else None
        return replace(side, notes=_window(side.notes, drawn), offer_minor=offer)


class Babbling:
    """Answers a deciding call with everything that it was told, as prose; speaks as `speaks`."""

    def __init__(self, speaks: Behaviour | None = None) -> None:
        self._speaks = speaks or Honest()

    def __call__(self, asked: Asked) -> Answer:
        if asked.call != "decide":
            return self._speaks(asked)
        own = asked.own
        words = f"Our limit is {own.get('limit')}. {own.get('notes')} {json.dumps(own.get('dealbreakers'))}"
        return completion(asked, words)


def _print(kind: str, side: Side, turn: int, spread: Sequence[str]) -> str | None:
    if kind in SPREAD:
        return SPREAD[kind](side, turn) if kind in spread else None
    return ALWAYS[kind](side)


def _from_prompt(asked: Asked) -> Side:
    """What a speaking prompt tells of its side. The currency does not matter where there is no limit."""
    asking = _amount(str(asked.listing.get("asking_price") or ""), "USD")
    breakers = asked.own.get("dealbreakers") or ()
    return Side(asked.side, "USD", asking or 1, None, str(asked.own.get("notes") or ""), tuple(breakers))


def _amount(text: str, currency: str) -> int | None:
    """The largest number of a line in minor units: what is offered, mostly."""
    found = [Decimal(digits.replace(",", "")) for digits in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]
    return int(max(found) * 10 ** exponent(currency)) if found else None


def _window(notes: str, drawn: int) -> str:
    """Some words in a row of long notes, others each time."""
    words = notes.split()
    starts = [at for at in range(len(words)) if len(" ".join(words[at:])) >= SHORTEST_NOTES]
    window = " ".join(words[starts[drawn // 13 % len(starts)] :]) if starts else notes
    short = window[: LONGEST_NOTES + 1]
    return window if len(window) <= LONGEST_NOTES else short.rpartition(" ")[0] or short
