"""The ways in, for DRF. Each proves a caller at the request's tenant or says which check failed."""

import time
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from agents import actions, queries, replay
from agents.domain import agentid
from agents.domain.caller import AgentCaller, Caller, PersonCaller
from agents.domain.keys import KeyRefused
from agents.errors import Unauthenticated
from agents.tenancy import tenant_of

CHALLENGE = "AgentID, Token"
VALIDITY = timedelta(minutes=5)


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

    def authenticate(self, request: Request) -> tuple[AgentCaller, None] | None:
        value = _credentials(request, "AgentID")
        if value is None:
            return None
        token = self._verified(value)
        skew = int(settings.CLOCK_SKEW_SECONDS)
        # After the signature, so that nobody can use up another agent's nonces.
        replay.once(
            "nonce", token.fingerprint, token.nonce, seconds=int(VALIDITY.total_seconds()) + 2 * skew + 1
        )
        agent = queries.agent_by_fingerprint(token.fingerprint) or actions.enrol(
            token.public_key, timezone.now()
        )
        if agent.revoked_at is not None:
            raise Unauthenticated("agent_revoked", "This agent has been revoked.")
        return AgentCaller(agent.id, agent.fingerprint), None

    def _verified(self, value: str) -> agentid.AgentIdToken:
        skew_ms = int(settings.CLOCK_SKEW_SECONDS * 1000)
        try:
            return agentid.parse_and_verify(value, now_ms=time.time_ns() // 1_000_000, skew_ms=skew_ms)
        except (agentid.TokenRefused, KeyRefused) as refused:
            raise Unauthenticated(refused.code, f"The AgentID token is refused: {refused}.") from None


class TokenAuthentication(_AgentAuthentication):
    """`Authorization: Token <key>`: a token of one agent at one tenant."""

    def authenticate(self, request: Request) -> tuple[AgentCaller, UUID] | None:
        key = _credentials(request, "Token")
        if key is None:
            return None
        now = timezone.now()
        token = queries.token_by_digest(tenant_of(request), actions.token_digest(key))
        if token is None:
            raise Unauthenticated("unknown_token", "No such token at this market.")
        if token.revoked_at is not None:
            raise Unauthenticated("token_revoked", "This token has been revoked.")
        if token.expires_at is not None and token.expires_at <= now:
            raise Unauthenticated("token_expired", "This token has expired.")
        if token.agent.revoked_at is not None:
            raise Unauthenticated("agent_revoked", "This agent has been revoked.")
        actions.note_use(token, now)
        return AgentCaller(token.agent.id, token.agent.fingerprint), token.id


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
    """The signed-in person of a page's request, with the roles at its tenant; None for a visitor."""
    user = request.user
    if not user.is_authenticated or not user.is_active:
        return None
    return PersonCaller(user.pk, queries.roles(user.pk, tenant_of(request)))


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


def the_caller(request: Request) -> Caller:
    """Who is calling, behind IsCaller."""
    who = caller_of(request)
    if who is None:
        raise _nobody()
    return who


def _nobody() -> Unauthenticated:
    return Unauthenticated("not_authenticated", "Say who you are: see WWW-Authenticate.")
