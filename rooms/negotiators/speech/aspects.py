"""What there is to talk about in a room: the listing's aspects, the buyer's wishes, and what neither mentions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rooms.domain import dealbreakers
from rooms.domain.brief import PublicListing
from rooms.negotiators.speech import english
from rooms.negotiators.speech.lexicon.goods import GOODS
from rooms.negotiators.speech.naming import Name
from rooms.negotiators.speech.reading import mentions, plain, sentences, speakable
from rooms.negotiators.speech.topics import Kind, TopicTalk

_UNSAID: Final = frozenset("no none false n/a na unknown - ? not applicable never".split())
_DENIALS: Final = frozenset("no not non without never".split())
_NOT_ASPECTS: Final = (
    "make",
    "model",
    "brand",
    "title",
    "name",
    "id",
    "sku",
    "vin",
    "url",
    "link",
    "price",
    "year",
)
_NO_NOUNS: Final = frozenset("includes include included is has have with for and or of to per".split())
_SHRUGS: Final = re.compile(
    r"\b(?:not important|unimportant|no matter|don't (?:much )?(?:mind|care)|doesn't matter|all the same|don't need"
    r"|do not (?:need|mind|care)|does not matter|used to|my (?:old|last|previous|current))\b",
    re.IGNORECASE,
)
_WANTS: Final = re.compile(
    r"\b(?:want|need|look(?:ing)? for|like|love|prefer|important|matters?|must|essential|find|care about)\b",
    re.IGNORECASE,
)
_MOST_FEATURES: Final = 12
_FEWEST_LETTERS: Final = 3
_LONGEST_VALUE: Final = 40


@dataclass(frozen=True)
class Aspect:
    """Something to talk about: `stated` in the listing, `wanted` by the profile, both or neither."""

    label: str
    talk: TopicTalk
    stated: bool
    wanted: bool
    plural: bool
    value: str | None = None
    is_part: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """By which words the other side's line is understood to speak of this."""
        bare = re.sub(r"^(?:the|a|an|its) ", "", self.label.casefold())
        return (bare,) if self.is_part else (bare, *self.talk.words)


def aspects(listing: PublicListing, profile: str, kind: Kind, name: Name) -> tuple[Aspect, ...]:
    """Every aspect at most once, in the order: parts, attributes, description, wishes, open questions."""
    found: dict[str, Aspect] = {}
    for aspect in (
        *_parts(name, profile, kind),
        *_attributes(listing, profile, kind),
        *_described(listing, profile, kind),
        *_missed(profile, kind),
        *_open(kind),
    ):
        found.setdefault(aspect.label.casefold() if aspect.is_part else aspect.talk.key, aspect)
    return tuple(found.values())


def _parts(name: Name, profile: str, kind: Kind) -> Iterator[Aspect]:
    folded = plain(profile).casefold()
    for part in name.parts:
        talk = next(t for t in kind.parts if t.words == ("",) or mentions(part.written, t.words))
        wanted = part.written.casefold() in folded
        yield Aspect(f"the {part.spoken}", talk, True, wanted, english.is_plural(part.spoken), is_part=True)


def _attributes(listing: PublicListing, profile: str, kind: Kind) -> Iterator[Aspect]:
    for key, value in listing.attributes.items():
        name = plain(key).replace("_", " ").casefold()
        if isinstance(value, tuple):
            for feature in value[:_MOST_FEATURES]:
                yield from _feature(plain(feature), profile, kind)
        elif not mentions(name, _NOT_ASPECTS) and plain(value).casefold() not in _UNSAID:
            yield from _named(name, plain(value), profile, kind)


def _feature(text: str, profile: str, kind: Kind) -> Iterator[Aspect]:
    talk = next((talk for talk in kind.features if mentions(text, talk.words)), None)
    if talk:
        yield _aspect(talk, profile)
    elif (
        speakable(text)
        and _FEWEST_LETTERS <= len(text) <= _LONGEST_VALUE
        and text.split(maxsplit=1)[0].casefold() not in _DENIALS
    ):
        label = english.lowered(text)
        words = (label.casefold(),)
        yield Aspect(
            f"the {label}",
            TopicTalk(label.casefold(), label, words),
            True,
            _asked(words, profile),
            english.is_plural(label),
        )


def _named(name: str, value: str, profile: str, kind: Kind) -> Iterator[Aspect]:
    talk = next(
        (t for t in (*kind.topics, *(GOODS.topics if kind.topics else ())) if mentions(name, t.words)), None
    )
    spoken = _spoken(value)
    if talk:
        yield _aspect(talk, profile, spoken)
    elif _is_noun(name) and len(value) >= _FEWEST_LETTERS:
        unknown = TopicTalk(name, f"the {name}", (name,))
        wanted = _wanted((name,), profile, verb=True)
        yield Aspect(unknown.label, unknown, True, wanted, english.is_plural(name), spoken)


def _is_noun(name: str) -> bool:
    """Whether an attribute's name can stand behind "the": "the saddle", but not "the rent includes"."""
    words = name.split()
    return speakable(name) and len(words) <= 3 and len(name) <= _LONGEST_VALUE and words[-1] not in _NO_NOUNS


def _described(listing: PublicListing, profile: str, kind: Kind) -> Iterator[Aspect]:
    """What title and description say in passing, unless they deny it ("no service history")."""
    values = [v if isinstance(v, str) else "\n".join(v) for v in listing.attributes.values()]
    text = "\n".join((listing.title, listing.description, *values))
    for talk in (*kind.topics, *kind.features):
        if _asked(talk.words, text):
            yield _aspect(talk, profile)


def _missed(profile: str, kind: Kind) -> Iterator[Aspect]:
    for talk in kind.features:
        if _wanted(talk.words, profile):
            yield Aspect(talk.label, talk, False, True, talk.plural)


def _open(kind: Kind) -> Iterator[Aspect]:
    for talk in kind.topics:
        if talk.key in kind.gaps:
            yield Aspect(talk.label, talk, False, False, talk.plural)


def _aspect(talk: TopicTalk, profile: str, value: str | None = None) -> Aspect:
    bare = re.sub(r"^(?:the|a|its) ", "", talk.label)
    own = tuple(word for word in talk.words if word in bare or bare in word)
    # A topic is wanted where its own name falls; a rack is not "the extras". Extras have names of their own.
    wanted = _wanted(own if talk.ask else talk.words, profile)
    return Aspect(talk.label, talk, True, wanted, talk.plural, value)


def _wanted(words: tuple[str, ...], profile: str, *, verb: bool = False) -> bool:
    """Whether a sentence of the profile names it, unless as something that is all the same to its writer."""
    return any(
        _asked(words, sentence) and not _SHRUGS.search(sentence) and (not verb or _WANTS.search(sentence))
        for sentence in sentences(profile)
    )


def _asked(words: tuple[str, ...], text: str) -> bool:
    return mentions(text, words) and any(dealbreakers.met(word, text) for word in words)


def _spoken(value: str) -> str | None:
    """A value as it may be said aloud: without digits, short, in lower case unless it is a name."""
    value = value.strip(" .,;:!?'\"")
    if (
        value.casefold() in {"yes", "true"}
        or len(value) > _LONGEST_VALUE
        or not value
        or not speakable(value)
    ):
        return None
    return value if any(c.isupper() for c in value[1:]) else value[0].lower() + value[1:]
