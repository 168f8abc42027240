from django.urls import path

from agents import api

urlpatterns = [
    path("agents/me", api.MeView.as_view()),
    path("agents/me/challenges", api.ChallengesView.as_view()),
    path("agents/me/tokens", api.TokensView.as_view()),
    path("agents/me/tokens/<uuid:token_id>/revoke", api.TokenRevokeView.as_view()),
    path("agents/me/revoke", api.RevokeView.as_view()),
]
