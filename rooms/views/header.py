"""What every page's header says to whoever is signed in. Asked for only where a page shows it."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest

from agents.authentication import person_of
from agents.tenancy import tenant_of
from rooms import notices


class _Header:
    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def unread(self) -> str:
        """How many notices are not read; "" where none is."""
        person_id = self._request.user.pk
        count = 0 if person_id is None else notices.unread(tenant_of(self._request), person_id)
        return f"{count - 1}+" if count == notices.MOST_COUNTED else str(count or "")

    @cached_property
    def audits(self) -> bool:
        """Whether the person reads the market's contracts."""
        person = person_of(self._request)
        return person is not None and person.audits


def header(request: HttpRequest) -> dict[str, Any]:
    """Django's context processor."""
    return {"header": _Header(request)}
