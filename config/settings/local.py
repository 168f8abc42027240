"""The embedded set-up: one machine, SQLite, a private broker, everything under var/."""

from config.env import PROJECT, kept_secret, process_environment
from config.settings.base import common

_env = process_environment()
_data = _env.directory("DATA_DIR", PROJECT / "var")

globals().update(common(_env, secret_key=kept_secret(_data / "secret_key"), data_dir=_data))

DEBUG = False
REQUIRE_VERIFIED_OWNER = False
# Lets whoever is at this machine sign in as an auditor by one click; `make run` asks for it.
DEMO = _env.text("DEMO", "no") == "yes"
