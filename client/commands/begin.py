"""What commands begin with: the market, the agent's key, and the manifest that it takes part under."""

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from client import terminal
from client.errors import Distrusted, LocalError
from client.identity import Identity
from client.manifest import Manifest
from client.market import Market
from client.records import Records
from client.terminal import Screen
from marketplace.domain import money

TELLING: Final = (
    "Know this: where both sides' personas pick their limits, a deal at the midpoint tells each side the "
    "other's limit to within two bands (percents of the asking price)."
)


def key_path(options: Namespace) -> Path:
    return Path(options.home) / "key.pem"


def host(options: Namespace) -> str:
    """The host name of the market that was named. LocalError where none was."""
    if not options.market:
        raise LocalError("no_market", "which market? give --market URL or set BARGAIN_MARKET")
    return urlsplit(options.market).hostname or ""


def market(options: Namespace, *, needs_key: bool = True) -> Market:
    """The market that was named, seen by the agent in `--home`."""
    host(options)
    path = key_path(options)
    identity = Identity.load(path) if needs_key or path.exists() else None
    return Market(options.market, identity, records=Records(Path(options.home)))


def accepted(at: Market, options: Namespace, screen: Screen) -> Manifest:
    """The manifest to submit under, after saying what it is and what taking part tells the other side."""
    manifest = at.manifest()
    if options.manifest not in (None, manifest.digest):
        raise Distrusted("other_manifest", f"the market runs under {manifest.digest}, not the one you named")
    screen.note(f"manifest {manifest.digest}: {manifest.describe()}")
    screen.note(TELLING)
    if not options.yes and not terminal.confirm("Take part?"):
        raise LocalError("not_confirmed", "nothing was submitted")
    return manifest


def currency(public: Mapping[str, Any]) -> str:
    """A listing's currency. LocalError where it names none."""
    found = public.get("currency")
    if not isinstance(found, str) or found not in money.EXPONENTS:
        raise LocalError("bad_currency", "currency: the listing needs an ISO 4217 code")
    return found
