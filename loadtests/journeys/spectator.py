"""A spectator: not signed in, looks at the contest and again and again at its board."""

from __future__ import annotations

from locust import between, task
from locust.contrib.fasthttp import FastHttpUser

from loadtests.journeys.plan import PLAN


class Spectator(FastHttpUser):
    fixed_count = PLAN.spectators
    wait_time = between(1.0, 3.0)
    tag = ""

    @task(4)
    def board(self) -> None:
        """With the tag of the last answer, as a browser does: an unchanged board is not sent again."""
        headers = {"If-None-Match": self.tag} if self.tag else {}
        path = f"/api/v1/contests/{PLAN.slug}/leaderboard"
        response = self.client.get(path, headers=headers, name="board public")
        self.tag = str(response.headers.get("ETag", "")) if response.headers else ""

    @task(1)
    def lobby(self) -> None:
        self.client.get(f"/api/v1/contests/{PLAN.slug}", name="lobby")
