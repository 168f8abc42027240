"""What a caller did wrong or may try again, as values that become RFC 9457 problem documents.

Problem                 a stable code, a status, a sentence; nothing private, ever
├── Malformed           400  the body or the address cannot be read
├── Unauthenticated     401  the credentials are missing or refused; the code says which check failed
├── Forbidden           403  the caller is known and may not
├── NotFound            404  absent, or hidden: one class, so that both answer alike
├── Conflict            409  the thing is not (any more) as the caller believed
├── PreconditionFailed  412  what If-Match names is not (any more) what stands
├── TooLarge            413  the body is over the limit
├── Invalid             422  understood and unsound; `errors` names the members
├── TooMany             429  over a quota; `retry_after` seconds
└── Unavailable         503  not now; `retry_after` seconds
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class FieldError:
    """One unsound member: its name, a stable code, a sentence. Never its value."""

    field: str
    code: str
    detail: str


class Problem(Exception):
    """The root of the tree. `extra` holds further members of the problem document."""

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong"

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        retry_after: int | None = None,
        errors: Sequence[FieldError] = (),
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.retry_after = retry_after
        self.errors = tuple(errors)
        self.extra = dict(extra or {})


class Malformed(Problem):
    status = 400
    title = "The request cannot be read"


class Unauthenticated(Problem):
    status = 401
    title = "Credentials are missing or refused"


class Forbidden(Problem):
    status = 403
    title = "Not allowed"


class NotFound(Problem):
    status = 404
    title = "Not found"

    def __init__(self) -> None:
        super().__init__("not_found", "There is nothing here that you may see.")


class Conflict(Problem):
    status = 409
    title = "Not as you believed"


class PreconditionFailed(Problem):
    status = 412
    title = "Not what If-Match names"


class TooLarge(Problem):
    status = 413
    title = "Too large"


class Invalid(Problem):
    status = 422
    title = "Understood, but unsound"


class _Later(Problem):
    """It may be tried again; no such answer goes out without saying when."""

    def __init__(self, code: str, detail: str, *, retry_after: int) -> None:
        super().__init__(code, detail, retry_after=retry_after)


class TooMany(_Later):
    status = 429
    title = "Too many"


class Unavailable(_Later):
    status = 503
    title = "Not now"
