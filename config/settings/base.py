"""The settings that every set-up shares, as one function of a few named choices.

local, production and test call `common` and change what differs; nothing star-imports anything.
"""

import tomllib
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from agents.domain.alien import Network
from config.env import PROJECT, Environment
from config.settings.people import APPS, counters, people, sign_on_origin
from config.settings.photos import photos
from rooms.domain import inference

RELEASE = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"]

API_DESCRIPTION = """Two agents bargain in a clean room and leave with a contract that anybody can check offline.

Ids, digests, amounts, times and binary are told with their components. Members that a call does not name are
refused, not ignored. Errors are RFC 9457 problem documents with a stable `code`; 429 and 503 say in `Retry-After`
when to try again. An address answers 405 `method_not_allowed` to a method that it does not know. A host that is
no market's is answered in plain text, with 404 or 400.
"""
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;"
)
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "agents.tenancy.TenantMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "agents.accounts.middleware.AccountsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


def common(env: Environment, *, secret_key: str, data_dir: Path) -> dict[str, Any]:
    """All settings by name.

    env: the process's environment. secret_key: Django's. data_dir: where the database file and the keyring
    are kept unless the environment names other places.
    """
    network = _alien(env)
    return {
        "SECRET_KEY": secret_key,
        "DEBUG": False,
        "ALLOWED_HOSTS": env.words("ALLOWED_HOSTS", ".localhost,127.0.0.1"),
        "TRUSTED_PROXIES": env.addresses("TRUSTED_PROXIES"),
        **_application(),
        **_pages(network),
        **people(env, local_accounts="yes", verified=False),
        **_rows(env, data_dir),
        **_messages(env),
        **_api(),
        **_room(env, data_dir),
        "PHOTOS": photos(env, data_dir),
        "ALIEN": network,
    }


def _application() -> dict[str, Any]:
    return {
        "INSTALLED_APPS": [
            "daphne",
            *APPS,
            "agents",
            "marketplace",
            "contracts",
            "rooms",
            "agents.apps.StaffPages",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            "rest_framework",
            "drf_spectacular",
            "django_htmx",
        ],
        "MIDDLEWARE": MIDDLEWARE,
        "ROOT_URLCONF": "config.urls",
        "ASGI_APPLICATION": "config.asgi.application",
        "AUTH_USER_MODEL": "agents.User",
        "DEMO": False,
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
    }


def _pages(network: Network) -> dict[str, Any]:
    return {
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [PROJECT / "templates"],
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                        "rooms.views.header.header",
                    ]
                },
            }
        ],
        "LANGUAGE_CODE": "en",
        "TIME_ZONE": "UTC",
        "USE_TZ": True,
        "STATIC_URL": "static/",
        "STATICFILES_DIRS": [PROJECT / "static"],
        "WHITENOISE_USE_FINDERS": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SESSION_COOKIE_HTTPONLY": True,
        "CONTENT_SECURITY_POLICY": {
            "DIRECTIVES": {
                "default-src": [NONE],
                "style-src": [SELF],
                "script-src": [SELF],
                "img-src": [SELF],
                "font-src": [SELF],
                "connect-src": [SELF],
                "form-action": [SELF, *sign_on_origin(network)],
                "base-uri": [NONE],
                "frame-ancestors": [NONE],
            }
        },
    }


def _rows(env: Environment, data_dir: Path) -> dict[str, Any]:
    """DATABASE_URL's PostgreSQL, else SQLite in data_dir."""
    return {"DATABASES": {"default": _postgres(env) or _sqlite(data_dir)}}


def _sqlite(data_dir: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": data_dir / "market.sqlite3",
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": SQLITE_PRAGMAS,
        },
    }


def _postgres(env: Environment) -> dict[str, Any] | None:
    """Connections come from a pool of each process: threads hold one only while they ask."""
    database = env.postgres("DATABASE_URL")
    if database is None:
        return None
    size = env.number("DATABASE_POOL", 16)
    if size < 1 or size != int(size):
        raise ImproperlyConfigured("DATABASE_POOL must be a whole number, 1 or more.")
    pool = {"min_size": 1, "max_size": int(size), "timeout": 20}
    return {**database, "CONN_HEALTH_CHECKS": True, "OPTIONS": {**database["OPTIONS"], "pool": pool}}


def channel_layers(redis_url: str) -> dict[str, Any]:
    """Redis as what it is best at here: passing on what is said to those who listen now, keeping nothing."""
    backend = "channels_redis.pubsub.RedisPubSubChannelLayer"
    return {"default": {"BACKEND": backend, "CONFIG": {"hosts": [redis_url]}}}


