"""The OpenAPI document: paths from the addresses and the tables, components from every app."""

import functools
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from agents.openapi import components as agents
from contracts.openapi import components as contracts
from rooms.openapi import components as rooms
from rooms.openapi import fields  # noqa: F401 - known to the generator once imported


@functools.cache
def document() -> dict[str, Any]:
    """The same for every market: which one is meant is told by the host."""
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    schemas = {
        **agents.SCHEMAS,
        **contracts.SCHEMAS,
        **rooms.SCHEMAS,
        **made["components"].get("schemas", {}),
    }
    made["components"] = {
        "schemas": dict(sorted(schemas.items())),
        "parameters": {**agents.PARAMETERS, **contracts.PARAMETERS, **rooms.PARAMETERS},
        "securitySchemes": agents.SECURITY_SCHEMES,
    }
    return made
