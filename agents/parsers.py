"""How requests are read: bodies, and the cursors of pages."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from agents.errors import Malformed, NotFound, TooLarge

MOST_LEVELS = 32


def _closed(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member stands twice")
    return members


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _check(value: object) -> None:
    """Raise ValueError where a text is no Unicode (JSON can write half a character, and no answer of ours could
    repeat it) or where values are nested deeper than MOST_LEVELS."""
    level = [value]
    for _ in range(MOST_LEVELS):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return
    raise ValueError("nested too deep")


def _inside(value: object) -> list[object]:
    if isinstance(value, str):
        value.encode()
    if isinstance(value, dict):
        return [*value, *value.values()]
    return value if isinstance(value, list) else []


class StrictJSONParser(BaseParser):
    """JSON of bounded size and depth, without duplicate members, NaN, Infinity or half characters: what two
    readers could read in two ways is read by nobody."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,  # noqa: ARG002
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> Any:
        limit: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise TooLarge("payload_too_large", f"A request body has at most {limit} bytes.")
        try:
            value = json.loads(body.decode(), object_pairs_hook=_closed, parse_constant=_no_constant)
            _check(value)
        except (ValueError, RecursionError):
            raise Malformed(
                "malformed_json", "The body is not JSON that can be read in one way only."
            ) from None
        return value


class Pages(CursorPagination):
    """Pages of 50, of up to 200 where `?limit=` asks for it. A cursor is ours, or it leads nowhere."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "limit"

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, ValidationError):  # a made-up position, that no column can be compared with
            raise NotFound from None
