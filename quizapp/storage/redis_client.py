"""The one way to a Redis client, and what counts as 'Redis is away'."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as TookTooLong
from redis.retry import Retry

# A read-only, full, loading or absent server are one case to the callers: the board is behind, SQL is asked.
Away = RedisError

REST_SECONDS = 2.0


class Impatient(Redis):
    """Once the server did not answer, one caller in two seconds finds out whether it does again; nobody else waits.

    Without this a server that hangs holds every thread of the web for two seconds at each hand-in, and the saves of
    everybody else behind them.
    """

    _silent_until = 0.0

    def execute_command(self, *args: Any, **options: Any) -> Any:
        silent_until, now = self._silent_until, time.monotonic()
        if silent_until:
            if now < silent_until:
                raise NoConnection("Redis did not answer a moment ago")
            self._silent_until = now + REST_SECONDS
        run: Callable[..., Any] = super().execute_command
        try:
            answer = run(*args, **options)
        except (NoConnection, TookTooLong):
            self._silent_until = time.monotonic() + REST_SECONDS
            raise
        self._silent_until = 0.0
        return answer


def connect(url: str) -> Redis:
    """A client that gives up soon: a board is never worth a waiting phone."""
    client: Redis = Impatient.from_url(
        url, socket_timeout=1.0, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 1), decode_responses=True
    )
    return client
