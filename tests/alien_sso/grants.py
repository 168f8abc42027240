"""Who was asked, who agreed, and what that is still good for. In memory; one lock."""

import hashlib
import secrets
import threading
from dataclasses import dataclass, field
from typing import Final, Literal

from tests.alien_sso import compact
from tests.alien_sso.refusals import Refused
from tests.alien_sso.requests import Wanted

SECONDS: Final = 300
"""How long a person may take to answer, and a client to fetch what the answer is good for."""


@dataclass
class Family:
    """A refresh token and those that came before it; one that comes back ends them all (RFC 9700 section 4.14)."""

    client_id: str
    sub: str
    jkt: str | None
    auth_time: int
    current: str = ""
    ended: bool = False


@dataclass
class Pending:
    """A request that a person is to answer. id: what their page knows. polling_code: what the agent knows."""

    wanted: Wanted
    expires_at: int
    id: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    polling_code: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    status: Literal["pending", "authorized", "rejected"] = "pending"
    sub: str = ""
    answered_at: int = 0
    code: str | None = None
    family: Family | None = None


@dataclass(frozen=True)
class Granted:
    """What tokens are to say. family: whose refresh token goes with them."""

    family: Family
    nonce: str | None


class Grants:
    """Requests, codes and refresh tokens. Times are Unix seconds."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._pending: dict[str, Pending] = {}
        self._codes: dict[str, Pending] = {}
        self._refresh: dict[str, Family] = {}

    def begin(self, wanted: Wanted, now: float) -> Pending:
        """A new request, to be answered."""
        pending = Pending(wanted, int(now) + SECONDS)
        with self._lock:
            self._pending[pending.id] = self._pending[pending.polling_code] = pending
        return pending

    def status(self, polling_code: str, now: float) -> tuple[str, Pending | None]:
        """(pending, authorized, rejected or expired; the request unless it is unknown)."""
        with self._lock:
            pending = self._pending.get(polling_code)
            if pending is None or pending.polling_code != polling_code:
                return "expired", None
            late = pending.status == "pending" and now >= pending.expires_at
            return ("expired" if late else pending.status), pending

    def open(self, named: str, now: float) -> Pending:
        """The request of this id or polling code, if it still waits. Raises Refused."""
        with self._lock:
            pending = self._pending.get(named)
            if pending is None or pending.status != "pending" or now >= pending.expires_at:
                raise Refused("invalid_request", "nobody asks this, or no longer")
            return pending

    def approve(self, named: str, sub: str, now: float) -> Pending:
        """A person says yes."""
        with self._lock:
            pending = self.open(named, now)
            pending.status, pending.sub, pending.answered_at = "authorized", sub, int(now)
            pending.code = secrets.token_urlsafe(24)
            self._codes[pending.code] = pending
            return pending

    def refuse(self, named: str, now: float) -> Pending:
        """A person says no."""
        with self._lock:
            pending = self.open(named, now)
            pending.status = "rejected"
            return pending

    def redeem(
        self,
        code: str,
        verifier: str,
        client_id: str,
        redirect_uri: str | None,
        jkt: str | None,
        now: float,
    ) -> Granted:
        """What a code is good for, once; a second try ends what the first one got (RFC 6749 section 4.1.2).

        jkt: of the key that proved itself with the request. Raises Refused.
        """
        with self._lock:
            pending = self._codes.get(code)
            if pending is None:
                raise _no_grant("nobody was given this code")
            if pending.code is None:
                if pending.family:
                    pending.family.ended = True
                raise _no_grant("the code was used before")
            pending.code = None
            self._hold(pending, verifier, client_id, redirect_uri, now)
            asked = pending.wanted.jkt
            if asked is not None and asked != jkt:
                raise Refused("invalid_dpop_proof", "the tokens were asked for by another key")
            pending.family = Family(client_id, pending.sub, jkt, pending.answered_at)
            return self._grant(pending.family, pending.wanted.nonce)

    def _hold(
        self, pending: Pending, verifier: str, client_id: str, redirect_uri: str | None, now: float
    ) -> None:
        site = pending.wanted.site
        if now >= pending.answered_at + SECONDS:
            raise _no_grant("the code has expired")
        if (client_id, redirect_uri) != (site.client_id, site.redirect_uri):
            raise _no_grant("the code was given to another client or another redirect_uri")
        if compact.encode(hashlib.sha256(verifier.encode()).digest()) != pending.wanted.challenge:
            raise _no_grant("code_verifier is not that of the code_challenge")

    def refresh(self, token: str, client_id: str, jkt: str | None) -> Granted:
        """A further grant in exchange for the newest refresh token of a family. Raises Refused."""
        with self._lock:
            family = self._refresh.get(token)
            if family is None or family.client_id != client_id or family.ended:
                raise _no_grant("the refresh token is not good, or no longer")
            if family.jkt != jkt:
                raise Refused("invalid_dpop_proof", "the refresh token is bound to another key, or to none")
            if token != family.current:
                family.ended = True
                raise _no_grant("the refresh token was used before")
            return self._grant(family, None)

    def _grant(self, family: Family, nonce: str | None) -> Granted:
        family.current = secrets.token_urlsafe(32)
        self._refresh[family.current] = family
        return Granted(family, nonce)


def _no_grant(why: str) -> Refused:
    return Refused("invalid_grant", why)
