"""Every address of a market."""

from django.contrib import admin
from django.urls import include, path

from agents.views import DemoAuditorView, LookSheet, SignOutView
from contracts.views import ContractPage, ContractsPage, VerifyPage
from rooms.api.pictures import DraftPhotoFile, LogoFile, PhotoFile
from rooms.views import drafts, selling
from rooms.views.discovery import Instructions, ServiceManifest
from rooms.views.docs import DocsPage
from rooms.views.join import JoinPage
from rooms.views.listings import ListingPage, ListingsPage
from rooms.views.logo import logo_page
from rooms.views.market import MarketView
from rooms.views.mine import MyRooms
from rooms.views.notices import NoticesPage, choose, mark_read
from rooms.views.numbers import numbers_page
from rooms.views.room import RoomPage

urlpatterns = [
    path("api/v1/", include("agents.urls")),
    path("api/v1/", include("contracts.urls")),
    path("api/v1/", include("rooms.urls")),
    path("api/v1/docs", DocsPage.as_view()),
    path(".well-known/alien-agent-id.json", ServiceManifest.as_view()),
    path("instructions", Instructions.as_view()),
    path("look.css", LookSheet.as_view()),
    path("logo/<sha256:sha256>", LogoFile.as_view()),
    path("", MarketView.as_view()),
    path("listings/", ListingsPage.as_view()),
    path("listings/<uuid:listing_id>/", ListingPage.as_view()),
    path("listings/<uuid:listing_id>/join/", JoinPage.as_view()),
    path("sell/", selling.SellPage.as_view()),
    path("sell/<uuid:draft_id>/what/", drafts.WhatStep.as_view()),
    path("sell/<uuid:draft_id>/photos/", drafts.PhotosStep.as_view()),
    path("sell/<uuid:draft_id>/photos/<uuid:draft_photo_id>", DraftPhotoFile.as_view()),
    path("sell/<uuid:draft_id>/photos/<uuid:draft_photo_id>/", drafts.ChangePhoto.as_view()),
    path("sell/<uuid:draft_id>/price/", drafts.PriceStep.as_view()),
    path("sell/<uuid:draft_id>/terms/", drafts.TermsStep.as_view()),
    path("sell/<uuid:draft_id>/listing.json", drafts.DraftJson.as_view()),
    path("sell/<uuid:draft_id>/delete/", drafts.EndDraft.as_view()),
    path("sell/listings/<uuid:listing_id>/", selling.OwnListingPage.as_view()),
    path("sell/listings/<uuid:listing_id>/edit/", selling.EditPage.as_view()),
    path("sell/listings/<uuid:listing_id>/photos/", selling.OwnPhotosPage.as_view()),
    path("sell/listings/<uuid:listing_id>/terms/", selling.NewTermsPage.as_view()),
    path("sell/listings/<uuid:listing_id>/pause/", selling.DeedPage.as_view(deed="pause")),
    path("sell/listings/<uuid:listing_id>/resume/", selling.DeedPage.as_view(deed="resume")),
    path("sell/listings/<uuid:listing_id>/withdraw/", selling.DeedPage.as_view(deed="withdraw")),
    path("rooms/", MyRooms.as_view()),
    path("listings/<uuid:listing_id>/photos/<sha256:sha256>", PhotoFile.as_view()),
    path("listings/<uuid:listing_id>/photos/<sha256:sha256>/small", PhotoFile.as_view(size="small")),
    path("rooms/<uuid:room_id>/", RoomPage.as_view()),
    path("contracts/", ContractsPage.as_view()),
    path("contracts/<uuid:contract_id>/", ContractPage.as_view()),
    path("verify", VerifyPage.as_view()),
    path("account/notices/", NoticesPage.as_view()),
    path("account/notices/read/", mark_read),
    path("account/notices/ways/", choose),
    path("", include("agents.accounts.urls")),
    path("sign-out/", SignOutView.as_view(), name="account_logout"),
    path("demo/auditor/", DemoAuditorView.as_view()),
    path("admin/logo/", logo_page, name="admin_logo"),
    path("admin/numbers/", numbers_page, name="admin_numbers"),
    path("admin/", admin.site.urls),
]

handler404 = "agents.problems.absent"
handler500 = "agents.problems.broken"
