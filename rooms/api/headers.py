"""Headers: Idempotency-Key, ETag and its conditions, what is left of a quota."""

from typing import Any, ClassVar

from django.http import HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import parse_etags
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agents.authentication import caller_of
from agents.domain.caller import AgentCaller
from agents.tenancy import tenant_of
from marketplace import queries as market
from marketplace.domain.quota import Left

LONGEST_IDEMPOTENCY_KEY = 200
ANY = "*"


def idempotency_key(request: Request) -> str | None:
    """The Idempotency-Key; None where none was sent. Raises ValidationError for what is none."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (
        0 < len(key) <= LONGEST_IDEMPOTENCY_KEY and key.isascii() and key.isprintable()
    ):
        raise serializers.ValidationError(
            {"Idempotency-Key": f"1 to {LONGEST_IDEMPOTENCY_KEY} printable ASCII characters."}
        )
    return key


def tagged(response: Response) -> Response:
    """A listing's answer with the listing's digest as its ETag.

    No cache may keep it: what stands beside the digest changes without it, and depends on who asks.
    """
    response.headers["ETag"] = f'"{response.data["digest"]}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def unless_known(request: Request, response: Response) -> HttpResponseBase:
    """304 where If-None-Match names what the answer shows; else the answer."""
    known = [tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))]
    if ANY not in known and response.headers["ETag"] not in known:
        return response
    # What 200 would have: the framework would write 0 for it.
    length = len(JSONRenderer().render(response.data))
    kept = {name: response.headers[name] for name in ("ETag", "Cache-Control")}
    return HttpResponseNotModified(headers={**kept, "Content-Length": str(length)})


def digests_to_match(request: Request) -> frozenset[str] | None:
    """The digests that If-Match names; None where anything fits. What is no strong tag fits nothing."""
    named = request.headers.get("If-Match")
    if named is None or named.strip() == ANY:
        return None
    return frozenset(tag.strip('"') for tag in parse_etags(named) if tag.startswith('"'))


class Counted(APIView):
    """Answers to an agent's submission tell what is left of the quotas that it counts under
    (draft-ietf-httpapi-ratelimit-headers)."""

    counted_methods: ClassVar[tuple[str, ...]] = ("POST",)
    counts_held_keys: ClassVar[bool] = False
    _counted: AgentCaller | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        caller = caller_of(request)
        if request.method in self.counted_methods and isinstance(caller, AgentCaller):
            self._counted = caller

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        if self._counted is not None:
            quotas = self._left(request, self._counted)
            response.headers["RateLimit-Policy"] = ", ".join(_policy(*one) for one in quotas.items())
            response.headers["RateLimit"] = ", ".join(
                f'"{name}";r={left.remaining};t={left.reset}' for name, left in quotas.items()
            )
        return super().finalize_response(request, response, *args, **kwargs)

    def _left(self, request: Request, caller: AgentCaller) -> dict[str, Left]:
        asked, now = (tenant_of(request), caller.agent_id), timezone.now()
        quotas = {"submissions": market.submissions_left(*asked, now)}
        if self.counts_held_keys:
            quotas["keys"] = market.keys_left(*asked, now)
        return quotas


def _policy(name: str, left: Left) -> str:
    return f'"{name}";q={left.quota}' + (f";w={left.window}" if left.window is not None else "")
