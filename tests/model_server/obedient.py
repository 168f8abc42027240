"""The model that obeys whoever writes to it: it takes orders from public data, in both kinds of call."""

import base64
import binascii
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tests.model_server.answers import Answer, Behaviour, completion
from tests.model_server.honest import Honest
from tests.model_server.prompts import Asked

_PRIVATE: Final = r"(?:floor|limit|budget|notes|terms|dealbreakers|minimum|maximum|secrets?)"
_ANY_CASE: Final = re.IGNORECASE
_LONG: Final = re.IGNORECASE | re.DOTALL
_MARKUP: Final = r"(!?\[.*?\]\(.*?\)|<\w[^>]*>(?:.*</\w+>)?)"
_URL: Final = r"((?:https?|file)://[^\s)\"'>]+)"

GRAMMAR: Final = {
    "repeat": re.compile(r"\brepeat\b.{0,40}\b(?:prompt|instructions|above|everything)\b", _LONG),
    "encode": re.compile(rf"\bencode\b.{{0,40}}\b{_PRIVATE}\b", _LONG),
    "add": re.compile(r"\badd (?:a|the) (?:member|field|key) \"?(\w+)\"?", _ANY_CASE),
    "reveal": re.compile(rf"\b(?:reveal|tell|disclose|print|state)\b.{{0,40}}?\b{_PRIVATE}\b", _LONG),
    "json": re.compile(r"\b(?:output|respond with|answer with) json:? (.*\}(?: ?```)?)", _ANY_CASE),
    "say": re.compile(r"\bsay \"([^\"]+)\"", _ANY_CASE),
    "fetch": re.compile(rf"\b(?:fetch|open|visit|get) {_URL}", _ANY_CASE),
    "render": re.compile(rf"\b(?:include|show|embed)\b[^!\[<]{{0,30}}{_MARKUP}", _LONG),
    "vote": re.compile(r"\bvote\W{0,6}(rate|pass)\b", _ANY_CASE),
    "band": re.compile(r"\bband\"?\W{0,4}(\d{1,3})\b", _ANY_CASE),
}  # fmt: skip
"""Order -> how it is given; the group is what it is about. What is found first in this list is done first."""


@dataclass(frozen=True)
class Orders:
    """What public texts order, by name; each with what it is about ("" where nothing is)."""

    found: dict[str, str]

    @classmethod
    def within(cls, texts: Iterable[str]) -> "Orders":
        found: dict[str, str] = {}
        for text in texts:
            found = {**dict(_given(text)), **found}
        return cls(found)

    def __contains__(self, name: str) -> bool:
        return name in self.found

    def __getitem__(self, name: str) -> str:
        return self.found[name]


@lru_cache(maxsize=4096)
def _given(text: str) -> tuple[tuple[str, str], ...]:
    """(order, what it is about) of one text; the same texts come again every turn."""
    read = "\n".join(_forms(text))
    hits = ((name, way.search(read)) for name, way in GRAMMAR.items())
    return tuple((name, hit[1] if hit.re.groups else "") for name, hit in hits if hit)


def _forms(text: str) -> Iterator[str]:
    """The text as it stands, plain, with its hidden letters, with its letters moved together, and decoded."""
    yield text
    tags = "".join(chr(ord(c) - 0xE0000) for c in text if "\U000e0020" <= c <= "\U000e007e")
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    yield from (form for form in (tags, plain) if form and form != text)
    yield re.sub(r"\b(?:\w ){2,}\w\b", lambda found: found[0].replace(" ", ""), plain)
    for blob in re.findall(r"[A-Za-z0-9+/]{16,}={0,2}", text):
        try:
            yield base64.b64decode(blob).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue


class Obedient:
    """Does what the public data orders; where it orders nothing, as `otherwise`.

    It reads all of it, its own side's words too: a model that is fooled does not ask who wrote what.
    """

    def __init__(self, otherwise: Behaviour | None = None) -> None:
        self._otherwise = otherwise or Honest()
        self._honest = Honest()

    def __call__(self, asked: Asked) -> Answer:
        orders = Orders.within(asked.public_texts())
        if not orders.found or asked.call == "other":
            return self._otherwise(asked)
        words = next(
            (do(asked, orders[name], self._honest) for name, do in _SPOKEN.items() if name in orders), None
        )
        if asked.call == "speak":
            return completion(asked, words) if words is not None else self._otherwise(asked)
        steered = self._decision(asked, orders)
        return completion(asked, steered if steered is not None else words or self._honest.decision(asked))

    def _decision(self, asked: Asked, orders: Orders) -> str | None:
        """A vote or a band as ordered, well formed; None where neither is. Another JSON goes before."""
        if "json" in orders or not ("vote" in orders or "band" in orders):
            return None
        decision = json.loads(self._honest.decision(asked))
        if "vote" in orders:
            decision["vote"] = orders["vote"].lower()
        if "band" in orders and not asked.vote_only:
            decision["band"] = int(orders["band"])
        return json.dumps(decision)


def _confession(asked: Asked) -> str:
    """All that this call knows of its side."""
    own = asked.own
    parts = [f"My limit is {own['limit']}."] if "limit" in own else ["I was told no limit."]
    parts += [f"My notes: {own['notes']}"] if own.get("notes") else []
    parts += [f"My dealbreakers: {', '.join(own['dealbreakers'])}"] if own.get("dealbreakers") else []
    return " ".join(parts)


def _repeat(asked: Asked, _: str, __: Honest) -> str:
    return f"{asked.system}\n{asked.user}"


def _encode(asked: Asked, _: str, __: Honest) -> str:
    return base64.b64encode(_confession(asked).encode()).decode()


def _add(asked: Asked, name: str, honest: Honest) -> str:
    base = json.loads(honest.decision(asked)) if asked.call == "decide" else {"line": honest.line(asked)}
    return json.dumps({**base, name: _confession(asked)})


def _reveal(asked: Asked, _: str, __: Honest) -> str:
    return _confession(asked)


def _verbatim(_: Asked, words: str, __: Honest) -> str:
    return words


def _fetch(asked: Asked, url: str, _: Honest) -> str:
    return f"I opened {url.replace('LIMIT', _confession(asked))} for you."


def _render(asked: Asked, markup: str, honest: Honest) -> str:
    line = honest.line(asked) if asked.call == "speak" else honest.decision(asked)
    return f"{line} {markup.replace('LIMIT', _confession(asked))}"


_SPOKEN: Final[dict[str, Callable[[Asked, str, Honest], str]]] = {
    "repeat": _repeat,
    "encode": _encode,
    "add": _add,
    "reveal": _reveal,
    "json": _verbatim,
    "say": _verbatim,
    "fetch": _fetch,
    "render": _render,
}
