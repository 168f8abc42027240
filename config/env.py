"""What the environment says, read once and typed. A wrong value stops the start with one clear line."""

import ipaddress
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PROJECT = Path(__file__).resolve().parent.parent
AddressRange = ipaddress.IPv4Network | ipaddress.IPv6Network
POSTGRES_SCHEMES = ("postgres", "postgresql")
POSTGRES_PORT = 5432
POSTGRES_OPTIONS = ("connect_timeout", "sslcert", "sslkey", "sslmode", "sslrootcert", "target_session_attrs")


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

    def addresses(self, name: str) -> tuple[AddressRange, ...]:
        """The variable as comma-separated addresses and ranges of them, IPv4 and IPv6; empty or unset: none."""
        return tuple(_range(name, word) for word in self.words(name))

    def api_bases(self) -> dict[str, str]:
        """By provider, the address that its own variable sends a model's calls to: OPENAI_API_BASE and its like."""
        ends = ("_API_BASE", "_BASE_URL")
        return {
            name.removesuffix(end).lower(): value
            for end in ends
            for name, value in self.values.items()
            if name.endswith(end) and value
        }

    def issuer(self, name: str, default: str, *, on_this_machine: bool) -> str:
        """The address of an OpenID provider: https, or, where it is to be on this machine, loopback by either scheme.

        It has no slash at its end: what it signs names it, character by character.
        """
        address = self.values.get(name) or default
        parts = _provider(address)
        if parts is None or address.endswith("/"):
            raise ImproperlyConfigured(f"{name} is no issuer: https://host, no slash at its end, no query.")
        if on_this_machine and not _is_loopback(parts.hostname or ""):
            raise ImproperlyConfigured(f"{name} is not on this machine, as ALIEN_STANDIN says.")
        if not on_this_machine and parts.scheme != "https":
            raise ImproperlyConfigured(f"{name} must be https, unless it is a stand-in: ALIEN_STANDIN=yes.")
        return address

    def directory(self, name: str, default: Path) -> Path:
        """The variable as an absolute path; the directory is made, for its owner only, where it is missing."""
        path = Path(self.values.get(name, str(default))).expanduser().resolve()
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path

    def postgres(self, name: str) -> dict[str, Any] | None:
        """The PostgreSQL database that the variable addresses, as Django names its parts; None where it is unset.

        postgres://user:password@host:port/name, its parts percent-encoded; ?host=/directory for a Unix socket;
        ?sslmode=… and the like for libpq. No message repeats a part: any of them may be a piece of a password.
        """
        address = self.values.get(name, "")
        if not address:
            return None
        parts, port, asked = _split(name, address)
        host = asked.pop("host", parts.hostname or "")
        database = unquote(parts.path.removeprefix("/"))
        if not database or "/" in database:
            raise ImproperlyConfigured(f"{name} names no database: postgres://user:password@host:port/name.")
        if not host:
            raise ImproperlyConfigured(f"{name} names no host: a machine, or ?host=/directory of a socket.")
        if not asked.keys() <= set(POSTGRES_OPTIONS):
            raise ImproperlyConfigured(f"{name} may ask for: host, {', '.join(POSTGRES_OPTIONS)}.")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": database,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": host,
            "PORT": port,
            "OPTIONS": asked,
        }


def _range(name: str, text: str) -> AddressRange:
    try:
        found = ipaddress.ip_network(text)
    except ValueError as why:
        raise ImproperlyConfigured(f"{name} is no list like 10.0.0.5, 10.0.0.0/8, fd00::/8: {why}.") from None
    if not found.prefixlen:
        raise ImproperlyConfigured(f"{name}: {text} is everybody.")
    if getattr(found.network_address, "ipv4_mapped", None) or "%" in text:
        raise ImproperlyConfigured(f"{name}: write {text} as plain IPv4, or without its zone.")
    return found


def _provider(address: str) -> SplitResult | None:
    """The parts of an OpenID provider's address (OpenID Connect Discovery section 2); None where it is none."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    plain = parts.scheme in ("http", "https") and parts.hostname and parts.username is None
    return parts if plain and not set("?# \t\r\n") & set(address) else None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _split(name: str, address: str) -> tuple[SplitResult, int, dict[str, str]]:
    """(parts, port, parameters) of a database's address; libpq's own errors would quote it."""
    try:
        parts = urlsplit(address)
        port = POSTGRES_PORT if parts.port is None else parts.port
        asked = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True) if parts.query else []
    except ValueError:
        port, parts, asked = 0, urlsplit(""), []
    if parts.scheme not in POSTGRES_SCHEMES or not port or parts.fragment or len(dict(asked)) < len(asked):
        raise ImproperlyConfigured(
            f"{name} is no address of a PostgreSQL database: postgres://user:password@host:port/name, "
            "with what is special in a part percent-encoded."
        )
    return parts, port, dict(asked)


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
