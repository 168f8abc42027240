"""GET /listings/<id>/photos/<sha256>, and …/small: what is published of a photo. GET /logo/<sha256>: of a logo."""

from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views import View

from agents.authentication import person_of
from agents.errors import NotFound
from agents.tenancy import tenant_of
from marketplace import drafts, gallery, media
from marketplace.domain import photos as rules

A_YEAR: Final = 31_536_000
SANDBOX: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""The styles are the browser's own, of the page that it makes around an image which is opened by itself."""


class PhotoFile(View):
    """A photo of a listing that anybody may see. Hidden and absent alike are a 404."""

    size: media.Size = "whole"

    def get(self, request: HttpRequest, listing_id: UUID, sha256: str) -> HttpResponse:
        try:
            photo = gallery.photo(tenant_of(request), listing_id, sha256)
            return picture(photo.sha256, self.size)
        except NotFound:
            raise Http404 from None


class DraftPhotoFile(View):
    """A photo of what a person has not posted yet, small, for that person alone: else a 404, whoever asks."""

    def get(self, request: HttpRequest, draft_id: UUID, draft_photo_id: UUID) -> HttpResponse:
        person = person_of(request)
        if person is None:
            raise Http404
        try:
            draft = drafts.own(tenant_of(request), person.person_id, draft_id)
            return picture(drafts.photo(draft, draft_photo_id).sha256, "small")
        except NotFound:
            raise Http404 from None


class LogoFile(View):
    """The market's logo, for everybody. Any other hash is a 404."""

    def get(self, request: HttpRequest, sha256: str) -> HttpResponse:
        if tenant_of(request).logo != sha256:
            raise Http404
        try:
            return picture(sha256, "small")
        except NotFound:
            raise Http404 from None


def picture(sha256: str, size: media.Size) -> HttpResponse:
    """The bytes, as nothing but an image. Its address names them, so the asker's cache, and no shared one, which
    would not ask who may see it, keeps them for good. Raises NotFound."""
    body = media.published(sha256, size)
    if body is None:
        raise NotFound
    return HttpResponse(
        body,
        headers={
            "Content-Type": rules.MEDIA_TYPE,
            "Content-Disposition": f'inline; filename="{sha256[:16]}.webp"',
            "Cache-Control": f"private, max-age={A_YEAR}, immutable",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": SANDBOX,
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )
