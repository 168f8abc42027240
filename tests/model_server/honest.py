"""The model as it should be: it voices the offer, talks about this thing, and decides by its own side's terms."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rooms.domain import dealbreakers
from tests.model_server.answers import Answer, completion
from tests.model_server.prompts import Asked

# No number but the offer stands in a line, in digits or in words: no "one", "second", "half" or "once".
SELLER_OFFERS: Final = (
    "I could let the {thing} go for {offer}. {fact}",
    "{fact} That is why {offer} seems right to me.",
    "For the {thing} I would take {offer}. What matters to you about it?",
    "Thank you for asking about the {thing}. {fact} My price today is {offer}.",
    "Let us say {offer}. {fact} You are welcome to look it over.",
    "I have thought about it, and {offer} is where I stand. {fact}",
)
BUYER_OFFERS: Final = (
    "I like the {thing} and could pay {offer}. {fact}",
    "{fact} With that in mind I would offer {offer}.",
    "My offer for the {thing} is {offer}. Does that work for you?",
    "The {thing} would suit me well. I can do {offer}.",
    "Would you take {offer}? {fact}",
    "I have looked at what you wrote about the {thing}, and {offer} is what I can offer now.",
)
SELLER_TALKS: Final = (
    "The {thing} is as I described it. {fact} What would you use it for?",
    "{fact} Ask me anything about it.",
    "I would be glad to see the {thing} with somebody who enjoys it. {fact}",
    "Thank you for your interest in the {thing}. What should it do for you?",
)
BUYER_TALKS: Final = (
    "The {thing} sounds like what I am looking for. {fact}",
    "{fact} That fits what I wrote. How has it been looked after?",
    "Tell me more about the {thing}: what should I know before I decide?",
    "I read your description of the {thing} with interest. {fact}",
)
SELLER_FACTS: Final = ("The listing says {name}: {value}.", "As for {name}: {value}.")
BUYER_FACTS: Final = ("You write {name}: {value}.", "I see that the listing says {name}: {value}.")
PLAIN_FACTS: Final = ("It is described as it is.", "The listing tells the rest.")

TEMPLATES: Final = {
    ("seller", True): SELLER_OFFERS,
    ("buyer", True): BUYER_OFFERS,
    ("seller", False): SELLER_TALKS,
    ("buyer", False): BUYER_TALKS,
}
MOST_WAYS: Final = 24
LONGEST_NAME: Final = 80
LONGEST_VALUE: Final = 60


def draw(seed: int, *parts: object) -> int:
    """A number of 63 bits that follows from these alone, the same in every process."""
    named = json.dumps([seed, *map(str, parts)]).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(named).digest()[:8]) >> 1


@dataclass(frozen=True)
class Honest:
    """Says exactly the offer and public facts; rates with its limit band, or passes where a dealbreaker stands."""

    seed: int = 0

    def __call__(self, asked: Asked) -> Answer:
        if asked.call == "speak":
            return completion(asked, self.line(asked))
        if asked.call == "decide":
            return completion(asked, self.decision(asked))
        return completion(asked, "Hello.")

    def line(self, asked: Asked) -> str:
        """The words of the turn, none that the talk has; other words where earlier drafts were withheld."""
        offer = asked.turn.get("offer")
        templates = TEMPLATES[asked.side, offer is not None]
        drawn = draw(self.seed, asked.side, asked.turn.get("round"), asked.listing)
        said = {str(line.get("text")) for line in asked.talk}
        for more in range(MOST_WAYS):
            template = templates[(drawn + len(asked.withheld) + more) % len(templates)]
            line = template.format(thing=_thing(asked), offer=offer, fact=_fact(asked, drawn + 11 * more))
            if line not in said:
                break
        return line

    def decision(self, asked: Asked) -> str:
        """The vote, and the limit's own band where a band is asked for."""
        met = dealbreakers.first_met(asked.own.get("dealbreakers") or (), asked.texts_of_the_other_side())
        vote = "pass" if met else "rate"
        if asked.vote_only:
            return json.dumps({"vote": vote})
        return json.dumps({"vote": vote, "band": asked.own.get("limit_band")})


def _thing(asked: Asked) -> str:
    """The title on one line, cut between words: half a number would be another number."""
    words = str(asked.listing.get("title") or "thing").split()
    name = words[0][:LONGEST_NAME]
    for word in words[1:]:
        if len(name) + 1 + len(word) > LONGEST_NAME:
            break
        name = f"{name} {word}"
    return name


def _fact(asked: Asked, drawn: int) -> str:
    facts = list(_short_attributes(asked))
    if not facts:
        return PLAIN_FACTS[drawn % len(PLAIN_FACTS)]
    name, value = facts[drawn // 7 % len(facts)]
    frames = SELLER_FACTS if asked.side == "seller" else BUYER_FACTS
    return frames[drawn // 11 % len(frames)].format(name=name, value=value)


def _short_attributes(asked: Asked) -> Iterator[tuple[str, str]]:
    for name, value in (asked.listing.get("attributes") or {}).items():
        said = " ".join((value if isinstance(value, str) else ", ".join(value)).split())
        if said and len(name) + len(said) <= LONGEST_VALUE:
            yield " ".join(name.split()), said
