"""The OpenAPI document: paths from the addresses and the tables, components from every app."""

import functools
import threading
from typing import Any, Final

from drf_spectacular.generators import SchemaGenerator

from agents.openapi import components as agents
from contracts.openapi import components as contracts
from rooms.openapi import components as rooms
from rooms.openapi import fields  # noqa: F401 - known to the generator once imported

_MAKING: Final = threading.Lock()


def document() -> dict[str, Any]:
    """The same for every market: which one is meant is told by the host."""
    with _MAKING:  # the generator loads what it knows on first use, and two threads that do so break it
        return _document()


@functools.cache
def _document() -> dict[str, Any]:
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
