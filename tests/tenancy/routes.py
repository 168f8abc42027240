"""Every address that a market answers, read from where Django and Channels read them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from django.views.generic.edit import ProcessFormView

from config.asgi import sockets

METHODS = ("get", "post", "put", "patch", "delete")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
GROUP = re.compile(r"\(\?P<(\w+)>[^()]*\)")


@dataclass(frozen=True)
class Route:
    """One method of one address. pattern: as a browser would write it, `{name}` for each part that varies."""

    method: str
    pattern: str

    def __str__(self) -> str:
        return f"{self.method} {self.pattern}"

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.pattern)

    def path(self, parts: Mapping[str, Any]) -> str:
        return self.pattern.format(**{name: parts[name] for name in self.parameters})


def pages_and_api() -> list[Route]:
    """Every route of the URLconf but the admin's."""
    return [route for pattern, view in _patterns() if not _is_admin(pattern) for route in _of(pattern, view)]


def admin() -> list[Route]:
    """Every route of the admin: it answers GET and POST, whatever its views are written as."""
    found = [pattern for pattern, _ in _patterns() if _is_admin(pattern)]
    return [Route(method, pattern) for pattern in found for method in ("GET", "POST")]


def websockets() -> list[str]:
    """The ASGI router's addresses."""
    return [_written(route.pattern) for route in sockets.routes]


def _is_admin(pattern: str) -> bool:
    return pattern.startswith("/admin/")


def _patterns() -> Iterator[tuple[str, Any]]:
    yield from _within(get_resolver(), "/")


def _within(resolver: URLResolver, before: str) -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        written = before + _written(entry.pattern)
        if isinstance(entry, URLPattern):
            yield written, entry.callback
        else:
            yield from _within(entry, written)


def _written(pattern: Any) -> str:
    text = str(pattern)
    if isinstance(pattern, RoutePattern):
        return PARAMETER.sub(r"{\1}", text)
    return GROUP.sub(r"{\1}", text).removeprefix("^").removesuffix("$")


def _of(pattern: str, view: Any) -> Iterator[Route]:
    """A class answers the methods that it has; of a function nobody can tell, so both are tried."""
    kind = getattr(view, "view_class", None) or getattr(view, "cls", None)
    methods = ["get", "post"] if kind is None else [name for name in METHODS if hasattr(kind, name)]
    if kind is not None and issubclass(kind, ProcessFormView):
        methods = [name for name in methods if name != "put"]  # the same function as post
    for method in methods:
        yield Route(method.upper(), pattern)
