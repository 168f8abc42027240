"""The market's API as values: what to ask, and how an answer reads. Nothing here touches a network.

A face that sends (`client.wire` does it synchronously; an asynchronous one would be as small) carries a Call
over, asks `pause` whether to try again, and hands status, headers and body to `read`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, Literal

from client import errors
from contracts.domain.canonical import Unreadable, strict_loads

API: Final = "/api/v1"
TRY_AGAIN: Final = frozenset({429, 503})
FIRST_PAUSE: Final = 1.0  # seconds, doubled with each try, where the market names no time

Method = Literal["GET", "POST", "PATCH", "DELETE"]


@dataclass(frozen=True, repr=False)
class Call:
    """One request. `body` is JSON to be; `idempotency_key` makes sending it twice the same as once."""

    method: Method
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | bytes | None = None
    idempotency_key: str | None = None
    anonymous: bool = False
    content_type: str = "application/json"

    def __repr__(self) -> str:
        """Without the body, which may hold terms."""
        return f"Call({self.method} {self.path})"

    @property
    def repeatable(self) -> bool:
        """Whether it may be sent again when nobody knows if it arrived."""
        return self.method == "GET" or self.idempotency_key is not None


def pause(status: int, headers: Mapping[str, str], tried: int, now: datetime) -> float | None:
    """Seconds to wait before the next try of a refused call; None where trying again would change nothing.

    `tried` counts the tries so far, from 1. A 429 or 503 was refused before it did anything, so any call may
    be sent again.
    """
    if status not in TRY_AGAIN:
        return None
    told = retry_after(headers, now)
    return FIRST_PAUSE * 2 ** (tried - 1) if told is None else told


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Retry-After (RFC 9110 section 10.2.3) in seconds from now: digits or a date; None for neither."""
    text = headers.get("retry-after", "")
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    except (ValueError, TypeError):
        return None


def read(status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> bytes:
    """The body of a good answer; a MarketError for a problem document, Unexpected for anything else."""
    if 200 <= status < 300:
        return body
    if status < 400:
        raise errors.Unexpected(f"the market answered {status}; is the address right?")
    problem = _problem(body)
    code, detail = (problem.get(name) for name in ("code", "detail"))
    raise errors.of_status(status)(
        status,
        code if isinstance(code, str) else f"http_{status}",
        _said(detail, problem) or f"the market answered {status}",
        retry_after=retry_after(headers, now),
        members=problem,
    )


def read_json(body: bytes) -> Any:
    """A good answer's value; Unexpected where it is not JSON with one reading."""
    try:
        return strict_loads(body)
    except Unreadable as unreadable:
        code = unreadable.code
    raise errors.Unexpected(f"the answer is no sound JSON ({code})")


def _problem(body: bytes) -> Mapping[str, Any]:
    try:
        value = strict_loads(body)
    except Unreadable:
        return {}
    return value if isinstance(value, dict) else {}


def _said(detail: object, problem: Mapping[str, Any]) -> str:
    """The detail, with each field's own where the problem lists them."""
    said = [detail] if isinstance(detail, str) and detail else []
    listed = problem.get("errors")
    said += [
        f"{one['field']}: {one.get('detail') or one.get('code')}"
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict) and isinstance(one.get("field"), str)
    ]
    return "; ".join(said)
