"""Errors -> RFC 9457 problem documents. DRF's EXCEPTION_HANDLER."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.defaults import page_not_found, server_error
from rest_framework import exceptions
from rest_framework.response import Response

from agents.authentication import challenge
from agents.errors import FieldError, Forbidden, Invalid, NotFound, Problem, Unauthenticated

MEDIA_TYPE = "application/problem+json"
# DRF's own classes: (code, sentence). Their statuses stand.
FRAMEWORK = {
    exceptions.MethodNotAllowed: ("method_not_allowed", "This address does not know that method."),
    exceptions.UnsupportedMediaType: ("unsupported_media_type", "Send what this address reads."),
    exceptions.NotAcceptable: ("not_acceptable", "This address answers in no form that Accept names."),
    exceptions.ParseError: ("malformed_json", "The body cannot be read."),
}


def problem_response(error: Exception, context: Mapping[str, Any]) -> Response | None:  # noqa: ARG001
    """The answer to an error, or None where it is a defect of ours."""
    if isinstance(error, Problem):
        return _document(error)
    if isinstance(error, exceptions.ValidationError):
        return _document(
            Invalid("invalid", "Some members are unsound.", errors=list(_field_errors(error.detail)))
        )
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return _document(Unauthenticated("not_authenticated", "Say who you are: see WWW-Authenticate."))
    if isinstance(error, exceptions.PermissionDenied | PermissionDenied):
        return _document(Forbidden("forbidden", "The caller may not do this."))
    if isinstance(error, Http404 | exceptions.NotFound):
        return _document(NotFound())
    if type(error) in FRAMEWORK:
        return _framework(error)
    return None


def absent(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404: a problem document under /api/, a page elsewhere."""
    if request.path.startswith("/api/"):
        return JsonResponse(members(NotFound()), status=NotFound.status, content_type=MEDIA_TYPE)
    return page_not_found(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    """Django's handler500: a defect of ours, told without a word of what it was about."""
    if request.path.startswith("/api/"):
        problem = Problem("internal_error", "This is our fault, and it has been written down.")
        return JsonResponse(members(problem), status=problem.status, content_type=MEDIA_TYPE)
    return server_error(request)


def members(problem: Problem) -> dict[str, Any]:
    """The problem's document."""
    body = {
        "type": f"urn:alien-bargain:problem:{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        **problem.extra,
    }
    if problem.errors:
        body["errors"] = [vars(one) for one in problem.errors]
    return body


def _document(problem: Problem) -> Response:
    headers = {}
    if problem.status == Unauthenticated.status:
        headers["WWW-Authenticate"] = challenge(problem.code)
    if problem.retry_after is not None:
        headers["Retry-After"] = str(problem.retry_after)
    return Response(members(problem), status=problem.status, headers=headers, content_type=MEDIA_TYPE)


def _framework(error: Any) -> Response:
    code, detail = FRAMEWORK[type(error)]
    problem = Problem(code, detail)
    response = _document(problem)
    response.status_code = response.data["status"] = error.status_code
    response.data["title"] = detail.rstrip(".")
    return response


def _field_errors(detail: Any, field: str = "") -> Iterator[FieldError]:
    """DRF's nested error lists, flattened; `terms.limit` names a member of a member."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            path = str(name) if name != "non_field_errors" else ""
            yield from _field_errors(inner, ".".join(part for part in (field, path) if part))
    elif isinstance(detail, list | tuple):
        for inner in detail:
            yield from _field_errors(inner, field)
    else:
        yield FieldError(field, getattr(detail, "code", "invalid"), str(detail))
