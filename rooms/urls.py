from django.urls import path

from rooms.api import listings, rooms, schema

urlpatterns = [
    path("schema", schema.SchemaView.as_view()),
    path("manifest", listings.ManifestView.as_view()),
    path("sealing-keys", listings.SealingKeysView.as_view()),
    path("listings", listings.ListingsView.as_view()),
    path("listings/<uuid:listing_id>", listings.ListingView.as_view()),
    path("listings/<uuid:listing_id>/withdraw", listings.WithdrawView.as_view()),
    path("listings/<uuid:listing_id>/consent", listings.ConsentView.as_view()),
    path("rooms", rooms.RoomsView.as_view()),
    path("rooms/<uuid:room_id>", rooms.RoomView.as_view()),
    path("rooms/<uuid:room_id>/terms", rooms.RoomTermsView.as_view()),
    path("rooms/<uuid:room_id>/transcript", rooms.TranscriptView.as_view()),
    path("rooms/<uuid:room_id>/signature", rooms.SignatureView.as_view()),
]
