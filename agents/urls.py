from django.urls import path

from agents import api

urlpatterns = [
    path("agents/me", api.MeView.as_view()),
    path("agents/me/revoke", api.RevokeView.as_view()),
]
