"""/api/v1/contracts and /api/v1/verify."""

import json
from collections.abc import AsyncIterator, Iterator, Set
from datetime import datetime
from typing import TYPE_CHECKING, Any
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
from contracts.domain import archive, columns
from contracts.domain.canonical import Unreadable
from contracts.domain.search import Search
from contracts.domain.verification import verify
from contracts.serializers import CSV, GZIP, NDJSON, ContractQuery
from marketplace.domain.listing import rfc3339

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from contracts.models import Contract


class NewestContracts(Pages):
    ordering = ("-completed_at", "-id")


class ContractsView(APIView):
    """GET: the contracts that the caller may read, the newest first."""

    def get(self, request: Request) -> Response:
        pages = NewestContracts()
        readable = queries.complete_contracts(tenant_of(request), the_caller(request))
        asked = _search(request, besides={pages.cursor_query_param, pages.page_size_query_param})
        rows = pages.paginate_queryset(queries.matching(readable, asked), request, self)
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


def _search(request: Request, *, besides: Set[str] = frozenset(), until: datetime | None = None) -> Search:
    """Which contracts the query asks for. besides: its other parameters; until: the end where none was sent."""
    sent = {name: value for name, value in request.query_params.dict().items() if name not in besides}
    query = ContractQuery(data=sent)
    query.is_valid(raise_exception=True)
    return query.search(until)


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


class LinesRenderer(JSONRenderer):
    """What an export is asked for as; its refusals are JSON like all others."""

    media_type = NDJSON
    format = "ndjson"


class ColumnsRenderer(JSONRenderer):
    """Likewise, of a table."""

    media_type = CSV
    format = "csv"


class ArchiveRenderer(JSONRenderer):
    """Likewise, of an archive."""

    media_type = GZIP
    format = "gzip"


class _Taken(APIView):
    """What auditors take away, part by part: contracts that were complete before now, unless they ask for an earlier
    end. `name` is what it is saved as; "" where it has no file's name."""

    name = ""

    def get(self, request: Request) -> StreamingHttpResponse:
        tenant = tenant_of(request)
        rows = queries.audited_contracts(tenant, the_caller(request))
        search = _search(request, until=timezone.now())
        answer = _Streamed(self.parts(queries.matching(rows, search), tenant.slug, search))
        answer.headers["Content-Type"] = self.renderer_classes[0].media_type
        answer.headers["Cache-Control"] = "private, no-store"
        if self.name:
            answer.headers["Content-Disposition"] = f'attachment; filename="{self.name.format(tenant.slug)}"'
        return answer

    def parts(self, rows: "QuerySet[Contract]", market: str, search: Search) -> Iterator[bytes]:
        """None of them empty: in a chunked answer that would be the end."""
        raise NotImplementedError


class ExportView(_Taken):
    """GET: every contract of the tenant with what proved its parties' owners, one a line, for its auditors."""

    renderer_classes = (LinesRenderer,)

    def parts(self, rows: "QuerySet[Contract]", market: str, search: Search) -> Iterator[bytes]:  # noqa: ARG002
        return map(_lines, queries.exported(rows))


class ColumnsView(_Taken):
    """GET: every contract as a line of a table, for the tenant's auditors."""

    renderer_classes = (ColumnsRenderer,)
    name = "contracts-{}.csv"

    def parts(self, rows: "QuerySet[Contract]", market: str, search: Search) -> Iterator[bytes]:  # noqa: ARG002
        yield columns.written([columns.COLUMNS])
        for batch in queries.batches(rows):
            yield columns.written(columns.cells(**queries.told(one)) for one in batch)


class ArchiveView(_Taken):
    """GET: every contract with what proved its parties' owners, a file each, in one archive, for the tenant's
    auditors."""

    renderer_classes = (ArchiveRenderer,)
    name = "contracts-{}.tar.gz"

    def parts(self, rows: "QuerySet[Contract]", market: str, search: Search) -> Iterator[bytes]:
        batches = queries.exported(rows, by_room=True)
        return archive.written(batches, market=market, asked=search.as_query())


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
