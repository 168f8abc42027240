"""Host -> tenant, once a request."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request

from agents import queries

if TYPE_CHECKING:
    from agents.models import Tenant


def tenant_of(request: HttpRequest | Request) -> "Tenant":
    """The tenant that TenantMiddleware found for a request."""
    found: Tenant = request.tenant  # type: ignore[union-attr]  # the stubs know no attribute of ours
    return found


def is_demo(request: HttpRequest) -> bool:
    """Whether this is a demo market, at a name that only this machine has (RFC 6761): never a real one."""
    return settings.DEMO and tenant_of(request).host.endswith(".localhost")


class TenantMiddleware:
    """Sets request.tenant, or answers 404 where no market has this host name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        tenant = queries.tenant_at(host_name(request))
        if tenant is None:
            return HttpResponse("No market has this address.\n", status=404, content_type="text/plain")
        request.tenant = tenant  # type: ignore[attr-defined]  # HttpRequest has no place for it
        return self.get_response(request)


def host_name(request: HttpRequest) -> str:
    """The host that the caller addressed, lower case, without the port. Raises DisallowedHost."""
    return request.get_host().rsplit(":", 1)[0].lower()
