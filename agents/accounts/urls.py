"""The pages of accounts. allauth's own are named as it expects; those that are not here do not exist."""

from allauth.account import views as local
from allauth.socialaccount.views import LoginCancelledView, LoginErrorView
from django.urls import include, path, re_path

from agents.accounts import agents, browser, views
from agents.accounts.views import only_if_local, only_with_mail

_of_agents = [
    path("", agents.AgentsPage.as_view()),
    path("enrol/", agents.EnrolPage.as_view()),
    path("browser/", browser.BrowserPage.as_view()),
    path("claims/refuse-all/", agents.refuse_all),
    path("claims/<uuid:ownership_id>/confirm/", agents.confirm),
    path("claims/<uuid:ownership_id>/refuse/", agents.refuse),
    path("<uuid:agent_id>/", agents.AgentPage.as_view()),
    path("<uuid:agent_id>/name/", agents.name),
    path("<uuid:agent_id>/own/", agents.own),
    path("<uuid:agent_id>/give-up/", agents.give_up),
    path("<uuid:agent_id>/revoke/", agents.revoke),
    path("<uuid:agent_id>/tokens/<uuid:token_id>/revoke/", agents.revoke_token),
]
urlpatterns = [
    path("sign-in/", views.SignInView.as_view(), name="account_login"),
    path("sign-up/", only_if_local(views.SignUpView.as_view()), name="account_signup"),
    path("account/", views.AccountPage.as_view(), name="socialaccount_connections"),
    path("account/agents/", include((_of_agents, "agents"))),
    path("account/alien/", views.alien_sign_in, name="alien_sign_in"),
    path("account/alien/callback/", views.alien_callback, name="alien_callback"),
    path("account/alien/cancelled/", LoginCancelledView.as_view(), name="socialaccount_login_cancelled"),
    path("account/alien/refused/", LoginErrorView.as_view(), name="socialaccount_login_error"),
    path("account/inactive/", local.account_inactive, name="account_inactive"),
    path("account/confirm/", only_if_local(local.reauthenticate), name="account_reauthenticate"),
    path("account/mfa/", include("allauth.mfa.urls")),
    path("account/password/", only_if_local(local.password_change), name="account_change_password"),
    path("account/password/set/", only_if_local(local.password_set), name="account_set_password"),
    path("account/password/reset/", only_with_mail(local.password_reset), name="account_reset_password"),
    path(
        "account/password/reset/sent/",
        only_with_mail(local.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "account/password/reset/done/",
        only_with_mail(local.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^account/password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        only_with_mail(local.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "account/email/sent/",
        only_with_mail(local.email_verification_sent),
        name="account_email_verification_sent",
    ),
    path("account/email/<str:key>/", only_with_mail(local.confirm_email), name="account_confirm_email"),
]
