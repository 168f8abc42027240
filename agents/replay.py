"""What counts once. Kept in Redis; where Redis does not answer, nothing counts (fail closed)."""

import functools

import redis
from django.conf import settings

from agents.errors import Unauthenticated, Unavailable


@functools.lru_cache(maxsize=4)
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)


def once(kind: str, owner: str, value: str, *, seconds: int) -> None:
    """Record that `owner` used `value`.

    seconds: how long the record is kept; at least the token's validity plus the skew on both sides.
    Raises Unauthenticated (`replayed_<kind>`) where it was used before, Unavailable where nobody can tell.
    """
    try:
        fresh = _client(settings.REDIS_URL).set(f"once:{kind}:{owner}:{value}", 1, nx=True, ex=seconds)
    except redis.RedisError:
        raise Unavailable(
            "replay_store_unavailable", "Credentials cannot be checked right now.", retry_after=5
        ) from None
    if not fresh:
        raise Unauthenticated(f"replayed_{kind}", f"This {kind} was used before: make a new one.")
