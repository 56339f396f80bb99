"""One clock: wall time anchored once to the monotonic clock, so that a step of the machine's clock is not followed."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
STEP_ALARM = timedelta(seconds=2)


def to_us(moment: datetime) -> int:
    """Microseconds since 1970-01-01 UTC of an aware datetime, exactly."""
    return (moment - EPOCH) // MICROSECOND


def from_us(us: int) -> datetime:
    return EPOCH + timedelta(microseconds=us)


def to_ms(span: timedelta) -> int:
    """Whole milliseconds, rounded down: durations leave the server in this unit."""
    return span // timedelta(milliseconds=1)


class AnchoredClock:
    """Reads the wall once, then counts with the monotonic clock.

    `step()` is how far the machine's wall clock has moved against it since: more than STEP_ALARM means that
    somebody set the clock, which is reported and not followed.
    """

    def __init__(
        self,
        wall_ns: Callable[[], int] = time.time_ns,
        monotonic_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self._wall_ns, self._monotonic_ns = wall_ns, monotonic_ns
        self._offset_ns = wall_ns() - monotonic_ns()

    def now_us(self) -> int:
        return (self._monotonic_ns() + self._offset_ns) // 1000

    def now(self) -> datetime:
        return from_us(self.now_us())

    def step(self) -> timedelta:
        return timedelta(microseconds=self._wall_ns() // 1000 - self.now_us())

    def stepped(self) -> bool:
        return abs(self.step()) > STEP_ALARM
