"""/api/v1/contracts and /api/v1/verify."""

from typing import Any
from uuid import UUID

from rest_framework.permissions import AllowAny
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
