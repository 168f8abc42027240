"""What holds of every page of an account."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

from agents.errors import Unavailable


class AccountsMiddleware:
    """No copy of a page of an account is kept anywhere. Where the SSO or the counters of tries cannot be asked: a page
    with 503 and Retry-After, and nothing changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if request.path.startswith("/account/"):
            answer.headers["Cache-Control"] = "private, no-store"
        return answer

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if request.path.startswith("/api/") or not isinstance(error, RedisError | Unavailable):
            return None
        seconds = error.retry_after if isinstance(error, Unavailable) else None
        answer = render(request, "503.html", {"is_sso": isinstance(error, Unavailable)}, status=503)
        answer.headers["Retry-After"] = str(seconds or 5)
        answer.headers["Cache-Control"] = "no-store"
        return answer
