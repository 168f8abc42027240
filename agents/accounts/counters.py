"""How the counters of tries stand in the broker: no name and no address in a key, nothing that runs in a value."""

import json
from typing import Any

from django.utils.crypto import salted_hmac


def key(key: str, prefix: str, version: int) -> str:
    """Django's KEY_FUNCTION: what is counted, under a digest that only this installation can make."""
    return f"{prefix}:{version}:{salted_hmac('counters', key, algorithm='sha256').hexdigest()}"


class Json:
    """Django's cache serializer; its own one would unpickle whatever the broker says."""

    def dumps(self, value: Any) -> bytes:
        return json.dumps(value).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)
