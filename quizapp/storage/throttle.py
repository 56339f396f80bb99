"""Limits on what can be tried again and again: kept in Redis, and in this process while Redis is away.

The stated answer when Redis is gone: each process counts for itself, so a limit may be passed by as many times as
there are processes; nobody who is right is ever held back by it.
"""

from __future__ import annotations

import time

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import FixedWindowRateLimiter
from redis import Redis

from quizapp.domain.otp import MOST_TRIES
from quizapp.storage.redis_client import Away

WRONG_CODES_PER_ADDRESS = RateLimitItemPerMinute(30, namespace="wrong-code-address")
WRONG_CODES_OVER_ALL = RateLimitItemPerMinute(600, namespace="wrong-code-all")
# Whoever asked for a code by SMS has tries of their own in the database; these are for strangers, for as long as it
# lives and longer.
WRONG_OTPS_OF_STRANGER = RateLimitItemPerMinute(MOST_TRIES, 10, namespace="otp-stranger")
WRONG_OTPS_OF_STRANGERS = RateLimitItemPerMinute(50, 10, namespace="otp-strangers")
WRONG_OTPS_OVER_ALL = RateLimitItemPerMinute(600, namespace="wrong-otp-all")
OTPS_SENT_OVER_ALL = RateLimitItemPerMinute(3_000, namespace="otp-sent-all")
WRONG_PASSWORDS_PER_ADDRESS = RateLimitItemPerMinute(10, 15, namespace="wrong-password-address")
WRONG_PASSWORDS_PER_ACCOUNT = RateLimitItemPerHour(100, namespace="wrong-password-account")
WRONG_PINS_PER_PERSON = RateLimitItemPerMinute(5, namespace="wrong-pin-person")
WRONG_PASSWORDS_PER_DEVICE = RateLimitItemPerMinute(10, 15, namespace="wrong-password-device")
WRONG_FACTORS_PER_ADDRESS = RateLimitItemPerMinute(10, 15, namespace="wrong-factor-address")
# Three codes of a million are good at a moment: who has the password and guesses at this rate needs about two years.
WRONG_FACTORS_PER_ACCOUNT = RateLimitItemPerHour(20, namespace="wrong-factor-account")
WRONG_FACTORS_PER_DEVICE = RateLimitItemPerMinute(10, 15, namespace="wrong-factor-device")


class Throttle:
    def __init__(self, redis: Redis, url: str) -> None:
        shared = RedisStorage(url, connection_pool=redis.connection_pool)
        self._shared = FixedWindowRateLimiter(shared)
        self._alone = FixedWindowRateLimiter(MemoryStorage())

    def hit(self, limit: RateLimitItem, *who: str) -> bool:
        """Count one; False once there were too many."""
        try:
            return self._shared.hit(limit, *who)
        except Away:
            return self._alone.hit(limit, *who)

    def allows(self, limit: RateLimitItem, *who: str) -> bool:
        """Whether one more would be within the limit, without counting it."""
        try:
            return self._shared.test(limit, *who)
        except Away:
            return self._alone.test(limit, *who)

    def wait_seconds(self, limit: RateLimitItem, *who: str) -> int:
        """How long until the window ends: what Retry-After says."""
        try:
            resets_at = self._shared.get_window_stats(limit, *who).reset_time
        except Away:
            resets_at = self._alone.get_window_stats(limit, *who).reset_time
        return max(1, round(resets_at - time.time()))
