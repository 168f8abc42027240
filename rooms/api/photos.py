"""/api/v1/listings/{id}/photos, and the photos that a room's snapshot names."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from rest_framework import status
from rest_framework.parsers import BaseParser
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agents.authentication import IsAgent, agent_of
from agents.parsers import BytesParser, StrictJSONParser
from agents.tenancy import tenant_of
from marketplace import queries as market
from marketplace.domain import photos as rules
from rooms import queries
from rooms.actions import photos
from rooms.api import shapes
from rooms.api.headers import digests_to_match, tagged
from rooms.api.pictures import picture
from rooms.serializers import PhotoOrder

if TYPE_CHECKING:
    from marketplace.models import Listing


class PhotoParser(BytesParser):
    """A file as the body; what it is shows when it is decoded."""

    media_type = rules.SENT_TYPES[0]

    @property
    def limit(self) -> int:
        return settings.PHOTOS.most_bytes


class PngParser(PhotoParser):
    media_type = rules.SENT_TYPES[1]


class WebpParser(PhotoParser):
    media_type = rules.SENT_TYPES[2]


class PictureRenderer(JSONRenderer):
    """What a picture is asked for as; its refusals are JSON like all others."""

    media_type = rules.MEDIA_TYPE
    format = "webp"


class PhotosView(APIView):
    """GET: how a seller's photos stand. POST: one more. PATCH: their order."""

    permission_classes = (IsAgent,)

    def get_parsers(self) -> list[BaseParser]:
        if self.request is not None and self.request.method == "POST":
            return [PhotoParser(), PngParser(), WebpParser()]
        return [StrictJSONParser()]

    def get(self, request: Request, listing_id: UUID) -> Response:
        return _answer(market.listing_of(tenant_of(request), listing_id, agent_of(request).agent_id))

    def post(self, request: Request, listing_id: UUID) -> Response:
        body: Any = request.data
        listing = photos.add(
            tenant_of(request),
            agent_of(request),
            listing_id,
            body if isinstance(body, bytes) else b"",  # an empty request has no data at all
            now=timezone.now(),
            only_if=digests_to_match(request),
        )
        return _answer(listing, status.HTTP_201_CREATED)

    def patch(self, request: Request, listing_id: UUID) -> Response:
        sent = PhotoOrder(data=request.data)
        sent.is_valid(raise_exception=True)
        listing = photos.arrange(
            tenant_of(request),
            agent_of(request),
            listing_id,
            sent.validated_data["order"],
            only_if=digests_to_match(request),
        )
        return _answer(listing)


class PhotoView(APIView):
    """DELETE: take a photo off a listing."""

    permission_classes = (IsAgent,)

    def delete(self, request: Request, listing_id: UUID, photo_id: UUID) -> Response:
        listing = photos.remove(
            tenant_of(request),
            agent_of(request),
            listing_id,
            photo_id,
            now=timezone.now(),
            only_if=digests_to_match(request),
        )
        return _answer(listing)


class RoomPhotoView(APIView):
    """GET: a photo of the listing as it stood when the room was opened, for the room's parties."""

    permission_classes: tuple[type[BasePermission], ...] = (IsAgent,)
    renderer_classes = (PictureRenderer,)

    def get(self, request: Request, room_id: UUID, sha256: str) -> HttpResponse:
        photo = queries.photo(tenant_of(request), agent_of(request).agent_id, room_id, sha256)
        return picture(photo.sha256, "whole")


def _answer(listing: "Listing", code: int = status.HTTP_200_OK) -> Response:
    return tagged(Response(shapes.photos_shape(listing), status=code))
