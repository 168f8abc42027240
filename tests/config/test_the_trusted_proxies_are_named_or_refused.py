"""TRUSTED_PROXIES: nobody where it is unset, addresses and ranges where it names some, else the start stops."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import PROJECT, Environment
from config.settings.base import common


def trusted(tmp_path: Path, **values: str) -> list[str]:
    found = common(Environment(values), secret_key="only here", data_dir=tmp_path)["TRUSTED_PROXIES"]
    return [str(one) for one in found]


@pytest.mark.parametrize("values", [{}, {"TRUSTED_PROXIES": ""}, {"TRUSTED_PROXIES": " , "}])
def test_nobody_is_trusted_unless_named(tmp_path: Path, values: dict[str, str]) -> None:
    assert trusted(tmp_path, **values) == []


def test_addresses_and_ranges_are_taken(tmp_path: Path) -> None:
    named = "10.0.0.5, 192.168.0.0/16,::1,fd00::/8"
    assert trusted(tmp_path, TRUSTED_PROXIES=named) == [
        *("10.0.0.5/32", "192.168.0.0/16"),
        *("::1/128", "fd00::/8"),
    ]


@pytest.mark.parametrize(
    "named",
    [
        *("yes", "*", "localhost", "proxy.example", "10.0.0", "10.0.0.5:80", "[::1]", "10.0.0.5 10.0.0.6"),
        *("10.0.0.5/8", "10.0.0.0/33", "fd00::1/8", "fe80::1%eth0", "10.0.0.5,x", "/", "unix:"),
        *("0.0.0.0/0", "::/0", "::ffff:10.0.0.5", "::ffff:0:0/96"),
    ],
)
def test_whatever_else_stops_the_start(tmp_path: Path, named: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^TRUSTED_PROXIES") as refused:
        trusted(tmp_path, TRUSTED_PROXIES=named)
    assert "\n" not in str(refused.value)


def test_a_market_does_not_start_on_a_wrong_list_and_says_why(tmp_path: Path) -> None:
    told = {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": "only here",
        "DATA_DIR": str(tmp_path),
        "ALLOWED_HOSTS": "market.example",
        "REDIS_URL": "redis://127.0.0.1:1",
        "DATABASE_URL": "",
        "TRUSTED_PROXIES": "10.0.0.1/8",
        "PATH": os.environ["PATH"],
    }
    words = [sys.executable, "-c", "import config.asgi"]
    ended = subprocess.run(words, cwd=PROJECT, env=told, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "TRUSTED_PROXIES is no list" in ended.stderr.splitlines()[-1]
    assert "host bits" in ended.stderr.splitlines()[-1]