def _messages(env: Environment) -> dict[str, Any]:
    """Redis, Celery and logging. No result backend: a result would be one more place to leak from."""
    redis_url = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
    return {
        "REDIS_URL": redis_url,
        "CACHES": counters(redis_url),
        "CELERY_BROKER_URL": redis_url.replace("unix://", "redis+socket://", 1),
        "CHANNEL_LAYERS": channel_layers(redis_url),
        "FOLLOWER_CHECK_SECONDS": 10.0,
        "FOLLOWER_PATIENCE_SECONDS": env.number("FOLLOWER_PATIENCE_SECONDS", 10),
        "CELERY_RESULT_BACKEND": None,
        "CELERY_TASK_IGNORE_RESULT": True,
        "CELERY_TASK_SERIALIZER": "json",
        "CELERY_ACCEPT_CONTENT": ["json"],
        "CELERY_WORKER_HIJACK_ROOT_LOGGER": False,
        "CELERY_WORKER_PREFETCH_MULTIPLIER": 1,
        "CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP": True,
        # A ring that nobody can hear fails at once: kombu's own tries would hold each request for 6 s.
        "CELERY_BROKER_TRANSPORT_OPTIONS": {
            "max_retries": 1,
            "interval_start": 0,
            "interval_step": 0,
            "interval_max": 0,
        },
        "CELERY_TASK_ROUTES": {"rooms.run_room": {"queue": "rooms"}, "rooms.*": {"queue": "housekeeping"}},
        "CELERY_BEAT_SCHEDULE": {
            "sweep": {"task": "rooms.sweep", "schedule": 5.0, "options": {"expires": 5.0}},
            "keep": {"task": "rooms.keep", "schedule": 15.0, "options": {"expires": 15.0}},
            "notify": {"task": "rooms.notify", "schedule": 15.0, "options": {"expires": 15.0}},
        },
        "LOGGING": {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"format": "%(levelname)s %(name)s %(message)s"}},
            "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
            "loggers": {
                "django.server": {"handlers": ["console"], "propagate": False},
                "celery.app.trace": {"level": "WARNING"},
                "celery.worker.strategy": {"level": "WARNING"},
                "celery.beat": {"level": "WARNING"},
                "httpx": {"level": "WARNING"},
            },
        },
    }


def _api() -> dict[str, Any]:
    return {
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 256 * 1024,
        "REST_FRAMEWORK": {
            "DEFAULT_AUTHENTICATION_CLASSES": [
                "agents.authentication.AgentIdAuthentication",
                "agents.authentication.DPoPAuthentication",
                "agents.authentication.TokenAuthentication",
                "agents.authentication.PersonAuthentication",
            ],
            "DEFAULT_PERMISSION_CLASSES": ["agents.authentication.IsCaller"],
            "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
            "DEFAULT_PARSER_CLASSES": ["agents.parsers.StrictJSONParser"],
            "EXCEPTION_HANDLER": "agents.problems.problem_response",
            "UNAUTHENTICATED_USER": None,
            "DEFAULT_SCHEMA_CLASS": "agents.openapi.auto.TableSchema",
        },
        "SPECTACULAR_SETTINGS": {
            "OAS_VERSION": "3.1.0",
            "TITLE": "Alien Bargain",
            "VERSION": RELEASE,
            "DESCRIPTION": API_DESCRIPTION,
            "SERVERS": [{"url": "/", "description": "The host names the market."}],
            "TAGS": [{"name": name} for name in ("market", "listings", "rooms", "contracts", "agents")],
            # What the tables say stands as it is.
            "POSTPROCESSING_HOOKS": [],
            "SCHEMA_PATH_PREFIX": "/api/v1",
        },
    }


def _room(env: Environment, data_dir: Path) -> dict[str, Any]:
    return {
        "RELEASE": RELEASE,
        "VAULT_URL": env.text("VAULT_URL", f"dir:{data_dir / 'keyring'}"),
        "PERSONA": "rooms.negotiators.scripted.ScriptedPersona",
        "INFERENCE": _inference(env),
        "TURN_PAUSE_SECONDS": env.number("TURN_PAUSE_SECONDS", 0),
        "CLOCK_SKEW_SECONDS": env.number("CLOCK_SKEW_SECONDS", 30),
        "REQUIRE_VERIFIED_OWNER": True,
        "SEALING_POOL": {"size": 256, "low_water": 128, "reserve": 32},
    }


def _alien(env: Environment) -> Network:
    """Which SSO names humans. A stand-in on this machine is taken only where the environment says that it is one."""
    stand_in = env.text("ALIEN_STANDIN", "no") == "yes"
    provider = env.text("ALIEN_PROVIDER_ADDRESS", "")
    return Network(
        issuer=env.issuer("ALIEN_ISSUER", "https://sso.alien-api.com", on_this_machine=stand_in),
        provider_address=provider,
        audiences=frozenset(env.words("ALIEN_AUDIENCES", provider)),
        is_stand_in=stand_in,
    )


def _inference(env: Environment) -> inference.Installation:
    """Which models may speak here: what the operator's environment says, and nothing that a tenant says."""
    default, fallback = (_model(env, name) for name in ("BARGAIN_MODEL", "BARGAIN_FALLBACK_MODEL"))
    choices = [_parsed(env, "BARGAIN_MODELS", one) for one in env.words("BARGAIN_MODELS")]
    return inference.Installation(
        default=default,
        fallback=fallback,
        choices={one.route: one for one in choices},
        provider_retention=env.text("BARGAIN_PROVIDER_RETENTION", "") or None,
        budget=inference.Budget(
            call_seconds=max(1.0, env.number("BARGAIN_CALL_SECONDS", 30)),
            tokens=int(env.number("BARGAIN_ROOM_TOKENS", 60_000)),
            cost_microusd=round(env.number("BARGAIN_ROOM_COST", 0.50) * 1_000_000),
        ),
    )


def _model(env: Environment, name: str) -> inference.Model | None:
    text = env.text(name, "")
    return _parsed(env, name, text) if text else None


def _parsed(env: Environment, name: str, text: str) -> inference.Model:
    try:
        return inference.parse(text, env.api_bases())
    except inference.ModelRefused as refused:
        raise ImproperlyConfigured(f"{name}: {refused}.") from None
