"""The ways in, for DRF. Each proves a caller at the request's tenant or says which check failed."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from agents import proving, queries
from agents.domain.access_token import AccessTokenRefused
from agents.domain.caller import AgentCaller, Caller, PersonCaller
from agents.domain.dpop import ProofRefused
from agents.errors import Unauthenticated
from agents.proving import Addressed, Credentials
from agents.tenancy import tenant_of

CHALLENGE = 'AgentID, DPoP algs="EdDSA Ed25519", Token'
_OF_THE_PROOF = {*ProofRefused.reasons, "missing_dpop", "replayed_proof_jti"}
_OF_THE_TOKEN = {*AccessTokenRefused.reasons, "unknown_access_token_kid"}


def challenge(code: str) -> str:
    """What a 401 with this code says in WWW-Authenticate. Of a DPoP pair it says which half was wrong, for clients that
    know nothing of codes: they fetch another access token, or make another proof (RFC 9449 section 7.1)."""
    found = {"invalid_dpop_proof": _OF_THE_PROOF, "invalid_token": _OF_THE_TOKEN}
    error = next((error for error, codes in found.items() if code in codes), None)
    return CHALLENGE if error is None else CHALLENGE.replace("DPoP ", f'DPoP error="{error}", ')


def _credentials(request: Request, scheme: str) -> str | None:
    """What follows the scheme in the Authorization header; None where another scheme is used."""
    try:
        word, _, rest = get_authorization_header(request).decode("ascii").partition(" ")
    except UnicodeDecodeError:
        raise Unauthenticated("malformed_token", "The Authorization header is not ASCII.") from None
    return rest.strip() if word.lower() == scheme.lower() else None


class _AgentAuthentication(BaseAuthentication):
    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        return CHALLENGE


class AgentIdAuthentication(_AgentAuthentication):
    """`Authorization: AgentID <base64url JSON>`: Alien Agent ID token v1."""

    def authenticate(self, request: Request) -> tuple[AgentCaller, Credentials] | None:
        value = _credentials(request, "AgentID")
        return None if value is None else proving.by_agentid(value, timezone.now())


class DPoPAuthentication(_AgentAuthentication):
    """`Authorization: DPoP <access token>` with `DPoP: <proof>`: RFC 9449."""

    def authenticate(self, request: Request) -> tuple[AgentCaller, Credentials] | None:
        value = _credentials(request, "DPoP")
        if value is None:
            return None
        method = request.method or ""
        addressed = Addressed(method, request.build_absolute_uri(request.get_full_path()))
        return proving.by_dpop(value, request.headers.get("DPoP"), addressed, timezone.now())


class TokenAuthentication(_AgentAuthentication):
    """`Authorization: Token <key>`: a token of one agent at one tenant."""

    def authenticate(self, request: Request) -> tuple[AgentCaller, Credentials] | None:
        key = _credentials(request, "Token")
        return None if key is None else proving.by_token(tenant_of(request), key, timezone.now())


class PersonAuthentication(SessionAuthentication):
    """A signed-in person, by session cookie, with CSRF protection."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        found = super().authenticate(request)
        if found is None:
            return None
        person = found[0]
        return PersonCaller(person.pk, queries.roles(person.pk, tenant_of(request))), None

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        return CHALLENGE


def person_of(request: HttpRequest) -> PersonCaller | None:
    """The signed-in person of a page's request, with the roles at its tenant; None for a visitor.

    The roles are read once a request.
    """
    user = request.user
    if not user.is_authenticated or not user.is_active:
        return None
    known: PersonCaller | None = getattr(request, "person_here", None)
    if known is None or known.person_id != user.pk:  # somebody signs in within a request
        known = PersonCaller(user.pk, queries.roles(user.pk, tenant_of(request)))
        request.person_here = known  # type: ignore[attr-defined]
    return known


class IsCaller(BasePermission):
    """Somebody proved who they are."""

    def has_permission(self, request: Request, view: object) -> bool:  # noqa: ARG002
        return bool(request.user)


class IsAgent(BasePermission):
    """An agent is calling: only agents submit, bargain and sign."""

    def has_permission(self, request: Request, view: object) -> bool:  # noqa: ARG002
        return isinstance(request.user, AgentCaller)


def caller_of(request: Request) -> Caller | None:
    """Who is calling; None for a visitor."""
    who: Any = request.user
    return who if isinstance(who, AgentCaller | PersonCaller) else None


def agent_of(request: Request) -> AgentCaller:
    """The calling agent, behind IsAgent."""
    who = the_caller(request)
    if not isinstance(who, AgentCaller):
        raise _nobody()
    return who


def credentials_of(request: Request) -> Credentials:
    """By which way the calling agent came, behind IsAgent."""
    found: Any = request.auth
    if not isinstance(found, Credentials):
        raise _nobody()
    return found


def the_caller(request: Request) -> Caller:
    """Who is calling, behind IsCaller."""
    who = caller_of(request)
    if who is None:
        raise _nobody()
    return who


def _nobody() -> Unauthenticated:
    return Unauthenticated("not_authenticated", "Say who you are: see WWW-Authenticate.")
