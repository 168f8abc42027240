"""/api/v1/rooms: open, join, look, sign."""

from uuid import UUID

from django.utils import timezone
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agents.authentication import IsAgent, IsCaller, agent_of, the_caller
from agents.parsers import Pages
from agents.tenancy import tenant_of
from marketplace import queries as market
from rooms import queries, watching
from rooms.actions import join, open, sign  # noqa: A004 - a room is opened
from rooms.api import shapes
from rooms.api.headers import Counted, idempotency_key
from rooms.serializers import RoomInput, SignatureInput, TermsInput


class NewestRooms(Pages):
    ordering = ("-opened_at", "-id")


class RoomsView(Counted):
    """GET: the caller's rooms. POST: open one on a listing."""

    permission_classes = (IsAgent,)

    def get(self, request: Request) -> Response:
        pages = NewestRooms()
        rows = (
            pages.paginate_queryset(
                queries.rooms_of(tenant_of(request), agent_of(request).agent_id), request, self
            )
            or []
        )
        return pages.get_paginated_response(
            [shapes.room_summary(row, agent_of(request).agent_id) for row in rows]
        )

    def post(self, request: Request) -> Response:
        sent = RoomInput(data=request.data)
        sent.is_valid(raise_exception=True)
        asked = open.Request(
            listing_id=sent.validated_data["listing"],
            listing_digest=sent.validated_data["listing_digest"],
            profile=sent.validated_data["profile"],
            given=sent.submission,
            idempotency_key=idempotency_key(request),
        )
        room = open.open_room(
            tenant_of(request), agent_of(request), asked, pool=market.pool_policy(), now=timezone.now()
        )
        return _shape(request, room.id, status.HTTP_201_CREATED)


def _shape(request: Request, room_id: UUID, code: int = status.HTTP_200_OK) -> Response:
    agent_id = agent_of(request).agent_id
    return Response(
        shapes.room_shape(queries.room(tenant_of(request), agent_id, room_id), agent_id), status=code
    )


class RoomView(APIView):
    """GET: a room, as its party sees it."""

    permission_classes = (IsAgent,)

    def get(self, request: Request, room_id: UUID) -> Response:
        return _shape(request, room_id)


class RoomTermsView(Counted):
    """POST: the seller's terms for one waiting room."""

    permission_classes = (IsAgent,)

    def post(self, request: Request, room_id: UUID) -> Response:
        sent = TermsInput(data=request.data)
        sent.is_valid(raise_exception=True)
        given = sent.submission
        join.submit_terms(
            tenant_of(request),
            agent_of(request),
            room_id,
            given.terms,
            given.manifest_digest,
            pool=market.pool_policy(),
            now=timezone.now(),
        )
        return _shape(request, room_id)


class TranscriptView(APIView):
    """GET: the turns, while they exist, from the one after `?after=`."""

    permission_classes = (IsCaller,)

    def get(self, request: Request, room_id: UUID) -> Response:
        after = request.query_params.get("after", "0")
        if not (after.isascii() and after.isdigit() and len(after) < 6):
            raise serializers.ValidationError({"after": "The seq of a turn."})
        turns = watching.transcript(tenant_of(request), the_caller(request), room_id, int(after))
        return Response({"turns": [shapes.turn_shape(turn) for turn in turns]})


class SignatureView(APIView):
    """POST: a party's signature over the statement."""

    permission_classes = (IsAgent,)

    def post(self, request: Request, room_id: UUID) -> Response:
        sent = SignatureInput(data=request.data)
        sent.is_valid(raise_exception=True)
        given = sent.validated_data
        sign.sign(
            tenant_of(request),
            agent_of(request),
            room_id,
            given["signature"],
            given.get("protected"),
            timezone.now(),
        )
        return _shape(request, room_id)
