"""A participant: signs in, waits in the lobby, starts with the others, reads and answers, hands in, sees the board."""

from __future__ import annotations

import itertools
import random
import time

from locust import task
from locust.contrib.fasthttp import FastHttpUser
from locust.exception import StopUser

from loadtests.journeys.plan import PLAN
from loadtests.phone import Phone, Reply, Unexpected

numbers = itertools.count()
TIMEOUT = 30.0


class Participant(FastHttpUser):
    fixed_count = len(PLAN.codes)
    connection_timeout = network_timeout = TIMEOUT

    def on_start(self) -> None:
        code = PLAN.codes[next(numbers) % len(PLAN.codes)]
        self.phone = Phone(self.carry, PLAN.ledger.note, PLAN.slug, code)
        self.random = random.Random(code)

    def carry(self, name: str, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        """One call over Locust's client, which counts it under its name."""
        response = self.client.request(method, path, data=(body or b"").decode(), headers=headers, name=name)
        return Reply(response.status_code or 0, response.content or b"")

    @task
    def journey(self) -> None:
        try:
            self.phone.sign_in()
            self.phone.look()
            PLAN.wait_for_the_others()
            self.phone.start()
            for question in self.phone.questions:
                self.read(PLAN.seconds / len(self.phone.questions))
                self.phone.answer(question)
            self.phone.hand_in()
            self.phone.board()
        except Unexpected as error:
            self.environment.events.user_error.fire(user_instance=self, exception=error, tb=error.__traceback__)
        PLAN.finished += 1
        raise StopUser

    def read(self, seconds: float) -> None:
        """About so long: some are quick, some are old."""
        time.sleep(seconds * self.random.uniform(0.4, 1.6))
