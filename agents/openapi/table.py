"""What an app's table says of an operation; `auto` makes OpenAPI of it. The views know nothing of this."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from rest_framework.serializers import Serializer

Schema = dict[str, Any]
Codes = Mapping[int, tuple[str, ...]]
"""Problem codes by status."""
Who = Literal["nobody", "anybody", "somebody", "agents"]
"""Whose credentials count: none are read; they are read where sent; they are asked for; an agent's are."""


@dataclass(frozen=True)
class Operation:
    """One call.

    id, summary, about: what it is called, in few words and in more. who: may call it. answer: the name of the
    component that it answers, with `status` and the headers named. example: of the answer. parameters: in the
    query and in headers, names of components. request: the serializer that reads the body, or a component's
    name; None: it has no body. sent: an example of the body. sent_as: its media types. codes: the problems of its
    own, beside those that follow from `who`, the body and the pages. also: other statuses without a body, with why.
    media_type: of the answer; where that is lines, answer and example are of one line.
    """

    id: str
    summary: str
    who: Who
    answer: str
    example: Any
    about: str = ""
    tag: str = "market"
    status: int = 200
    headers: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    request: Serializer[Any] | str | None = None
    sent: Any = None
    counted: bool = False
    codes: Codes = field(default_factory=dict)
    also: Mapping[int, str] = field(default_factory=dict)
    media_type: str = "application/json"
    sent_as: tuple[str, ...] = ("application/json",)


def merged(*several: Codes) -> dict[int, tuple[str, ...]]:
    """The codes of several tables, each once, by status in order."""
    found: dict[int, dict[str, None]] = {}
    for codes in several:
        for status, names in codes.items():
            found.setdefault(status, {}).update(dict.fromkeys(names))
    return {status: tuple(found[status]) for status in sorted(found)}


def exactly(members: Mapping[str, Any], *, optional: Mapping[str, Any] | None = None, **more: Any) -> Schema:
    """An object with these members, those in `optional` perhaps, and no others."""
    return {
        "type": "object",
        "properties": {**members, **(optional or {})},
        "required": list(members),
        "additionalProperties": False,
        **more,
    }


def ref(name: str, kind: str = "schemas") -> Schema:
    """A component by its name."""
    return {"$ref": f"#/components/{kind}/{name}"}


def nullable(schema: Schema) -> Schema:
    """The same or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def listed(item: Schema, **more: Any) -> Schema:
    """A list of these."""
    return {"type": "array", "items": item, **more}


def page(name: str) -> Schema:
    """A page of a component: the addresses of those beside it, and the results."""
    address = {"type": ["string", "null"], "format": "uri"}
    return exactly({"next": address, "previous": address, "results": listed(ref(name))})
