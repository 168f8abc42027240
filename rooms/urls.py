from django.urls import path, register_converter

from rooms.api import listings, photos, rooms, schema


class Sha256:
    """64 lower-case hex digits."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Sha256, "sha256")

urlpatterns = [
    path("schema", schema.SchemaView.as_view()),
    path("manifest", listings.ManifestView.as_view()),
    path("sealing-keys", listings.SealingKeysView.as_view()),
    path("listings", listings.ListingsView.as_view()),
    path("listings/<uuid:listing_id>", listings.ListingView.as_view()),
    path("listings/<uuid:listing_id>/withdraw", listings.WithdrawView.as_view()),
    path("listings/<uuid:listing_id>/consent", listings.ConsentView.as_view()),
    path("listings/<uuid:listing_id>/photos", photos.PhotosView.as_view()),
    path("listings/<uuid:listing_id>/photos/<uuid:photo_id>", photos.PhotoView.as_view()),
    path("rooms", rooms.RoomsView.as_view()),
    path("rooms/<uuid:room_id>", rooms.RoomView.as_view()),
    path("rooms/<uuid:room_id>/photos/<sha256:sha256>", photos.RoomPhotoView.as_view()),
    path("rooms/<uuid:room_id>/terms", rooms.RoomTermsView.as_view()),
    path("rooms/<uuid:room_id>/transcript", rooms.TranscriptView.as_view()),
    path("rooms/<uuid:room_id>/signature", rooms.SignatureView.as_view()),
]
