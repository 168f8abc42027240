"""A request as the model behind it reads it: marked blocks of one JSON line each."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from marketplace.domain.terms import Role

Call = Literal["speak", "decide", "other"]

_BLOCK = re.compile(r"^<<<([^\n]+)\n([^\n]*)\n\1>>>$", re.MULTILINE)


@dataclass(frozen=True)
class Asked:
    """One request. number: how many the server had before this one; headers by lower-case name."""

    number: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def request(self) -> Mapping[str, Any]:
        """The body as JSON; {} where it is none."""
        try:
            read = json.loads(self.body)
        except ValueError:
            return {}
        return read if isinstance(read, dict) else {}

    @property
    def model(self) -> str:
        return str(self.request.get("model", ""))

    @cached_property
    def system(self) -> str:
        return "\n".join(self._texts("system"))

    @cached_property
    def user(self) -> str:
        return "\n".join(self._texts("user"))

    def _texts(self, role: str) -> Iterator[str]:
        for message in self.request.get("messages") or ():
            if message.get("role") == role:
                content = message.get("content") or ""
                parts = [{"text": content}] if isinstance(content, str) else content
                yield from (str(part.get("text", "")) for part in parts)

    @cached_property
    def blocks(self) -> Mapping[str, Mapping[str, Any]]:
        """Name of a mark -> the JSON between it and its end. What is no JSON object is left out."""
        found = {}
        for name, line in _BLOCK.findall(self.user):
            try:
                value = json.loads(line)
            except ValueError:
                continue
            if isinstance(value, dict):
                found[name] = value
        return found

    @property
    def call(self) -> Call:
        if "TURN" in self.blocks:
            return "speak"
        return "decide" if "ANSWER" in self.blocks else "other"

    @property
    def public(self) -> Mapping[str, Any]:
        return self.blocks.get("PUBLIC DATA", {})

    @property
    def listing(self) -> Mapping[str, Any]:
        return self.public.get("listing") or {}

    @property
    def talk(self) -> list[Mapping[str, Any]]:
        return self.public.get("talk") or []

    @property
    def own(self) -> Mapping[str, Any]:
        """YOUR SIDE; {} where the call has none."""
        return self.blocks.get("YOUR SIDE", {})

    @property
    def turn(self) -> Mapping[str, Any]:
        return self.blocks.get("TURN", {})

    @property
    def side(self) -> Role:
        return "buyer" if (self.turn or self.own).get("side") == "buyer" else "seller"

    @property
    def withheld(self) -> list[str]:
        """Why earlier drafts of this turn were not published, one a draft."""
        return self.turn.get("withheld") or []

    @property
    def vote_only(self) -> bool:
        return bool(self.blocks.get("ANSWER", {}).get("vote_only"))

    def listing_texts(self) -> Iterator[str]:
        """What the seller wrote."""
        yield from (str(self.listing.get(name) or "") for name in ("title", "description", "category"))
        for name, value in (self.listing.get("attributes") or {}).items():
            for item in (value,) if isinstance(value, str) else value:
                yield f"{name}: {item}"

    def public_texts(self) -> Iterator[str]:
        """Everything that both sides could read."""
        yield from self.listing_texts()
        yield str(self.listing.get("asking_price") or "")
        yield str(self.public.get("profile") or "")
        yield from (str(line.get("text", "")) for line in self.talk)

    def texts_of_the_other_side(self) -> Iterator[str]:
        """What a dealbreaker of this side could stand in."""
        if self.side == "seller":
            yield str(self.public.get("profile") or "")
        else:
            yield from self.listing_texts()
        yield from (str(line.get("text", "")) for line in self.talk if line.get("persona") != self.side)
