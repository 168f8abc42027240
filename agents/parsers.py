"""How requests are read: bodies, and the cursors of pages."""

import re
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from rest_framework import serializers
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from agents.domain import strict_json
from agents.errors import Malformed, NotFound, TooLarge

PAGE_SIZE = re.compile("[1-9][0-9]{0,2}")


class BytesParser(BaseParser):
    """The body as it came, of bounded size."""

    media_type = "*/*"

    @property
    def limit(self) -> int:
        """The most bytes."""
        most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        return most

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,  # noqa: ARG002
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> Any:
        body = stream.read(self.limit + 1)
        if len(body) > self.limit:
            raise TooLarge("payload_too_large", f"A request body has at most {self.limit} bytes.")
        return body


class StrictJSONParser(BytesParser):
    """JSON that reads in one way only, of bounded size."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            return strict_json.loads(super().parse(stream, media_type, parser_context))
        except strict_json.NotStrict:
            raise Malformed(
                "malformed_json", "The body is not JSON that can be read in one way only."
            ) from None


class Pages(CursorPagination):
    """Pages of 50, of 1 to 200 where `?limit=` asks for it. A cursor is ours, or it leads nowhere."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "limit"

    def get_page_size(self, request: Request) -> int:
        wanted = request.query_params.get(self.page_size_query_param, str(self.page_size))
        if not (PAGE_SIZE.fullmatch(wanted) and int(wanted) <= self.max_page_size):
            raise serializers.ValidationError({self.page_size_query_param: f"1 to {self.max_page_size}."})
        return int(wanted)

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, ValidationError):  # a made-up position, that no column can be compared with
            raise NotFound from None
