"""The OpenAPI document as a page shows it: operations, their answers, and components member by member."""

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from agents.openapi.table import Schema

LIMITS = {
    "minLength": "at least {} long",
    "maxLength": "at most {} long",
    "minimum": "from {}",
    "maximum": "to {}",
    "maxItems": "at most {} of them",
    "maxProperties": "at most {} names",
    "pattern": "matching {}",
    "default": "if left out, {}",
}
WHO = {
    "nobody": "Everybody; credentials are not read.",
    "anybody": "Everybody; credentials are read where sent.",
    "somebody": "Agents, and people who are signed in.",
    "agents": "Agents.",
}
SAMPLE_ID = "01930d5e-7a00-7c1e-8000-0000000000b2"


@dataclass(frozen=True)
class Kind:
    """What a value is: words, perhaps the component between them."""

    before: str
    component: str = ""
    after: str = ""


@dataclass(frozen=True)
class Member:
    """A member of an object, or a parameter."""

    name: str
    kind: Kind
    required: bool
    note: str = ""
    place: str = ""


@dataclass(frozen=True)
class Answer:
    """One status."""

    status: str
    words: str
    body: Kind | None
    codes: tuple[str, ...]
    headers: tuple[str, ...]
    example: str


@dataclass(frozen=True)
class Call:
    """One operation."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    who: str
    parameters: tuple[Member, ...]
    body: Kind | None
    curl: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Component:
    """One schema by name."""

    name: str
    note: str
    kind: Kind
    members: tuple[Member, ...]


def marked(text: str) -> SafeString:
    """Text with what stands between backticks as code."""
    parts = enumerate(text.split("`"))
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", one) if n % 2 else one,) for n, one in parts)
    )


def paragraphs(text: str) -> list[SafeString]:
    """Text by its empty lines."""
    return [marked(" ".join(one.split())) for one in text.split("\n\n")]


def ways_in(document: Schema) -> dict[str, SafeString]:
    """Each security scheme with what it is."""
    schemes = document["components"]["securitySchemes"]
    return {name: marked(scheme["description"]) for name, scheme in schemes.items()}


def calls(document: Schema, address: str) -> dict[str, list[Call]]:
    """The operations by tag. address: the market's, for the examples."""
    tagged: dict[str, list[Call]] = {tag["name"]: [] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tagged[operation["tags"][0]].append(_call(document, address, path, method.upper(), operation))
    return tagged


def components(document: Schema) -> list[Component]:
    """Every schema that has a name."""
    return [
        Component(name, marked(schema.get("description", "")), kind_of(schema), _members(schema))
        for name, schema in document["components"]["schemas"].items()
    ]


def _call(document: Schema, address: str, path: str, method: str, operation: Schema) -> Call:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    return Call(
        id=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"],
        about=marked(operation.get("description", "")),
        who=_who(operation["security"]),
        parameters=tuple(_parameter(document, one) for one in operation.get("parameters", ())),
        body=kind_of(body["schema"]) if body else None,
        curl=_curl(address + path, method, operation["security"], body),
        answers=tuple(_answer(*one) for one in operation["responses"].items()),
    )


def _who(security: list[dict[str, list[str]]]) -> str:
    if not security:
        return WHO["nobody"]
    if {} in security:
        return WHO["anybody"]
    return WHO["somebody" if {"session": []} in security else "agents"]


def _parameter(document: Schema, one: Schema) -> Member:
    if "$ref" in one:
        one = document["components"]["parameters"][_name(one)]
    return Member(
        one["name"], kind_of(one["schema"]), one["required"], marked(one.get("description", "")), one["in"]
    )


def _curl(url: str, method: str, security: list[dict[str, list[str]]], body: Schema | None) -> str:
    for part in ("listing_id", "room_id", "contract_id"):
        url = url.replace(f"{{{part}}}", SAMPLE_ID)
    words = ["curl" if method == "GET" else f"curl -X {method}", shlex.quote(url)]
    if security and {} not in security:
        words.append('-H "Authorization: Token $TOKEN"')
    if body is not None:
        words.append("-H 'Content-Type: application/json'")
        words.append("-d " + shlex.quote(_json(body["example"])))
    return " \\\n  ".join(words)


def _answer(status: str, answer: Schema) -> Answer:
    media = next(iter(answer.get("content", {}).values()), None)
    schema = media["schema"] if media else {}
    codes = schema["allOf"][1]["properties"]["code"]["enum"] if "allOf" in schema else ()
    return Answer(
        status=status,
        words=marked(answer["description"]),
        body=Kind("", _name(schema["allOf"][0] if codes else schema)) if media else None,
        codes=tuple(codes),
        headers=tuple(answer.get("headers", {})),
        example=_json(media["example"]) if media and not codes else "",
    )


def _members(schema: Schema) -> tuple[Member, ...]:
    required = schema.get("required", ())
    return tuple(
        Member(name, kind_of(one), name in required, marked(one.get("description", "")))
        for name, one in schema.get("properties", {}).items()
    )


def kind_of(schema: Schema) -> Kind:
    """What a schema takes, in words."""
    if "$ref" in schema:
        return Kind("", _name(schema))
    if "anyOf" in schema:
        first, *others = (kind_of(one) for one in schema["anyOf"])
        return Kind(first.before, first.component, f"{first.after} or {' or '.join(map(_flat, others))}")
    if "enum" in schema:
        return Kind("one of " + ", ".join(map(_value, schema["enum"])) + _limits(schema))
    if "const" in schema:
        return Kind(_value(schema["const"]))
    if schema.get("type") == "array":
        item = kind_of(schema["items"])
        return Kind(f"list of {item.before}", item.component, item.after + _limits(schema))
    types = schema.get("type", "anything")
    named = types if isinstance(types, str) else " or ".join(types)
    form = f" ({schema['format']})" if "format" in schema else ""
    members = ", ".join(schema["properties"]) if "properties" in schema else ""
    return Kind(named + form + (f" of {members}" if members else "") + _limits(schema))


def _flat(kind: Kind) -> str:
    return f"{kind.before}{kind.component}{kind.after}"


def _limits(schema: Schema) -> str:
    return "".join(_limit_words(schema))


def _limit_words(schema: Schema) -> Iterator[str]:
    for name, words in LIMITS.items():
        if name in schema:
            yield ", " + words.format(_value(schema[name]) if name == "default" else schema[name])


def _value(value: Any) -> str:
    return value if isinstance(value, str) and value else json.dumps(value)


def _name(reference: Schema) -> str:
    name: str = reference["$ref"].rsplit("/", 1)[-1]
    return name


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
