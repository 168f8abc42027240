"""/api/v1/contracts and /api/v1/verify."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from django.http import StreamingHttpResponse
from django.utils import timezone
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agents.authentication import the_caller
from agents.errors import Malformed
from agents.parsers import BytesParser, Pages
from agents.tenancy import tenant_of
from contracts import queries
from contracts.domain.canonical import Unreadable
from contracts.domain.verification import verify
from contracts.serializers import NDJSON, ExportQuery
from marketplace.domain.listing import rfc3339


class NewestContracts(Pages):
    ordering = ("-completed_at", "-id")


class ContractsView(APIView):
    """GET: the contracts that the caller may read, the newest first."""

    def get(self, request: Request) -> Response:
        pages = NewestContracts()
        rows = pages.paginate_queryset(
            queries.complete_contracts(tenant_of(request), the_caller(request)), request, self
        )
        shown = [
            {
                "id": str(row.id),
                "room": str(row.room),
                "listing_id": str(row.listing_id),
                "deal": row.outcome != 0,
                "completed_at": rfc3339(row.completed_at) if row.completed_at else None,
                "url": queries.address(row),
            }
            for row in rows or []
        ]
        return pages.get_paginated_response(shown)


class ContractView(APIView):
    """GET: the contract document itself."""

    def get(self, request: Request, contract_id: UUID) -> Response:
        return Response(
            queries.document(queries.contract(tenant_of(request), the_caller(request), contract_id))
        )


class LinesRenderer(JSONRenderer):
    """What an export is asked for as; its refusals are JSON like all others."""

    media_type = NDJSON
    format = "ndjson"


class _Streamed(StreamingHttpResponse):
    """The parts of a generator that asks the database, one at a time, also where Django would take all of an iterator
    before it sends the first."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        parts = iter(self)
        while (part := await sync_to_async(_next, thread_sensitive=False)(parts)) is not None:
            yield part


def _next(parts: Iterator[bytes]) -> bytes | None:
    close_old_connections()
    try:
        return next(parts, None)
    finally:
        close_old_connections()  # none is kept for a reader that takes its time


def _lines(batch: list[dict[str, Any]]) -> bytes:
    written = (json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in batch)
    return "".join(f"{line}\n" for line in written).encode()


class ExportView(APIView):
    """GET: every contract of the tenant with what proved its parties' owners, one a line, for its auditors."""

    renderer_classes = (LinesRenderer,)

    def get(self, request: Request) -> StreamingHttpResponse:
        rows = queries.audited_contracts(tenant_of(request), the_caller(request))
        query = ExportQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        batches = queries.exported(rows, **query.span(timezone.now()))
        return _Streamed(map(_lines, batches), content_type=NDJSON)


def _body(request: Request) -> bytes:
    body: Any = request.data
    return body if isinstance(body, bytes) else b""  # an empty request has no data at all


class VerifyView(APIView):
    """POST: judge a contract as the offline verifier does. Nothing is stored."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    parser_classes = (BytesParser,)  # a verifier judges the bytes, not what a parser made of them

    def post(self, request: Request) -> Response:
        expected = {role: request.query_params.get(role) for role in ("seller", "buyer", "room")}
        try:
            verdict = verify(_body(request), **expected)
        except Unreadable as unreadable:
            raise Malformed(unreadable.code, "This is no contract document that can be read.") from None
        checks = [vars(check) for check in verdict.checks]
        return Response(
            {
                "valid": verdict.valid,
                "checks": checks,
                "unjudged": list(verdict.unjudged),
                "unknown": list(verdict.unknown),
            }
        )
