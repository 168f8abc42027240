"""Every operation and every code of the API stands in its OpenAPI document and in docs/protocol.md, and no others."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from drf_spectacular.validation import validate_schema
from rest_framework import exceptions

from agents import errors
from agents.openapi import problems as openapi_problems
from agents.openapi.operations import OPERATIONS as AGENTS
from agents.openapi.table import merged
from agents.problems import FRAMEWORK
from contracts.openapi.operations import OPERATIONS as CONTRACTS
from rooms.openapi.document import document
from rooms.openapi.operations import OPERATIONS as ROOMS
from tests.documented import Operation, operations, validator

PROJECT = Path(__file__).resolve().parents[2]
PROTOCOL = (PROJECT / "docs/protocol.md").read_text()
APPS = ("agents", "marketplace", "contracts", "rooms")
KINDS = {
    kind.__name__: kind.status
    for kind in (
        errors.Malformed,
        errors.Unauthenticated,
        errors.Forbidden,
        errors.Conflict,
        errors.PreconditionFailed,
        errors.TooLarge,
        errors.Invalid,
        errors.TooMany,
        errors.Unavailable,
    )
}
RAISED = re.compile(rf'\b({"|".join(KINDS)})\(\s*"([a-z_]+)"')
# Raised under a name that is put together, or handed on from the rules.
HANDED_ON = {
    "agents/domain/agentid.py": (401, r'^    "([a-z_]+)": "'),
    "agents/domain/owner_chain.py": (401, r'^    "([a-z_]+)": "'),
    "agents/domain/id_token.py": (401, r'^    "([a-z_]+)": "'),
    "agents/domain/access_token.py": (401, r'^    "([a-z_]+)": "'),
    "agents/domain/dpop.py": (401, r'^    "([a-z_]+)": f?"'),
    "marketplace/domain/terms.py": (422, r'^    "([a-z_]+)": f?"'),
    "contracts/domain/outcome.py": (422, r'code: Final = "([a-z_]+)"'),
}
OF_REPLAYS = {"replayed_nonce", "replayed_proof_jti", "replayed_challenge"}
OF_UNKNOWN_KEYS = {"unknown_access_token_kid", "unknown_id_token_kid"}
OF_SIGNING_IN = {"expired_id_token", "bad_id_token_nonce"}
"""A chain's id token may have expired, and no nonce was sent for it."""
OF_KEYS = {"bad_pem", "bad_key_encoding", "small_order_key"}
OF_SIGNATURES = {"bad_signature", "bad_protected", "wrong_key"}
OF_DOCUMENTS = {"bad_utf8", "bad_json", "too_deep", "too_large"}
OF_SOCKETS = {(401, "wrong_origin")}
OF_OPENAPI = {"OpenAPI"}
ALL = list(operations().values())

Pairs = set[tuple[int, str]]


def raised() -> Pairs:
    """(status, code) of every problem that the code can answer."""
    found: Pairs = {(404, "not_found"), (500, "internal_error")}
    found |= {(401, code) for code in OF_REPLAYS | OF_UNKNOWN_KEYS}
    for app in APPS:
        for path in (PROJECT / app).rglob("*.py"):
            found |= {(KINDS[kind], code) for kind, code in RAISED.findall(path.read_text())}
    for file, (status, pattern) in HANDED_ON.items():
        codes = re.findall(pattern, (PROJECT / file).read_text(), re.MULTILINE)
        assert codes, file
        found |= {(status, code) for code in set(codes) - OF_SIGNING_IN}
    found |= {(401, code) for code in OF_KEYS} | {(422, code) for code in OF_SIGNATURES}
    found |= {(400, code) for code in OF_DOCUMENTS}
    framework: dict[Any, tuple[str, str]] = dict(FRAMEWORK)
    return found | {(kind.status_code, code) for kind, (code, _) in framework.items()}


def in_the_document() -> Pairs:
    found = {(status, code) for status, codes in openapi_problems.ELSEWHERE.items() for code in codes}
    for operation in ALL:
        for status, answer in operation["responses"].items():
            schema = answer.get("content", {}).get("application/problem+json", {}).get("schema")
            if schema:
                found |= {(int(status), code) for code in schema["allOf"][1]["properties"]["code"]["enum"]}
    return found


def in_the_protocol() -> Pairs:
    rows = re.findall(r"^\| (\d{3}) \| ((?:`[a-z_0-9]+`(?:, )?)+) \|", PROTOCOL, re.MULTILINE)
    assert len(rows) > 25
    return {(int(status), code) for status, codes in rows for code in re.findall(r"`(\w+)`", codes)}


def test_every_code_that_is_raised_stands_in_the_document_and_no_other() -> None:
    assert len(raised()) > 60
    assert in_the_document() | OF_SOCKETS == raised()


