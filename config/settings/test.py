"""The embedded set-up in a throw-away directory, which tests/conftest.py makes: others only read these settings.

The broker is real and is started there.
"""

import os
import secrets
import tempfile
from pathlib import Path

from agents.domain.alien import Network
from config.env import AddressRange, process_environment
from config.settings.base import RELEASE, channel_layers, common
from config.settings.people import counters
from marketplace.domain.photos import Keeping
from rooms.domain.inference import SCRIPTED_ONLY

_env = process_environment()
TEST_DIR = Path(tempfile.gettempdir()) / f"bargain-test-{os.getpid()}-{secrets.token_hex(4)}"

globals().update(common(_env, secret_key="only for tests", data_dir=TEST_DIR))

ALLOWED_HOSTS = [".localhost", "testserver"]
TRUSTED_PROXIES: tuple[AddressRange, ...] = ()
REDIS_URL = f"unix://{TEST_DIR}/broker.sock"
CHANNEL_LAYERS = channel_layers(REDIS_URL)
CACHES = counters(REDIS_URL)
FOLLOWER_CHECK_SECONDS = 10.0
FOLLOWER_PATIENCE_SECONDS = 10.0
CELERY_BROKER_URL = f"redis+socket://{TEST_DIR}/broker.sock"
VAULT_URL = f"dir:{TEST_DIR}/keyring"
PHOTOS = Keeping(TEST_DIR / "photos")
REQUIRE_VERIFIED_OWNER = False
DEMO = False
LOCAL_ACCOUNTS = True
STAFF_MFA = True
EMAIL_HOST = ""
PUBLIC_ADDRESS = "https://{host}"
ACCOUNT_EMAIL_VERIFICATION = "none"
RELEASE = RELEASE  # noqa: PLW0127 - named here for the type checker, as the three below
PERSONA = "rooms.negotiators.scripted.ScriptedPersona"
INFERENCE = SCRIPTED_ONLY
ALIEN = Network("https://sso.alien-api.com", provider_address="", audiences=frozenset())
TURN_PAUSE_SECONDS = 0.0
CLOCK_SKEW_SECONDS = 30
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SEALING_POOL = {"size": 24, "low_water": 8, "reserve": 4}

DATABASE = globals()["DATABASES"]["default"]
if DATABASE["ENGINE"].endswith("sqlite3"):
    # A file, not memory: SQLite in memory breaks under threads.
    DATABASE["TEST"] = {"NAME": str(TEST_DIR / "test.sqlite3")}
