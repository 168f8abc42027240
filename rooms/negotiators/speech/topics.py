"""The shape of what is known about a kind of thing: topics, what each role says of them, and general thoughts.

Sentences are templates; `scene` fills their slots. Three rules bind all of them; tests
hold the first and the last, whoever adds a sentence must hold the second:
no number, not even as a word; nothing claimed about this very thing that its listing does not say (ask, refer,
reason or feel instead); a topic's questions and doubts name it by one of its `words`, so that the other side,
who only reads the turn, can pick it up.
"""

from dataclasses import dataclass, field

Bank = tuple[str, ...]


@dataclass(frozen=True)
class TopicTalk:
    """How people talk about one aspect, whatever the listing says of it; `label` reads after "about"."""

    key: str
    label: str
    words: tuple[str, ...]
    ask: Bank = ()
    """A buyer's question, stated in the listing or not."""
    worry: Bank = ()
    """A buyer's doubt about a stated aspect."""
    like: Bank = ()
    """A buyer's reason to be pleased with a stated aspect."""
    answer: Bank = ()
    """A seller's reply to a question or a doubt about a stated aspect."""
    praise: Bank = ()
    """A seller's own mention of a stated aspect."""
    plural: bool = False


@dataclass(frozen=True)
class Kind:
    """A family of things that people talk about in the same terms."""

    key: str
    hints: tuple[str, ...]
    """Words that give the kind away in a category, title, attribute name or description."""
    noun: str
    topics: tuple[TopicTalk, ...] = ()
    features: tuple[TopicTalk, ...] = ()
    """Extras that stand as values in a list attribute: "outdoor seating"."""
    parts: tuple[TopicTalk, ...] = ()
    """What a composite title is made of: dishes, jobs. The title's own words replace the label."""
    gaps: tuple[str, ...] = ()
    """Keys of topics that a buyer may ask about though the listing is silent."""
    makes: frozenset[str] = frozenset()
    short_name_is_make: bool = False
    seller_thoughts: Bank = ()
    buyer_thoughts: Bank = ()
    wholes: dict[str, str] = field(default_factory=dict)
    """For titles that read "house: part, part": what each role calls all the parts together."""
