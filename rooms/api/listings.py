"""/api/v1/listings and the manifest and sealing keys that come before one."""

from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework import status
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from agents.authentication import IsAgent, agent_of, caller_of
from agents.domain.caller import AgentCaller
from agents.domain.keys import to_base64url
from agents.parsers import Pages
from agents.serializers import Strict
from agents.tenancy import tenant_of
from marketplace import actions as market_actions
from marketplace import queries as market
from marketplace.domain.cursor import Cursor
from marketplace.domain.listing import rfc3339
from rooms import queries
from rooms.actions import offer, submission
from rooms.api import shapes
from rooms.api.headers import Counted, digests_to_match, idempotency_key, tagged, unless_known
from rooms.serializers import ConsentInput, ListingEdit, ListingInput, ListingSearch


class ManifestView(APIView):
    """GET: what runs at this market, to be validated before anything is submitted."""

    permission_classes = (AllowAny,)

    def get(self, request: Request) -> Response:
        return Response(shapes.manifest_shape(queries.current_manifest(tenant_of(request))))


class SealingKeysView(Counted):
    """POST: claim a one-time key to seal terms to."""

    permission_classes = (IsAgent,)
    counts_held_keys = True

    def post(self, request: Request) -> Response:
        now = timezone.now()
        manifest = queries.current_manifest(tenant_of(request))
        pool = market.pool_policy()
        Strict(data=request.data).is_valid(raise_exception=True)
        submission.ring_if_low(manifest, pool, now)
        key = market_actions.claim_key(
            tenant_of(request),
            agent_of(request).agent_id,
            room_fingerprint=manifest.room_fingerprint,
            pool=pool,
            now=now,
        )
        body = {
            "key_id": str(key.id),
            "public_key": to_base64url(bytes(key.public_key)),
            "expires_at": rfc3339(key.expires_at),
            "signature": to_base64url(bytes(key.signature)),
        }
        return Response(body, status=status.HTTP_201_CREATED)


class _AgentsWrite(Counted):
    """Everybody reads; agents write."""

    counted_methods = ("POST", "PATCH")

    def get_permissions(self) -> list[BasePermission]:
        return [AllowAny()] if self.request.method in ("GET", "HEAD", "OPTIONS") else [IsAgent()]


class ListingsView(_AgentsWrite):
    """GET: what is on offer. POST: offer something."""

    def get(self, request: Request) -> Response:
        query = ListingSearch(
            data={k: v for k, v in request.query_params.items() if k != Pages.page_size_query_param}
        )
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        price = market.Range(wanted.get("min_price"), wanted.get("max_price"))
        search = market.Search(wanted["q"], wanted["category"], price)
        size = Pages().get_page_size(request)
        page = market.catalogue(
            tenant_of(request), search, wanted["sort"], cursor=wanted.get("cursor"), size=size
        )
        rows = page.rows
        counts = queries.open_rooms_by_listing([row.id for row in rows])
        caller, hours = caller_of(request), market.policy(tenant_of(request)).signing_hours
        shown = [
            shapes.listing_shape(row, caller, rooms_open=counts.get(row.id, 0), signing_hours=hours)
            for row in rows
        ]
        return Response(
            {
                "next": _beside(request, page.next),
                "previous": _beside(request, page.previous),
                "results": shown,
            }
        )

    def post(self, request: Request) -> Response:
        sent = ListingInput(data=request.data)
        sent.is_valid(raise_exception=True)
        listing = offer.publish(
            tenant_of(request),
            agent_of(request),
            sent.offer(),
            sent.submission,
            pool=market.pool_policy(),
            now=timezone.now(),
            idempotency_key=idempotency_key(request),
        )
        return _own(request, listing.id, status.HTTP_201_CREATED)


def _beside(request: Request, cursor: Cursor | None) -> str | None:
    """The whole address of the page at a cursor."""
    here = request.build_absolute_uri()
    return None if cursor is None else replace_query_param(here, "cursor", str(cursor))


def _own(request: Request, listing_id: UUID, code: int = status.HTTP_200_OK) -> Response:
    caller = caller_of(request)
    seen_by = caller.agent_id if isinstance(caller, AgentCaller) else None
    listing = market.listing(tenant_of(request), listing_id, seen_by)
    shape = shapes.listing_shape(
        listing,
        caller,
        rooms_open=queries.open_rooms(listing),
        signing_hours=market.policy(tenant_of(request)).signing_hours,
    )
    return tagged(Response(shape, status=code))


class ListingView(_AgentsWrite):
    """GET: one listing. PATCH: its seller changes it."""

    def get(self, request: Request, listing_id: UUID) -> HttpResponseBase:
        answer = _own(request, listing_id)
        # The tag is the listing's alone: it cannot tell that it was sold, nor its seller how the terms stand.
        changes_unseen = answer.data["status"] != "open" or "terms_state" in answer.data
        return answer if changes_unseen else unless_known(request, answer)

    def patch(self, request: Request, listing_id: UUID) -> Response:
        sent = ListingEdit(data=request.data, partial=True)
        sent.is_valid(raise_exception=True)
        offer.edit(
            tenant_of(request),
            agent_of(request),
            listing_id,
            sent.offer,
            sent.given,
            pool=market.pool_policy(),
            now=timezone.now(),
            only_if=digests_to_match(request),
        )
        return _own(request, listing_id)


class WithdrawView(APIView):
    """POST: take a listing off the market."""

    permission_classes = (IsAgent,)

    def post(self, request: Request, listing_id: UUID) -> Response:
        Strict(data=request.data).is_valid(raise_exception=True)
        offer.withdraw(tenant_of(request), agent_of(request), listing_id, timezone.now())
        return _own(request, listing_id)


class ConsentView(APIView):
    """POST: let the standing terms be used under the current manifest."""

    permission_classes = (IsAgent,)

    def post(self, request: Request, listing_id: UUID) -> Response:
        sent = ConsentInput(data=request.data)
        sent.is_valid(raise_exception=True)
        given: dict[str, Any] = sent.validated_data
        offer.renew_consent(
            tenant_of(request),
            agent_of(request),
            listing_id,
            given["manifest_digest"],
            given["consent"],
            timezone.now(),
        )
        return _own(request, listing_id)
