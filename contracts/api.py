"""/api/v1/contracts and /api/v1/verify."""

from collections.abc import Mapping
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from rest_framework.parsers import BaseParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agents.authentication import the_caller
from agents.errors import Malformed, TooLarge
from agents.parsers import Pages
from agents.tenancy import tenant_of
from contracts import queries
from contracts.domain.canonical import Unreadable
from contracts.domain.verification import verify
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
                "url": f"/api/v1/contracts/{row.id}",
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


class RawParser(BaseParser):
    """The bytes as they came: a verifier judges those, not what a parser made of them."""

    media_type = "*/*"

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
        return body


def _body(request: Request) -> bytes:
    body: Any = request.data
    return body if isinstance(body, bytes) else b""  # an empty request has no data at all


class VerifyView(APIView):
    """POST: judge a contract as the offline verifier does. Nothing is stored."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    parser_classes = (RawParser,)

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
