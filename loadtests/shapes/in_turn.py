"""In turn: people come over the first half of the time, as on an ordinary evening."""

from __future__ import annotations

from locust import LoadTestShape

from loadtests.journeys.plan import PLAN


class InTurn(LoadTestShape):
    def tick(self) -> tuple[int, float] | None:
        """An even stream, until the last one has seen the board or the time is over."""
        if PLAN.over():
            return None
        return PLAN.visitors, max(1.0, PLAN.visitors / (PLAN.seconds / 2))
