"""The addresses of the SSO, each a function of what came in."""

import json
from collections.abc import Callable, Collection
from typing import Any, Final
from urllib.parse import urlencode

from tests.alien_sso import pages, requests
from tests.alien_sso.grants import Granted, Grants, Pending
from tests.alien_sso.mint import LIFETIME, Mint
from tests.alien_sso.proofs import Proofs
from tests.alien_sso.refusals import Refused
from tests.alien_sso.requests import Site, Wanted
from tests.alien_sso.wire import Answer, Received, as_json

DISCOVERY: Final = "/.well-known/openid-configuration"
JWKS: Final = "/oauth/jwks"
AUTHORIZE, APPROVE, POLL = "/oauth/authorize", "/oauth/approve", "/oauth/poll"
TOKEN, USERINFO, LINK = "/oauth/token", "/oauth/userinfo", "/approve"
CHALLENGES: Final = 'Bearer error="{0}", DPoP error="{0}", algs="EdDSA"'


class Endpoints:
    """clients: provider addresses that are known; None: any. redirect_uris: whether a browser may be sent there.
    approve_as: the human who agrees to everything at once; None: somebody is asked.
    """

    def __init__(
        self,
        mint: Mint,
        clients: Collection[str] | None,
        redirect_uris: Callable[[str], bool],
        approve_as: str | None,
    ) -> None:
        self.grants = Grants()
        self._mint, self._clients, self._redirect_uris = mint, clients, redirect_uris
        self._approve_as = approve_as
        self._proofs = Proofs()
        self._routes: dict[tuple[str, str], Callable[[Received], Answer]] = {
            ("GET", DISCOVERY): lambda _: as_json(configuration(mint.issuer)),
            ("GET", JWKS): lambda _: as_json(mint.jwks()),
            ("GET", AUTHORIZE): self._authorize,
            ("GET", LINK): self._link,
            ("POST", APPROVE): self._answered,
            ("POST", POLL): self._poll,
            ("POST", TOKEN): self._token,
            ("GET", USERINFO): self._userinfo,
        }

    def answer(self, received: Received) -> Answer:
        """What a request gets. An error of ours is told by its class alone: its text could quote a token."""
        route = self._routes.get((received.method, received.path))
        if route is None:
            return as_json({"error": "not_found"}, 404)
        try:
            return route(received)
        except Refused as refused:
            return as_json({"error": refused.code, "error_description": refused.why}, refused.status)
        except Exception as error:  # noqa: BLE001 - the client sees it; a thread's traceback nobody would
            return as_json({"error": "server_error", "error_description": type(error).__name__}, 500)

    def _authorize(self, received: Received) -> Answer:
        told = requests.pairs(received.query)
        site = requests.site(told, self._clients, self._redirect_uris)
        try:
            wanted = requests.wanted(told, site)
        except Refused as refused:
            if site.as_json:
                raise
            return self._back(site, error=refused.code, error_description=refused.why)
        return self._begin(wanted)

    def _begin(self, wanted: Wanted) -> Answer:
        now = self._mint.clock()
        pending = self.grants.begin(wanted, now)
        if self._approve_as is not None:
            self.grants.approve(pending.id, self._mint.humans[self._approve_as], now)
        if not wanted.site.as_json:
            return self._told(pending) if pending.code else self._ask(pending)
        return as_json(
            {
                "deep_link": f"{self._mint.issuer}{LINK}?request={pending.id}",
                "polling_code": pending.polling_code,
                "expired_at": pending.expires_at,
                "state": wanted.site.state,
                "iss": self._mint.issuer,
            }
        )

    def _link(self, received: Received) -> Answer:
        named = requests.needed(requests.pairs(received.query), "request")
        return self._ask(self.grants.open(named, self._mint.clock()))

    def _ask(self, pending: Pending) -> Answer:
        return _page(pages.choice(pending, self._mint.humans))

    def _answered(self, received: Received) -> Answer:
        told, now = requests.pairs(received.text), self._mint.clock()
        named = requests.needed(told, "request")
        if "refuse" in told:
            return self._told(self.grants.refuse(named, now))
        human = requests.needed(told, "human")
        if human not in self._mint.humans:
            raise Refused("invalid_request", "nobody here has this name")
        return self._told(self.grants.approve(named, self._mint.humans[human], now))

    def _told(self, pending: Pending) -> Answer:
        """The answer goes to the site; who answered an agent sees that it went."""
        site = pending.wanted.site
        if site.as_json:
            return _page(pages.answered(pending))
        if pending.code is None:
            return self._back(site, error="access_denied")
        return self._back(site, code=pending.code)

    def _back(self, site: Site, **told: str) -> Answer:
        assert site.redirect_uri is not None
        state = {} if site.state is None else {"state": site.state}
        query = urlencode({**told, **state, "iss": self._mint.issuer})
        mark = "&" if "?" in site.redirect_uri else "?"
        return Answer(302, headers={"Location": f"{site.redirect_uri}{mark}{query}"})

    def _poll(self, received: Received) -> Answer:
        try:
            named = json.loads(received.text)["polling_code"]
        except (ValueError, KeyError, TypeError):
            raise Refused("invalid_request", "a JSON object with polling_code is wanted") from None
        status, pending = self.grants.status(str(named), self._mint.clock())
        if pending is None or status != "authorized":
            return as_json({"status": status})
        site = pending.wanted.site
        told = {
            "authorization_code": pending.code,
            "owner_proof": self._mint.owner_proof(pending.sub, site.client_id),
            "state": site.state,
            "iss": self._mint.issuer,
        }
        return as_json({"status": status, **told})

    def _token(self, received: Received) -> Answer:
        told, now = requests.pairs(received.text), self._mint.clock()
        kind, client_id = requests.needed(told, "grant_type"), requests.needed(told, "client_id")
        if kind not in ("authorization_code", "refresh_token"):
            raise Refused("unsupported_grant_type", "authorization_code or refresh_token")
        jkt = self._proofs.check(_proofs(received), "POST", self._mint.issuer + TOKEN, now)
        if kind == "refresh_token":
            token = requests.needed(told, "refresh_token")
            return self._tokens(self.grants.refresh(token, client_id, jkt))
        code, verifier = requests.needed(told, "code"), requests.needed(told, "code_verifier")
        granted = self.grants.redeem(code, verifier, client_id, told.get("redirect_uri"), jkt, now)
        return self._tokens(granted)

    def _tokens(self, granted: Granted) -> Answer:
        family, mint = granted.family, self._mint
        bound: dict[str, Any] = {"jkt": family.jkt, "client_id": family.client_id}
        said: dict[str, Any] = {"nonce": granted.nonce, "auth_time": family.auth_time}
        return as_json(
            {
                "access_token": mint.access_token(family.sub, **bound),
                "token_type": "DPoP" if family.jkt else "Bearer",
                "expires_in": LIFETIME,
                "refresh_token": family.current,
                "id_token": mint.id_token(family.sub, **bound, **said),
                "scope": "openid",
            }
        )

    def _userinfo(self, received: Received) -> Answer:
        try:
            return as_json({"sub": self._user(received)})
        except (Refused, ValueError, KeyError, TypeError) as refused:
            code = refused.code if isinstance(refused, Refused) else "invalid_token"
            return as_json({"error": code}, 401, WWW_Authenticate=CHALLENGES.format(code))

    def _user(self, received: Received) -> str:
        """The human of the token that came with the request. Raises Refused, or ValueError and its like."""
        scheme, _, token = received.headers.get("Authorization", "").partition(" ")
        sub, jkt = self._mint.owner(token.strip())
        if scheme.lower() != ("bearer" if jkt is None else "dpop"):
            raise ValueError("a token of the other kind")
        if jkt is not None:
            url, now = self._mint.issuer + USERINFO, self._mint.clock()
            if self._proofs.check(_proofs(received), "GET", url, now, access_token=token.strip()) != jkt:
                raise Refused("invalid_dpop_proof", "the token is bound to another key")
        return sub


def configuration(issuer: str) -> dict[str, Any]:
    """OpenID Connect Discovery section 3, RFC 8414 section 2, RFC 9207 section 3, RFC 9449 section 5.1."""
    return {
        "issuer": issuer,
        "authorization_endpoint": issuer + AUTHORIZE,
        "token_endpoint": issuer + TOKEN,
        "userinfo_endpoint": issuer + USERINFO,
        "jwks_uri": issuer + JWKS,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "json"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid"],
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "nonce", "auth_time", "cnf"],
        "token_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "dpop_signing_alg_values_supported": ["EdDSA"],
        "authorization_response_iss_parameter_supported": True,
    }


def _proofs(received: Received) -> list[str]:
    return received.headers.get_all("DPoP", [])


def _page(text: str) -> Answer:
    return Answer(200, text, "text/html", {"Content-Security-Policy": pages.POLICY})
