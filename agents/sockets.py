"""Who opened a WebSocket, by the same ways in as a request, and whether that still holds."""

from dataclasses import dataclass, replace
from datetime import datetime
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from rest_framework.request import Request

from agents import broadcasts, queries
from agents.authentication import (
    AgentIdAuthentication,
    DPoPAuthentication,
    TokenAuthentication,
    agent_of,
    caller_of,
    credentials_of,
    person_of,
)
from agents.domain.caller import AgentCaller, Caller
from agents.errors import NotFound, Unauthenticated
from agents.tenancy import host_name, tenant_of

if TYPE_CHECKING:
    from agents.models import Tenant

AS_HTTP = {"wss": "https", "https": "https"}


@dataclass(frozen=True)
class Standing:
    """Who opened a socket at which market, and by what. caller None: nobody said who they are.

    until: when the credentials end by themselves.
    """

    tenant: "Tenant"
    caller: Caller | None
    token_id: UUID | None = None
    until: datetime | None = None
    session_key: str | None = None

    @property
    def groups(self) -> tuple[str, ...]:
        """The channel layer's groups in which a change of this right is told."""
        return () if self.caller is None else (broadcasts.group_of(self.caller),)

    def renewed(self, now: datetime) -> "Standing":
        """The same as it stands now: market and roles read again. Raises Unauthenticated where it ended."""
        tenant = queries.tenant(self.tenant.id)
        if isinstance(self.caller, AgentCaller):
            self._refuse_ended(self.caller, now)
        elif self.session_key is not None:
            return _person(_request({"type": "http", "headers": []}, tenant), self.session_key)
        until = self.until if self.token_id is None else queries.token_end(self.token_id)
        return replace(self, tenant=tenant, until=until)

    def _refuse_ended(self, caller: AgentCaller, now: datetime) -> None:
        if not queries.agent_stands(caller.agent_id):
            raise Unauthenticated("agent_revoked", "The agent has been revoked.")
        if self.token_id is not None and not queries.token_stands(self.token_id, now):
            raise Unauthenticated("token_revoked", "The token has ended.")
        if caller.owner is not None and caller.owner != queries.owner_of(caller.agent_id):
            raise Unauthenticated("owner_revoked", "The owner by whom this agent came has ended that.")


def standing_of(scope: dict[str, Any]) -> Standing:
    """Who opens the socket of an ASGI scope.

    Raises NotFound where no market has the host, Unauthenticated for refused credentials and for a page of
    another site: browsers send cookies and open sockets for any page, and say only in Origin which it was.
    """
    request = _request(scope)
    if not _same_origin(request):
        raise Unauthenticated("wrong_origin", "The page that opens this socket is of another site.")
    ways = [AgentIdAuthentication(), DPoPAuthentication(), TokenAuthentication()]
    sent = Request(request, authenticators=ways)
    if caller_of(sent) is not None:
        by = credentials_of(sent)
        return Standing(tenant_of(request), agent_of(sent), token_id=by.token_id, until=by.until)
    cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if cookie is None:
        return Standing(tenant_of(request), None)
    if "Origin" not in request.headers:
        raise Unauthenticated("wrong_origin", "A session opens sockets from the market's own pages only.")
    return _person(request, cookie, visitors=True)


def _request(scope: dict[str, Any], tenant: "Tenant | None" = None) -> ASGIRequest:
    opened = {"path": "/", "query_string": b"", **scope, "method": "GET"}
    opened["scheme"] = AS_HTTP.get(
        opened.get("scheme", ""), "http"
    )  # what a DPoP proof names (RFC 6455 section 4.1)
    request = ASGIRequest(opened, BytesIO())
    if tenant is None:
        try:
            tenant = queries.tenant_at(host_name(request))
        except DisallowedHost:
            raise NotFound from None
    if tenant is None:
        raise NotFound
    request.tenant = tenant  # type: ignore[attr-defined]  # as TenantMiddleware does
    return request


def _same_origin(request: ASGIRequest) -> bool:
    origin = request.headers.get("Origin")
    try:
        return origin is None or urlsplit(origin).netloc.lower() == request.get_host().lower()
    except ValueError:  # the origin is no URL
        return False


def _person(request: ASGIRequest, session_key: str, *, visitors: bool = False) -> Standing:
    """visitors: whether a session in which nobody signed in counts as a visitor; else it has ended."""
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    request.user = get_user(request)
    person = person_of(request)
    if person is None and not visitors:
        raise Unauthenticated("not_authenticated", "The session has ended.")
    return Standing(tenant_of(request), person, session_key=session_key if person else None)
