"""Sessions as rows, asked for by nothing but the keys that this market gives out.

Django looks up whatever a cookie says, and its parser undoes escapes: PostgreSQL has no text with a NUL.
"""

import re
from typing import Final

from django.contrib.sessions.backends import db

_KEY: Final = re.compile(r"[a-z0-9]{8,40}")


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key and _KEY.fullmatch(key))
