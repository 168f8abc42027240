"""How people sign in: what django-allauth is told, and nothing that it may guess.

Its own pages are mounted one by one in agents.accounts.urls.
"""

from typing import Any

from agents.domain.alien import Network
from config.env import Environment

APPS = ["allauth", "allauth.account", "allauth.socialaccount", "allauth.mfa"]


def people(env: Environment, *, local_accounts: str, verified: bool) -> dict[str, Any]:
    """The settings of accounts.

    local_accounts: "yes" or "no", what holds where the environment says nothing. verified: whether a local account
    has to show that its e-mail address is its own, for which the environment has to name a mail server.
    """
    local = env.text("LOCAL_ACCOUNTS", local_accounts) == "yes"
    return {
        "LOCAL_ACCOUNTS": local,
        "STAFF_MFA": env.text("STAFF_MFA", "yes") != "no",
        "LOGIN_URL": "/sign-in/",
        "SESSION_ENGINE": "agents.accounts.sessions",
        "LOGIN_REDIRECT_URL": "/",
        "AUTHENTICATION_BACKENDS": [
            "django.contrib.auth.backends.ModelBackend",
            "allauth.account.auth_backends.AuthenticationBackend",
        ],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
            for name, options in {
                "MinimumLengthValidator": {"min_length": 10},
                "CommonPasswordValidator": {},
                "UserAttributeSimilarityValidator": {},
            }.items()
        ],
        **_allauth(verified=local and verified),
        **_mail(env, needed=local and verified, verified=verified),
    }


def _allauth(*, verified: bool) -> dict[str, Any]:
    return {
        "ACCOUNT_ADAPTER": "agents.accounts.adapters.Accounts",
        "ACCOUNT_LOGIN_METHODS": {"email", "username"},
        "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*"],
        "ACCOUNT_EMAIL_VERIFICATION": "mandatory" if verified else "none",
        "ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS": False,
        "ACCOUNT_EMAIL_SUBJECT_PREFIX": "",
        "ACCOUNT_SESSION_REMEMBER": True,
        "ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS": False,
        "SOCIALACCOUNT_ADAPTER": "agents.accounts.adapters.AlienIds",
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": False,
        "SOCIALACCOUNT_EMAIL_REQUIRED": False,
        "SOCIALACCOUNT_EMAIL_VERIFICATION": "none",
        "SOCIALACCOUNT_STORE_TOKENS": False,
        "MFA_ADAPTER": "agents.accounts.adapters.SecondFactors",
        # No security keys: their pages need a script that a page's own text begins, which the policy forbids.
        "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes"],
    }


def _mail(env: Environment, *, needed: bool, verified: bool) -> dict[str, Any]:
    """Without a mail server nobody resets a password, and notices are written to the worker's output, where that is
    one's own machine's, or mailed to nobody."""
    backend = "smtp" if env.text("EMAIL_HOST", "") else "dummy" if verified else "console"
    return {
        "EMAIL_BACKEND": f"django.core.mail.backends.{backend}.EmailBackend",
        "PUBLIC_ADDRESS": env.text("PUBLIC_ADDRESS", "https://{host}" if verified else "http://{host}:8000"),
        "EMAIL_HOST": env.text("EMAIL_HOST", None if needed else ""),
        "EMAIL_PORT": int(env.number("EMAIL_PORT", 587)),
        "EMAIL_HOST_USER": env.text("EMAIL_HOST_USER", ""),
        "EMAIL_HOST_PASSWORD": env.text("EMAIL_HOST_PASSWORD", ""),
        "EMAIL_USE_TLS": env.text("EMAIL_TLS", "yes") != "no",
        "EMAIL_TIMEOUT": 10,
        "DEFAULT_FROM_EMAIL": env.text("EMAIL_FROM", "market@localhost"),
    }


def counters(redis_url: str) -> dict[str, Any]:
    """Where tries are counted: the broker, under keys that tell nothing, for as long as a limit lasts."""
    return {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": redis_url,
            "KEY_PREFIX": "accounts",
            "KEY_FUNCTION": "agents.accounts.counters.key",
            "OPTIONS": {"serializer": "agents.accounts.counters.Json", "socket_timeout": 2},
        }
    }


def sign_on_origin(network: Network) -> list[str]:
    """Where a form of ours may lead: Chromium holds the redirect after it to form-action too."""
    scheme, _, rest = network.issuer.partition("://")
    return [f"{scheme}://{rest.partition('/')[0]}"] if network.provider_address else []
