"""DATABASE_URL: SQLite where it is unset, PostgreSQL through a pool where it is sound, else one line that quotes
nothing of it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import PROJECT, Environment
from config.settings.base import common

SECRET = "pA55-of-the-operator"


def database(tmp_path: Path, **values: str) -> dict[str, object]:
    settings = common(Environment(values), secret_key="only here", data_dir=tmp_path)
    found: dict[str, object] = settings["DATABASES"]["default"]
    return found


@pytest.mark.parametrize("values", [{}, {"DATABASE_URL": ""}])
def test_without_an_address_the_rows_are_in_a_file(tmp_path: Path, values: dict[str, str]) -> None:
    found = database(tmp_path, **values)
    assert found["ENGINE"] == "django.db.backends.sqlite3"
    assert found["NAME"] == tmp_path / "market.sqlite3"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_every_part_of_an_address_is_read(tmp_path: Path, scheme: str) -> None:
    address = f"{scheme}://mar%40ket:p%2Fa%3As%23s@rows.example:6432/bar%20gain?sslmode=verify-full"
    found = database(tmp_path, DATABASE_URL=address, DATABASE_POOL="7")
    parts = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    assert [found[part] for part in parts] == ["bar gain", "mar@ket", "p/a:s#s", "rows.example", 6432]
    pool = {"min_size": 1, "max_size": 7, "timeout": 20}
    assert found["OPTIONS"] == {"sslmode": "verify-full", "pool": pool}


def test_a_host_may_be_the_directory_of_a_socket(tmp_path: Path) -> None:
    found = database(tmp_path, DATABASE_URL="postgres://market@/bargain?host=/run/postgresql")
    parts = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    assert [found[part] for part in parts] == ["bargain", "market", "", "/run/postgresql", 5432]


WRONG = [
    f"mysql://market:{SECRET}@rows.example/bargain",
    f"market:{SECRET}@rows.example/bargain",
    SECRET,
    f"postgres://market:{SECRET}@rows.example",
    f"postgres://market:{SECRET}@rows.example/",
    f"postgres://market:{SECRET}@rows.example/bargain/more",
    f"postgres://market:{SECRET}@/bargain",
    f"postgres://market:{SECRET}@rows.example:port/bargain",
    f"postgres://market:{SECRET}@rows.example:0/bargain",
    f"postgres://market:{SECRET}@rows.example:99999/bargain",
    f"postgres://market:{SECRET}@[rows.example/bargain",
    f"postgres://market:pass/{SECRET}@rows.example/bargain",
    f"postgres://market:pass#{SECRET}@rows.example/bargain",
    f"postgres://market:pass?{SECRET}@rows.example/bargain",
    f"postgres://market@rows.example/bargain?password={SECRET}",
    f"postgres://market@rows.example/bargain?host=a&host={SECRET}",
]


@pytest.mark.parametrize("address", WRONG, ids=range(len(WRONG)))
def test_a_wrong_address_gets_one_line_that_repeats_nothing_of_it(tmp_path: Path, address: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        database(tmp_path, DATABASE_URL=address)
    said = str(refused.value)
    assert said.startswith("DATABASE_URL ")
    assert "\n" not in said
    assert SECRET not in said
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None


@pytest.mark.parametrize("size", ["0", "2.5", "many"])
def test_a_pool_has_a_whole_number_of_connections(tmp_path: Path, size: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_POOL"):
        database(tmp_path, DATABASE_URL="postgres://market@rows.example/bargain", DATABASE_POOL=size)


def test_a_command_does_not_start_on_a_wrong_address_and_shows_no_password(tmp_path: Path) -> None:
    named = {
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"postgres://market:{SECRET}@rows.example:port/bargain",
    }
    ended = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=PROJECT,
        env=os.environ | named,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode != 0
    last = ended.stderr.strip().splitlines()[-1]
    assert "DATABASE_URL is no address of a PostgreSQL database" in last
    assert SECRET not in ended.stdout + ended.stderr


def test_a_market_for_strangers_does_not_start_without_word_of_its_database(tmp_path: Path) -> None:
    """SQLite by mistake would be an empty market beside the real one."""
    told = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": "only here",
        "ALLOWED_HOSTS": "market.example",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    command = [sys.executable, "-c", "import django; django.setup()"]
    endings = [
        subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, check=False)
        for env in (told, told | {"DATABASE_URL": ""})
    ]
    assert [one.returncode for one in endings] == [1, 0]
    assert endings[0].stderr.strip().endswith("DATABASE_URL is not set.")
