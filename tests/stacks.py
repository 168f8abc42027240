"""Markets of processes for tests, on the database that this run is about."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql

from rooms.management.stack import Stack, neutral


@contextlib.contextmanager
def private_stack(*, told: Mapping[str, str] | None = None, **options: Any) -> Iterator[Stack]:
    """A market with rows of its own. told: further variables of its services. options: those of Stack."""
    with database() as named, Stack(inherited={**neutral(), **named, **(told or {})}, **options) as opened:
        yield opened


@contextlib.contextmanager
def database() -> Iterator[dict[str, str]]:
    """A new database on the server of this run, dropped afterwards; nothing where the run is on SQLite."""
    server = os.environ.get("DATABASE_URL")
    if not server:
        yield {}
        return
    name = f"stack_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as administrator:
        administrator.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield {"DATABASE_URL": _renamed(server, name)}
        finally:
            administrator.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _renamed(address: str, name: str) -> str:
    """The address of another database on the same server."""
    before, mark, query = address.partition("?")
    return f"{before.rpartition('/')[0]}/{name}{mark}{query}"


def files_of_database(stack: Stack) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of every file of a stack's PostgreSQL database as it is on the disk; none of SQLite's.

    Deleted rows stand there until the server uses their place again.
    """
    address = stack.ground.inherited.get("DATABASE_URL")
    if address is None:
        return
    with psycopg.connect(address, autocommit=True) as administrator:
        administrator.execute("CHECKPOINT")
        found = administrator.execute(
            "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database"
            " WHERE datname = current_database()"
        ).fetchone()
    assert found is not None
    for path in Path(found[0]).iterdir():
        yield f"table {path.name}", path.read_bytes()
