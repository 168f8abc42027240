"""Every address of a market."""

from django.contrib import admin
from django.urls import include, path

from rooms.views import MarketView

urlpatterns = [
    path("api/v1/", include("agents.urls")),
    path("api/v1/", include("contracts.urls")),
    path("api/v1/", include("rooms.urls")),
    path("", MarketView.as_view()),
    path("admin/", admin.site.urls),
]

handler404 = "agents.problems.absent"
handler500 = "agents.problems.broken"
