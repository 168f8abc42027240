"""What can go wrong on the agent's side, in one tree.

    BargainError
    ├── MarketError            the market answered with a problem document (RFC 9457)
    │   ├── NotAuthenticated   401   who you are was not shown
    │   ├── Forbidden          403   known, and not allowed
    │   ├── NotFound           404   absent, or hidden from you: the two look alike
    │   ├── Conflict           409   the world has changed since you looked
    │   ├── Invalid            400, 405, 413, 415, 422   the request is unsound
    │   └── Unavailable        429, 5xx   try again later; `retry_after` says when, if the market said so
    ├── Unreachable            no answer came
    ├── TookTooLong            the caller's own time limit ran out
    ├── Unexpected             an answer came that this protocol does not have
    ├── Distrusted             the market's word does not hold: a manifest, a sealing key, a listing's digest
    ├── SigningRefused         a statement differs from what this agent submitted or was shown
    └── LocalError             this machine's side: the key file, the records, an input file

Each has a stable `code`. No message, repr or attribute holds a limit, a note, a dealbreaker or a private key.
"""

from collections.abc import Mapping
from typing import Any


class BargainError(Exception):
    """Whatever this package refuses, or was refused. `detail` is one line."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class MarketError(BargainError):
    """A problem document. `members` are its other members (the current manifest of a 409, for example)."""

    def __init__(
        self, status: int, code: str, detail: str, *, retry_after: float | None, members: Mapping[str, Any]
    ) -> None:
        super().__init__(code, detail)
        self.status = status
        self.retry_after = retry_after
        self.members = members


class NotAuthenticated(MarketError):
    """401."""


class Forbidden(MarketError):
    """403."""


class NotFound(MarketError):
    """404."""


class Conflict(MarketError):
    """409."""


class Invalid(MarketError):
    """The request cannot be taken as it is, now or later."""


class Unavailable(MarketError):
    """The same request may well be taken later. `retry_after` is seconds, or None."""


class Unreachable(BargainError):
    """No connection, or it broke: whether the request arrived is not known."""

    def __init__(self, detail: str) -> None:
        super().__init__("unreachable", detail)


class TookTooLong(BargainError):
    """What was waited for has not come in the time that the caller gave; nothing else is wrong."""

    def __init__(self, detail: str) -> None:
        super().__init__("took_too_long", detail)


class Unexpected(BargainError):
    """An answer without a member that the protocol promises, or that is no JSON at all."""

    def __init__(self, detail: str) -> None:
        super().__init__("unexpected_answer", detail)


class Distrusted(BargainError):
    """Something that the market says of itself does not hold; nothing was submitted."""


class SigningRefused(BargainError):
    """This agent will not sign; `code` names the one thing that does not match."""


class LocalError(BargainError):
    """A key file, record or input file that cannot be used; `code` says which and `detail` what to do."""


_BY_STATUS: Mapping[int, type[MarketError]] = {
    401: NotAuthenticated,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    429: Unavailable,
}


def of_status(status: int) -> type[MarketError]:
    """The class for an HTTP status of 400 and above."""
    return _BY_STATUS.get(status, Unavailable if status >= 500 else Invalid)