def test_every_code_of_the_document_stands_in_the_protocol_and_no_other() -> None:
    assert in_the_document() | OF_SOCKETS == in_the_protocol()


def test_what_every_address_may_answer_is_told_in_the_document_in_words() -> None:
    for codes in openapi_problems.ELSEWHERE.values():
        assert [code for code in codes if f"`{code}`" not in document()["info"]["description"]] == []


def test_every_operation_stands_in_the_protocol_and_no_other() -> None:
    rows = re.findall(r"^\| `(GET|POST|PATCH|DELETE) ([a-z0-9/{}-]+)` \|", PROTOCOL, re.MULTILINE)
    told = {(method, f"/api/v1/{path}") for method, path in rows}
    shown = {(method, re.sub(r"{(?!sha256)\w+}", "{id}", path)) for method, path in operations()}
    assert told == shown


def test_every_line_of_the_tables_is_an_operation_of_an_address() -> None:
    tables = {**AGENTS, **CONTRACTS, **ROOMS}
    assert len(tables) == len(AGENTS) + len(CONTRACTS) + len(ROOMS) == len(ALL)
    assert {operation.id for operation in tables.values()} == {one["operationId"] for one in ALL}


def test_every_header_of_the_document_stands_in_the_protocol() -> None:
    names = {
        name for one in ALL for answer in one["responses"].values() for name in answer.get("headers", {})
    }
    sent = document()["components"]["parameters"].values()
    names |= {parameter["name"] for parameter in sent if parameter["in"] == "header"}
    assert names >= {
        *("ETag", "If-Match", "If-None-Match", "Idempotency-Key"),
        *("RateLimit", "RateLimit-Policy", "Retry-After", "WWW-Authenticate"),
    }
    assert {name for name in names if f"`{name}" not in PROTOCOL} == set()


def test_every_member_of_what_is_sent_and_answered_stands_in_the_pages() -> None:
    pages = PROTOCOL + (PROJECT / "docs/contract-format.md").read_text()
    words = set(
        re.findall(r"[a-z_]+", " ".join(re.findall(r"`[^`]+`|^    .+$|\"\w+\"", pages, re.MULTILINE)))
    )
    schemas = document()["components"]["schemas"]
    told = {name for one in schemas for name in schemas[one].get("properties", {}) if one not in OF_OPENAPI}
    assert len(told) > 80
    assert told - words == set()


def test_the_document_is_openapi_3_1() -> None:
    assert document()["openapi"] == "3.1.0"
    validate_schema(document())


@pytest.mark.parametrize("operation", ALL, ids=lambda one: one["operationId"])
def test_an_operation_is_told_whole(operation: Operation) -> None:
    assert operation["summary"]
    assert "security" in operation
    names = [*operation["responses"]]
    assert {"406", "500"} <= {*names}
    assert ("401" in names) == ("503" in names and bool(operation["security"]))
    for status, answer in operation["responses"].items():
        always = {name for name, header in answer.get("headers", {}).items() if header["required"]}
        assert ("Retry-After" in always) == (status in ("429", "503"))
        assert ("WWW-Authenticate" in always) == (status == "401")


@pytest.mark.parametrize("operation", ALL, ids=lambda one: one["operationId"])
def test_every_example_is_what_its_schema_says(operation: Operation) -> None:
    contents = [*operation["responses"].values()]
    contents += [operation["requestBody"]] if "requestBody" in operation else []
    shown = [media for one in contents for media in one.get("content", {}).values()]
    assert shown
    for media in shown:
        validator(media["schema"]).validate(media["example"])


@pytest.mark.parametrize("name", document()["components"]["schemas"])
def test_a_component_is_used_and_its_examples_are_what_it_says(name: str) -> None:
    schema = document()["components"]["schemas"][name]
    assert f"#/components/schemas/{name}" in set(refs(document()))
    for example in schema.get("examples", []):
        validator(schema).validate(example)


@pytest.mark.parametrize("name", document()["components"]["parameters"])
def test_a_parameter_is_used(name: str) -> None:
    assert f"#/components/parameters/{name}" in set(refs(document()["paths"]))


def refs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from refs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from refs(inner)


def test_no_other_error_of_the_framework_has_a_code_of_its_own() -> None:
    """DRF raises these five and no others where nothing is throttled and nothing is a model view."""
    handled = {*FRAMEWORK, exceptions.NotFound, exceptions.PermissionDenied, exceptions.ValidationError}
    handled |= {exceptions.NotAuthenticated, exceptions.AuthenticationFailed, exceptions.Throttled}
    assert {
        kind for kind in exceptions.APIException.__subclasses__() if kind.__module__ == exceptions.__name__
    } == handled


def test_codes_are_merged_by_status_each_once() -> None:
    assert merged({409: ("a", "b")}, {404: ("c",), 409: ("b", "d")}) == {404: ("c",), 409: ("a", "b", "d")}
