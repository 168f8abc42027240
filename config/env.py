"""What the environment says, read once and typed. A wrong value stops the start with one clear line."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Environment:
    """The values of one process's environment; `values` is os.environ outside tests."""

    values: Mapping[str, str]

    def text(self, name: str, default: str | None = None) -> str:
        """The variable's text. Raises ImproperlyConfigured where it is missing and has no default."""
        value = self.values.get(name, default)
        if value is None:
            raise ImproperlyConfigured(f"{name} is not set.")
        return value

    def number(self, name: str, default: float) -> float:
        """The variable as a number >= 0."""
        raw = self.values.get(name, str(default))
        try:
            value = float(raw)
        except ValueError:
            raise ImproperlyConfigured(f"{name} is not a number.") from None
        if not 0 <= value < float("inf"):
            raise ImproperlyConfigured(f"{name} must be 0 or more.")
        return value

    def words(self, name: str, default: str = "") -> list[str]:
        """The variable as a list of comma-separated words."""
        return [word.strip() for word in self.values.get(name, default).split(",") if word.strip()]

    def postgres(self, name: str) -> dict[str, Any] | None:
        """The variable, `postgres://user:password@host:port/name`, as an entry of Django's DATABASES.

        None where it is not set. A directory of sockets goes into the query, `?host=/directory`; what else
        stands there is handed to libpq (`?sslmode=verify-full`). No error repeats the address: it can hold a
        password.
        """
        if not self.values.get(name):
            return None
        try:
            parts = urlsplit(self.values[name])
            port = str(parts.port or "")
            options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        except ValueError:
            raise ImproperlyConfigured(f"{name} is not an address of a database.") from None
        if parts.scheme not in ("postgres", "postgresql") or len(parts.path) < len("/x"):
            raise ImproperlyConfigured(f"{name} must read postgres://user:password@host:port/name.")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
            "PORT": options.pop("port", "") or port,
            "OPTIONS": options,
        }

    def directory(self, name: str, default: Path) -> Path:
        """The variable as an absolute path; the directory is made, for its owner only, where it is missing."""
        path = Path(self.values.get(name, str(default))).expanduser().resolve()
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path


def process_environment() -> Environment:
    """The environment of this process."""
    return Environment(os.environ)


def kept_secret(path: Path) -> str:
    """The secret in the file, made on first use and readable by its owner only.

    Written aside and linked into place, so that processes that start together agree on one secret.
    """
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first: its secret is the one
        finally:
            draft.unlink()
    return path.read_text()
