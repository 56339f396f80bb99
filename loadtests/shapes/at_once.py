"""At once: all sign in, wait in the lobby, and start at the same moment. The opening minute of a contest."""

from __future__ import annotations

from locust import LoadTestShape

from loadtests.journeys.plan import PLAN


class AtOnce(LoadTestShape):
    def tick(self) -> tuple[int, float] | None:
        """All at once, until the last one has seen the board or the time is over."""
        if PLAN.over():
            return None
        return PLAN.visitors, float(PLAN.visitors)
