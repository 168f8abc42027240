"""A market that strangers use: every secret and address comes from the environment, none has a default."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.env import process_environment
from config.settings.base import common
from config.settings.people import people

_env = process_environment()
if _env.text("ALIEN_STANDIN", "no") != "no":
    raise ImproperlyConfigured("ALIEN_STANDIN is for one machine: the stand-in verifies nobody.")

_data = _env.directory("DATA_DIR", Path(_env.text("DATA_DIR")))

globals().update(common(_env, secret_key=_env.text("SECRET_KEY"), data_dir=_data))

globals().update(people(_env, local_accounts="no", verified=True))

STAFF_MFA = True
ALLOWED_HOSTS = [name.strip() for name in _env.text("ALLOWED_HOSTS").split(",")]
REDIS_URL = _env.text("REDIS_URL")
_env.text("DATABASE_URL")  # said, if only as "": SQLite by mistake would be an empty market
STATIC_ROOT = _data / "static"
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
