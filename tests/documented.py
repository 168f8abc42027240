"""Holds every answer of the API against the document that the API gives of itself."""

import functools
import re
from collections.abc import Mapping
from typing import Any

import jsonschema_rs

from rooms.openapi.document import document

Operation = dict[str, Any]
LINES = "application/x-ndjson"
"""The document describes one line."""


def operations() -> dict[tuple[str, str], Operation]:
    """{(method, path): operation}."""
    return {
        (method.upper(), path): operation
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    }


@functools.cache
def _addresses() -> tuple[tuple[re.Pattern[str], str], ...]:
    uuid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    by_name = {"{sha256}": "[0-9a-f]{64}"}
    return tuple(
        (re.compile(re.sub(r"{\w+}", lambda one: by_name.get(one[0], uuid), path)), path)
        for path in document()["paths"]
    )


def operation_at(method: str, path: str) -> Operation | None:
    """What the document says of a method at an address without its query; None where it knows none."""
    found = next((template for pattern, template in _addresses() if pattern.fullmatch(path)), None)
    return operations().get((method, found)) if found else None


def validator(schema: Mapping[str, Any]) -> jsonschema_rs.Validator:
    """For a schema that stands in the document and may refer to its components."""
    return jsonschema_rs.Draft202012Validator(
        {**schema, "components": document()["components"]}, validate_formats=True
    )


@functools.cache
def _body_validator(operation_id: str, status: str, media_type: str) -> jsonschema_rs.Validator:
    one = next(one for one in operations().values() if one["operationId"] == operation_id)
    return validator(one["responses"][status]["content"][media_type]["schema"])


def check(method: str, path: str, status: int, headers: Mapping[str, str], body: Any) -> None:
    """Fails where an answer is not what the document promises. What it does not describe may be anything."""
    operation = operation_at(method, path.partition("?")[0])
    if operation is None:
        return
    name = operation["operationId"]
    assert str(status) in operation["responses"], f"{name} does not document {status}: {body}"
    promised = operation["responses"][str(status)]
    for header, said in promised.get("headers", {}).items():
        assert header in headers or not said["required"], f"{name} {status} came without {header}"
        if header in headers:
            _check_header(f"{name} {status} {header}", headers[header], said["schema"])
    extra = {"ETag", "RateLimit", "RateLimit-Policy", "Retry-After", "WWW-Authenticate"} & set(headers)
    assert extra <= set(promised.get("headers", {})), f"{name} {status} came with {extra}"
    if "content" not in promised:
        assert body is None
        return
    media_type = headers["Content-Type"].partition(";")[0]
    assert media_type in promised["content"], f"{name} {status} came as {media_type}"
    for one in body if media_type == LINES else [body]:
        _body_validator(name, str(status), media_type).validate(one)


def _check_header(what: str, value: str, schema: Mapping[str, Any]) -> None:
    read: Any = int(value) if schema.get("type") == "integer" else value
    assert validator(schema).is_valid(read), f"{what}: {value}"
