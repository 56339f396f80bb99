"""The one way to a Redis client, and what counts as 'Redis is away'."""

from __future__ import annotations

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

# A read-only, full, loading or absent server are one case to the callers: the board is behind, SQL is asked.
Away = RedisError


def connect(url: str) -> Redis:
    """A client that gives up soon: a board is never worth a waiting phone."""
    client: Redis = Redis.from_url(
        url, socket_timeout=1.0, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 1), decode_responses=True
    )
    return client
