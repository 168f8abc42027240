"""The Alien Agent ID service manifest, version 2: what an agent finds at /.well-known/alien-agent-id.json.

Its reader (`parseServiceManifest` of alien-id/agent-id) refuses members that it does not know, more than 8 KiB, and
addresses of another host. Operations are those of the OpenAPI document; what the format has no words for, objects and
headers, is left to that document.
"""

import functools
from typing import Any, Final

from agents.openapi.auto import JSON
from agents.openapi.table import Schema
from rooms.openapi.document import document

BASE: Final = "/api/v1"
LONGEST_NAME: Final = 80
"""Of the service, in UTF-16 code units, as JavaScript counts."""
SCALARS: Final = frozenset({"string", "integer", "number", "boolean"})
OF_PHOTOS: Final = frozenset({"listPhotos", "addPhoto", "arrangePhotos", "removePhoto", "getRoomPhoto"})
"""The format has no words for a body that is a file."""
OF_AUDITORS: Final = frozenset({"exportContracts", "archiveContracts", "tabulateContracts"})
OF_FEW: Final = frozenset({"getSchema", "listTokens", "revokeToken", "pauseListing", "resumeListing"})
LEFT_OUT: Final = OF_FEW | OF_AUDITORS | OF_PHOTOS
"""What nobody needs to take part; 8 KiB are soon full."""


def service_manifest(name: str, origin: str) -> dict[str, Any]:
    """The manifest of a market. name: the market's. origin: scheme and host as the caller addressed them."""
    return {
        "version": 2,
        "service": {"name": _cut(name), "url": f"{origin}/"},
        "auth": {"header": "Authorization", "scheme": "DPoP"},
        "api": {
            "base": origin + BASE,
            "specUrl": f"{origin}{BASE}/schema",
            "operations": operations(),
        },
    }


def _cut(name: str) -> str:
    """The longest beginning that has LONGEST_NAME units; no character is halved."""
    return name.encode("utf-16-le")[: 2 * LONGEST_NAME].decode("utf-16-le", "ignore")


@functools.cache
def operations() -> list[dict[str, Any]]:
    """Every call of the OpenAPI document by which an agent takes part, in the manifest's few words."""
    return [
        _operation(path, method.upper(), said)
        for path, methods in document()["paths"].items()
        for method, said in methods.items()
        if said["operationId"] not in LEFT_OUT
    ]


def _operation(path: str, method: str, said: Schema) -> dict[str, Any]:
    return {
        "name": said["operationId"],
        "description": said["summary"],
        "method": method,
        "path": path.removeprefix(BASE),
        **_auth(said["security"]),
        **_input(said),
    }


def _auth(security: list[Schema]) -> dict[str, str]:
    """Whether credentials are read. What is left out is `required`."""
    if not security:
        return {"auth": "none"}
    return {"auth": "optional"} if {} in security else {}


def _input(said: Schema) -> dict[str, Any]:
    """Path, query and body as the one flat object that the format has; objects in it are named and no more."""
    members, required = _parameters(said)
    body = _resolved(said.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema", {}))
    members |= body.get("properties", {})
    told = {name: kept for name, schema in members.items() if (kept := _property(schema))}
    if not told:
        return {}
    needed = [name for name in (*required, *body.get("required", ())) if name in told]
    return {
        "inputSchema": {
            "type": "object",
            "properties": told,
            **({"required": needed} if needed else {}),
            **_more(body, [name for name in members if name not in told]),
        }
    }


def _more(body: Schema, objects: list[str]) -> dict[str, Any]:
    """What the body may have beside the members that are told."""
    if objects:
        named = ", ".join(objects)
        return {"additionalProperties": True, "description": f"Also, as specUrl tells: {named}."}
    return {"additionalProperties": False} if "additionalProperties" in body else {}


def _parameters(said: Schema) -> tuple[dict[str, Schema], list[str]]:
    """(schema by name, names that are required) of what stands in the address."""
    found = [_resolved(one) for one in said.get("parameters", ())]
    shown = [one for one in found if one["in"] in ("path", "query")]
    return {one["name"]: one["schema"] for one in shown}, [one["name"] for one in shown if one["required"]]


def _property(schema: Schema) -> dict[str, Any] | None:
    """A member in the format's words; None where it has none for it."""
    schema = _resolved(schema)
    kind = "string" if "enum" in schema else schema.get("type")
    if kind not in SCALARS:
        return None
    return {"type": kind, **{name: schema[name] for name in ("enum", "maxLength") if name in schema}}


def _resolved(schema: Schema) -> Schema:
    """What a reference leads to."""
    if "$ref" not in schema:
        return schema
    found: Schema = document()
    for step in schema["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found
