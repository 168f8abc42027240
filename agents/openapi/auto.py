"""OpenAPI of a view's operation, from the table of the app that the view is of."""

import re
from importlib import import_module
from typing import Any

from drf_spectacular.openapi import AutoSchema
from rest_framework.serializers import Serializer

from agents.openapi import problems
from agents.openapi.components import HEADERS
from agents.openapi.table import Codes, Operation, Schema, merged, ref
from agents.serializers import Strict

SECURITY: dict[str, list[dict[str, list[str]]]] = {
    "nobody": [],
    "anybody": [{}, {"AgentID": []}, {"DPoP": []}, {"Token": []}, {"session": []}],
    "somebody": [{"AgentID": []}, {"DPoP": []}, {"Token": []}, {"session": []}],
    "agents": [{"AgentID": []}, {"DPoP": []}, {"Token": []}],
}
JSON = "application/json"
IN_PATH = {"sha256": "Sha256"}
"""Parameters that are no ids: their components."""


def codes_of(operation: Operation) -> dict[int, tuple[str, ...]]:
    """Every problem that an operation may answer."""
    body: Codes = problems.BODY if isinstance(operation.request, Serializer) else {}
    pages: Codes = {404: ("not_found",), 422: ("invalid",)} if "cursor" in operation.parameters else {}
    counted: Codes = {429: ("key_quota",)} if operation.counted else {}
    return merged(problems.ALWAYS, problems.BY_WHO[operation.who], body, pages, counted, operation.codes)


class TableSchema(AutoSchema):
    """DRF's schema class for every view."""

    def get_operation(
        self,
        path: str,
        path_regex: str,  # noqa: ARG002
        path_prefix: str,  # noqa: ARG002
        method: str,
        registry: Any,
    ) -> dict[str, Any]:
        self.registry, self.path, self.method = registry, path, method
        operation = self._found()
        document: dict[str, Any] = {
            "operationId": operation.id,
            "summary": operation.summary,
            "tags": [operation.tag],
            "security": SECURITY[operation.who],
        }
        if operation.about:
            document["description"] = operation.about
        parameters = [*_in_path(path), *(ref(name, "parameters") for name in operation.parameters)]
        if parameters:
            document["parameters"] = parameters
        if operation.request is not None:
            document["requestBody"] = self._request(operation)
        return {**document, "responses": _answers(operation)}

    def _found(self) -> Operation:
        view = type(self.view)
        table = import_module(f"{view.__module__.partition('.')[0]}.openapi.operations")
        found: Operation = table.OPERATIONS[view.__name__, self.method]
        return found

    def _request(self, operation: Operation) -> Schema:
        schema, required = {}, True
        if isinstance(operation.request, str):
            schema = ref(operation.request)
        elif operation.request is not None:
            component = self.resolve_serializer(operation.request, "request")
            schema, required = component.ref, bool(component.schema.get("required"))
        sent = {"schema": schema, "example": operation.sent}
        return {"required": required, "content": dict.fromkeys(operation.sent_as, sent)}

    def _map_basic_serializer(self, serializer: Any, direction: str) -> Schema:
        schema: Schema = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        schema.pop("description", None)  # a docstring, which is for those who read the code
        if isinstance(serializer, Strict):
            schema["additionalProperties"] = False
        return schema

    def _get_serializer_name(self, serializer: Any, *_: Any) -> str:
        return "Nothing" if type(serializer) is Strict else type(serializer).__name__


def _in_path(path: str) -> list[Schema]:
    return [
        {"name": name, "in": "path", "required": True, "schema": ref(IN_PATH.get(name, "Id"))}
        for name in re.findall(r"{(\w+)}", path)
    ]


def _answers(operation: Operation) -> dict[str, Schema]:
    """Every status with its headers and its body."""
    good = {
        "description": operation.summary,
        "content": {operation.media_type: {"schema": ref(operation.answer), "example": operation.example}},
    }
    headers = [(name, True) for name in operation.headers]
    headers += [(name, True) for name in _quotas(operation)]
    answers = {str(operation.status): _with_headers(good, headers)}
    for status, why in operation.also.items():
        kept = [(name, True) for name in operation.headers]
        answers[str(status)] = _with_headers({"description": why}, kept)
    for status, codes in codes_of(operation).items():
        answers[str(status)] = _with_headers(_refusal(status, codes), _refusal_headers(operation, status))
    return dict(sorted(answers.items()))


def _quotas(operation: Operation) -> tuple[str, ...]:
    return ("RateLimit", "RateLimit-Policy") if operation.counted else ()


def _refusal(status: int, codes: tuple[str, ...]) -> Schema:
    return {
        "description": problems.TITLES[status],
        "content": {
            problems.MEDIA_TYPE: {
                "schema": problems.problem(status, codes),
                "example": problems.example(status, codes[0]),
            }
        },
    }


def _refusal_headers(operation: Operation, status: int) -> list[tuple[str, bool]]:
    """(name, whether it always comes). What is left of quotas is told once it is known who is calling."""
    quotas = [] if status in (401, 406, 500) else [(name, status == 429) for name in _quotas(operation)]
    if status == 401:
        return [("WWW-Authenticate", True)]
    return [*([("Retry-After", True)] if status in (429, 503) else []), *quotas]


def _with_headers(answer: Schema, headers: list[tuple[str, bool]]) -> Schema:
    if not headers:
        return answer
    return {**answer, "headers": {name: {**HEADERS[name], "required": always} for name, always in headers}}
