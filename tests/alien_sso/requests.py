"""What is asked for: parameters of a request, read strictly."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from tests.alien_sso.refusals import Refused

CHALLENGE_CHARACTERS: Final = 43
"""A SHA-256 in base64url: RFC 7636 section 4.2."""


@dataclass(frozen=True)
class Site:
    """Who asks, and where the answer goes: back to a browser's address, or to whoever polls."""

    client_id: str
    redirect_uri: str | None
    as_json: bool
    state: str | None


@dataclass(frozen=True)
class Wanted:
    """An authorization request. jkt: the thumbprint of the key that the tokens are to be bound to."""

    site: Site
    challenge: str
    nonce: str | None
    jkt: str | None


def pairs(text: str) -> dict[str, str]:
    """A query or a form. Raises Refused where a parameter comes twice (RFC 6749 section 3.1)."""
    found = parse_qsl(text, keep_blank_values=True)
    if len(dict(found)) < len(found):
        raise Refused("invalid_request", "a parameter comes twice")
    return {name: value for name, value in found if value}  # empty is as absent, RFC 6749 section 3.1


def needed(told: Mapping[str, str], name: str) -> str:
    """A parameter's value. Raises Refused where it is missing."""
    if name not in told:
        raise Refused("invalid_request", f"{name} is missing")
    return told[name]


def on_this_machine(redirect_uri: str) -> bool:
    """Whether an address is http on *.localhost or 127.0.0.1, any port, without a fragment."""
    try:
        parts = urlsplit(redirect_uri)
        host = parts.hostname or ""
    except ValueError:
        return False
    here = host in ("localhost", "127.0.0.1") or host.endswith(".localhost")
    return parts.scheme == "http" and here and "#" not in redirect_uri


def site(
    told: Mapping[str, str], clients: Collection[str] | None, redirect_uris: Callable[[str], bool]
) -> Site:
    """Who asks. clients: those that are known; None: any. Raises Refused: the browser is sent nowhere then."""
    client_id, redirect_uri = needed(told, "client_id"), told.get("redirect_uri")
    mode = told.get("response_mode", "query")
    if clients is not None and client_id not in clients:
        raise Refused("invalid_client", "nobody knows this provider address")
    if mode not in ("query", "json"):
        raise Refused("invalid_request", "response_mode is query or json")
    if redirect_uri is None and mode == "query":
        raise Refused("invalid_request", "redirect_uri is missing")
    if redirect_uri is not None and not redirect_uris(redirect_uri):
        raise Refused("invalid_request", "redirect_uri is none of this site's")
    return Site(client_id, redirect_uri, mode == "json", told.get("state"))


def wanted(told: Mapping[str, str], asks: Site) -> Wanted:
    """What the site asks for. Raises Refused: the site is told."""
    if needed(told, "response_type") != "code":
        raise Refused("unsupported_response_type", "response_type is code")
    if "openid" not in told.get("scope", "").split():
        raise Refused("invalid_scope", "scope contains openid")
    if told.get("code_challenge_method") != "S256":
        raise Refused("invalid_request", "code_challenge_method is S256")
    challenge = needed(told, "code_challenge")
    if len(challenge) != CHALLENGE_CHARACTERS:
        raise Refused("invalid_request", "code_challenge is no SHA-256")
    return Wanted(asks, challenge, told.get("nonce"), told.get("dpop_jkt"))
