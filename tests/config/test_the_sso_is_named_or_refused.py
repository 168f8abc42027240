"""Which SSO names humans here: the real one, by https; a stand-in on this machine where the environment says so."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from agents.domain.alien import Network
from config.env import PROJECT, Environment
from config.settings.base import common

REAL = "https://sso.alien-api.com"
LOCAL = "http://127.0.0.1:8009"


def network(tmp_path: Path, **values: str) -> Network:
    found: Network = common(Environment(values), secret_key="only here", data_dir=tmp_path)["ALIEN"]
    return found


def test_without_a_provider_address_nobody_signs_in_by_it(tmp_path: Path) -> None:
    assert network(tmp_path) == Network(REAL, "", frozenset(), is_stand_in=False)


def test_the_provider_address_is_the_audience_unless_others_are_named(tmp_path: Path) -> None:
    assert network(tmp_path, ALIEN_PROVIDER_ADDRESS="00ab").audiences == {"00ab"}
    named = network(tmp_path, ALIEN_PROVIDER_ADDRESS="00ab", ALIEN_AUDIENCES="00ab, 00cd")
    assert named.provider_address == "00ab"
    assert named.audiences == {"00ab", "00cd"}


@pytest.mark.parametrize("address", ["https://sso.example", "https://sso.example:8443/realm"])
def test_an_issuer_by_https_is_taken(tmp_path: Path, address: str) -> None:
    assert network(tmp_path, ALIEN_ISSUER=address).issuer == address


@pytest.mark.parametrize("address", [LOCAL, "http://localhost:1", "http://[::1]:1", "https://127.0.0.1"])
def test_a_stand_in_on_this_machine_is_taken_where_it_is_said_to_be_one(tmp_path: Path, address: str) -> None:
    found = network(tmp_path, ALIEN_ISSUER=address, ALIEN_STANDIN="yes")
    assert (found.issuer, found.is_stand_in) == (address, True)


@pytest.mark.parametrize(
    ("address", "stand_in"),
    [
        (LOCAL, "no"),
        (LOCAL, "maybe"),
        ("http://sso.example", "no"),
        ("http://sso.example", "yes"),
        ("http://localhost.example", "yes"),
        (REAL, "yes"),
        (f"{REAL}/", "no"),
        (f"{LOCAL}/", "yes"),
        (f"{REAL}?x", "no"),
        (f"{REAL}#x", "no"),
        (f"{REAL}:99999", "no"),
        ("https://me:secret@sso.example", "no"),
        ("https://", "no"),
        ("https://sso.example x", "no"),
        ("https://[", "no"),
        ("sso.alien-api.com", "no"),
        ("ftp://127.0.0.1", "yes"),
    ],
)
def test_any_other_issuer_stops_the_start(tmp_path: Path, address: str, stand_in: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="ALIEN_ISSUER") as refused:
        network(tmp_path, ALIEN_ISSUER=address, ALIEN_STANDIN=stand_in)
    assert "secret" not in str(refused.value)


def test_a_stand_in_needs_an_address_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="ALIEN_ISSUER"):
        network(tmp_path, ALIEN_STANDIN="yes")


@pytest.mark.parametrize("said", ["yes", "true", "1"])
def test_production_refuses_a_stand_in(tmp_path: Path, said: str) -> None:
    told = {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": "only here",
        "DATA_DIR": str(tmp_path),
        "ALLOWED_HOSTS": "market.example",
        "REDIS_URL": "redis://127.0.0.1:1",
        "DATABASE_URL": "",
        "ALIEN_ISSUER": LOCAL,
        "PATH": os.environ["PATH"],
    }
    words = [sys.executable, "-c", "import config.settings.production"]
    for stand_in, status in ((said, 1), ("no", 1)):
        ended = subprocess.run(
            words,
            cwd=PROJECT,
            env=told | {"ALIEN_STANDIN": stand_in},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == status
        why = "ALIEN_STANDIN is for one machine" if stand_in == said else "ALIEN_ISSUER must be https"
        assert why in ended.stderr.splitlines()[-1]
