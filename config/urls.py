"""Every address of a market."""

from django.contrib import admin
from django.urls import include, path

from agents.views import DemoAuditorView, SignOutView
from contracts.views import ContractPage, VerifyPage
from rooms.views.discovery import Instructions, ServiceManifest
from rooms.views.docs import DocsPage
from rooms.views.join import JoinPage
from rooms.views.listings import ListingPage, ListingsPage
from rooms.views.market import MarketView
from rooms.views.mine import MyRooms
from rooms.views.room import RoomPage

urlpatterns = [
    path("api/v1/", include("agents.urls")),
    path("api/v1/", include("contracts.urls")),
    path("api/v1/", include("rooms.urls")),
    path("api/v1/docs", DocsPage.as_view()),
    path(".well-known/alien-agent-id.json", ServiceManifest.as_view()),
    path("instructions", Instructions.as_view()),
    path("", MarketView.as_view()),
    path("listings/", ListingsPage.as_view()),
    path("listings/<uuid:listing_id>/", ListingPage.as_view()),
    path("listings/<uuid:listing_id>/join/", JoinPage.as_view()),
    path("rooms/", MyRooms.as_view()),
    path("rooms/<uuid:room_id>/", RoomPage.as_view()),
    path("contracts/<uuid:contract_id>/", ContractPage.as_view()),
    path("verify", VerifyPage.as_view()),
    path("", include("agents.accounts.urls")),
    path("sign-out/", SignOutView.as_view(), name="account_logout"),
    path("demo/auditor/", DemoAuditorView.as_view()),
    path("admin/", admin.site.urls),
]

handler404 = "agents.problems.absent"
handler500 = "agents.problems.broken"
