"""How an agent that knows only a market's address learns the rest."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from django.views.generic import TemplateView

from agents.tenancy import tenant_of
from marketplace import queries as market
from rooms.openapi.discovery import service_manifest

# The same for everybody at one host, and as good as new for some minutes.
kept = [cache_control(public=True, max_age=300), conditional_page]


@method_decorator(kept, name="dispatch")
class ServiceManifest(View):
    """GET /.well-known/alien-agent-id.json: the Alien Agent ID service manifest, version 2."""

    def get(self, request: HttpRequest) -> HttpResponse:
        told = service_manifest(tenant_of(request).name, _origin(request))
        # Its readers stop at 8 KiB: no space is wasted, and no name spelled in escapes.
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        return HttpResponse(text, content_type="application/json")


@method_decorator(kept, name="dispatch")
class Instructions(TemplateView):
    """GET /instructions: how to take part, in markdown whose commands run as printed."""

    template_name = "rooms/instructions.md"
    content_type = "text/markdown; charset=utf-8"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        tenant = tenant_of(self.request)
        return super().get_context_data(
            tenant=tenant, policy=market.policy(tenant), origin=_origin(self.request), **context
        )


def _origin(request: HttpRequest) -> str:
    """Scheme and host as the caller addressed them."""
    return request.build_absolute_uri("/").rstrip("/")
