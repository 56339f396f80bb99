"""A participant's phone, whatever carries its calls: Locust's client in a load run, plain http.client under faults.

It behaves as the phone page does: an answer is sent again under its own number until the server has said something
about it, a start always carries the same idempotency key, a hand-in is repeated.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from loadtests.ledger import Entry


class Reply(NamedTuple):
    """`status` 0: nobody answered."""

    status: int
    body: bytes = b""

    def json(self) -> Any:
        return json.loads(self.body)


class Unexpected(Exception):
    """The server said something that it must not say here."""


Transport = Callable[[str, str, str, bytes | None, dict[str, str]], Reply]
"""name of the call, method, path, body, headers → the reply."""
Note = Callable[[Entry], None]

AGAIN = frozenset({0, 429, 502, 503})


class Backoff(NamedTuple):
    """How long to wait before a call is tried again, in seconds: longer each time, never at the moment of others."""

    first: float
    longest: float

    def pause(self, failures: int, chance: random.Random) -> float:
        return min(self.first * 2.0**failures, self.longest) * chance.uniform(0.5, 1.0)


HASTY = Backoff(0.1, 1.0)
AS_THE_PAGE = Backoff(1.0, 15.0)
"""As phone_api.js does."""
Sent = dict[str, Any]


class Phone:
    """One person in one contest. `patience`: for how many seconds a call is tried again."""

    def __init__(
        self, carry: Transport, note: Note, slug: str, code: str, patience: float = 60.0, backoff: Backoff = HASTY
    ) -> None:
        self._carry, self._note = carry, note
        self._slug, self._code, self._patience, self._backoff = slug, code, patience, backoff
        self._random = random.Random(code)
        self._client = f"page-{self._random.getrandbits(48):x}"
        self._seq = 0
        self._session = ""
        self._token = ""
        self.attempt = ""
        self.questions: list[dict[str, Any]] = []

    def sign_in(self) -> None:
        reply = self._insist("sign in", "POST", "/session", {"entry_code": self._code}, (201,))
        self._session = reply.json()["token"]

    def look(self) -> None:
        """The lobby."""
        self._insist("lobby", "GET", f"/contests/{self._slug}", None, (200,))

    def start(self) -> None:
        """Start; repeated, the same attempt is answered. After the first one the phone holds the attempt's token."""
        sent = {"key": f"start-{self._client}"}
        reply = self._insist(
            "start",
            "POST",
            f"/contests/{self._slug}/attempts",
            {"practice": False},
            (200, 201),
            more={"Idempotency-Key": sent["key"]},
        )
        begun = reply.json()
        self.attempt, self._token, self.questions = begun["attempt"], begun["token"], begun["questions"]
        self._write_down("start", sent, reply)

    def answer(self, question: dict[str, Any]) -> None:
        """Choose, and save until it is acknowledged."""
        self.save(self.choose(question))

    def choose(self, question: dict[str, Any]) -> Sent:
        """An answer with its number, which is on no way to the server yet."""
        self._seq += 1
        return {"client": self._client, "seq": self._seq, "answers": {question["id"]: self._choice(question)}}

    def save(self, sent: Sent) -> None:
        """Send until it is acknowledged."""
        self._noted("save", "PUT", f"/attempts/{self.attempt}/answers", sent)

    def hand_in(self) -> dict[str, Any]:
        self._seq += 1
        sent = {"client": self._client, "seq": self._seq, "answers": {}}
        reply = self._noted("hand_in", "POST", f"/attempts/{self.attempt}/submission", sent)
        result: dict[str, Any] = reply.json()
        return result

    def board(self) -> dict[str, Any]:
        """The public board and the own places; answers the latter."""
        self._insist("board public", "GET", f"/contests/{self._slug}/leaderboard", None, (200,))
        reply = self._insist("board me", "GET", f"/contests/{self._slug}/leaderboard/me", None, (200,))
        mine: dict[str, Any] = reply.json()
        return mine

    def _choice(self, question: dict[str, Any]) -> list[str]:
        options = [option["id"] for option in question["options"]]
        several = question["kind"] == "multiple_choice"
        return sorted(self._random.sample(options, self._random.randint(1, len(options)) if several else 1))

    def _noted(self, call: str, method: str, path: str, sent: dict[str, Any]) -> Reply:
        """A call on the attempt; what was acknowledged goes into the ledger, and what may have been done unsaid."""
        reply = self._insist(call, method, path, sent, (200,), silence=lambda: self._write_down(call, sent, Reply(0)))
        self._write_down(call, sent, reply)
        return reply

    def _write_down(self, call: str, sent: dict[str, Any], reply: Reply) -> None:
        self._note(
            {
                "call": call,
                "attempt": self.attempt,
                "sent": sent,
                "status": reply.status,
                "reply": reply.body.decode(),
            }
        )

    def _insist(
        self,
        name: str,
        method: str,
        path: str,
        body: Any,
        wanted: tuple[int, ...],
        more: dict[str, str] | None = None,
        silence: Callable[[], None] | None = None,
    ) -> Reply:
        """Call until there is an answer that is not 'try again'. Raises Unexpected for any other than the wanted."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} if data else {}
        token = self._token if path.startswith("/attempts/") else self._session
        if token:
            headers["Authorization"] = f"Bearer {token}"
        give_up, failures = time.monotonic() + self._patience, 0
        while True:
            reply = self._carry(name, method, f"/api/v1{path}", data, headers | (more or {}))
            if reply.status not in AGAIN:
                break
            if silence:
                silence()
            if time.monotonic() > give_up:
                break
            time.sleep(self._backoff.pause(failures, self._random))
            failures += 1
        if reply.status not in wanted:
            raise Unexpected(f"{method} {path}: {reply.status} {reply.body[:300]!r}")
        return reply
