"""JSON: contests, attempts, answers, results. What the phone page with script lives on."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec
from flask import Response, current_app, request

from quizapp.domain.attempt import Attempt, Save, State
from quizapp.domain.people import Place
from quizapp.domain.refusals import Invalid, NotFound
from quizapp.domain.words import say
from quizapp.operations.start import start
from quizapp.taking import blueprint, class_start, service, shown
from quizapp.web import guards, tokens
from quizapp.web.clock import received_at, received_at_us
from quizapp.web.json_api import Answer, Body, Operation, read, reply, rfc3339

LARGEST_ID = 2**62
LONGEST_KEY = 80


class NewAttempt(Body):
    practice: bool = False


class Pin(Body):
    pin: str


class ClassAnswer(Answer):
    """`state`: waiting for the teacher, started (with the attempt), or over: handed in already."""

    state: str
    attempt: str | None


class Answers(Body):
    client: str
    seq: int
    answers: dict[str, list[str]]

    def save(self) -> Save:
        return Save(self.client, self.seq, {name: tuple(options) for name, options in self.answers.items()})


class Submission(Body):
    client: str = ""
    seq: int = 0
    answers: dict[str, list[str]] = msgspec.field(default_factory=dict)

    def last(self) -> Save | None:
        """The answers of the last screen; None where the call brings none."""
        if not self.answers:
            return None
        return Save(self.client, self.seq, {name: tuple(options) for name, options in self.answers.items()})


class SavedAnswer(Answer):
    saved_seq: int
    server_now: str
    deadline: str
    kept: dict[str, shown.Kept]


_ON_ATTEMPT = ("not-signed-in", "not-found")
SCHEMAS = (
    Operation("GET", "/contests", "Published contests", {200: list[shown.ContestAnswer]}, open=True),
    Operation(
        "GET",
        "/contests/{slug}",
        "One contest: phase, window, rules in sentences, own chances",
        {200: shown.ContestAnswer},
        refusals=("not-found",),
        open=True,
    ),
    Operation(
        "POST",
        "/contests/{slug}/attempts",
        "Start an attempt, or go on with the open one",
        {200: shown.AttemptAnswer, 201: shown.AttemptAnswer},
        body=NewAttempt,
        headers={"Idempotency-Key": "the same key answers the same attempt, whatever its state"},
        refusals=(
            "not-signed-in",
            "forbidden",
            "csrf",
            "wrong-population",
            "not-found",
            "not-open-yet",
            "closed",
            "stopped",
            "no-chances-left",
            "profile-incomplete",
        ),
    ),
    Operation(
        "POST",
        "/contests/{slug}/class",
        "Join a class that starts together, by the PIN of its teacher; repeated, it answers how things stand",
        {200: ClassAnswer},
        body=Pin,
        refusals=(
            "not-signed-in",
            "forbidden",
            "csrf",
            "wrong-population",
            "not-found",
            "closed",
            "stopped",
            "no-chances-left",
            "profile-incomplete",
            "slow-down",
        ),
    ),
    Operation(
        "GET",
        "/contests/{slug}/attempts",
        "Own attempts",
        {200: list[shown.AttemptLine]},
        refusals=("not-signed-in", "not-found"),
    ),
    Operation("GET", "/attempts/{id}", "One own attempt, to go on", {200: shown.AttemptAnswer}, refusals=_ON_ATTEMPT),
    Operation(
        "PUT",
        "/attempts/{id}/answers",
        "Save answers; once answered, durable",
        {200: SavedAnswer},
        body=Answers,
        refusals=(
            *_ON_ATTEMPT,
            "csrf",
            "stopped",
            "attempt-expired",
            "attempt-handed-in",
            "attempt-voided",
            "seq-out-of-range",
        ),
    ),
    Operation(
        "POST",
        "/attempts/{id}/submission",
        "Hand in; repeated, it answers the same",
        {200: shown.ResultAnswer},
        body=Submission,
        refusals=(*_ON_ATTEMPT, "csrf", "stopped", "seq-out-of-range"),
    ),
    Operation(
        "GET",
        "/attempts/{id}/result",
        "The result, as far as the feedback rule opens it",
        {200: shown.ResultAnswer},
        refusals=(*_ON_ATTEMPT, "invalid"),
    ),
)


def zone() -> ZoneInfo:
    found: ZoneInfo = current_app.config["QUIZAPP"].timezone
    return found


@blueprint.get("/api/v1/contests")
def list_contests() -> Response:
    now = received_at()
    return reply([shown.contest_answer(lobby, now) for lobby in service.lobbies(_person(), now, zone(), _place())])


@blueprint.get("/api/v1/contests/<slug>")
def show_contest(slug: str) -> Response:
    now = received_at()
    return reply(shown.contest_answer(service.lobby(slug, _person(), now, zone(), _place()), now))


@blueprint.post("/api/v1/contests/<slug>/attempts")
def start_attempt(slug: str) -> Response:
    practice = read(NewAttempt, absent=NewAttempt()).practice
    now = received_at()
    key = _idempotency_key()
    person_id = service.who_starts(slug, guards.phone_session())
    started = start(slug, person_id, now, zone(), practice=practice, key=key, place=_place())
    answer = shown.attempt_answer(started.attempt, service.record_of(started.attempt), now)
    return reply(answer, 201 if started.new else 200)


@blueprint.post("/api/v1/contests/<slug>/class")
def join_class(slug: str) -> Response:
    pin = read(Pin).pin
    seat = class_start.join(slug, guards.signed_in_person(), pin, received_at(), zone(), _place())
    if seat.waits:
        return reply(ClassAnswer("waiting", None))
    return reply(ClassAnswer("started", str(seat.attempt.id)) if seat.attempt else ClassAnswer("over", None))


@blueprint.get("/api/v1/contests/<slug>/attempts")
def list_attempts(slug: str) -> Response:
    now = received_at()
    record, mine = service.own_attempts(slug, guards.signed_in_person())
    return reply([shown.attempt_line(attempt, record, now, zone()) for attempt in mine])


@blueprint.get("/api/v1/attempts/<int:attempt_id>")
def show_attempt(attempt_id: int) -> Response:
    attempt = _attempt(attempt_id)
    return reply(shown.attempt_answer(attempt, service.record_of(attempt), received_at()))


@blueprint.put("/api/v1/attempts/<int:attempt_id>/answers")
def save_answers(attempt_id: int) -> Response:
    given = read(Answers)
    key_number = tokens.read_attempt_token(attempt_id)
    if key_number is None:
        key_number = _attempt(attempt_id).key_number
    saved = service.save_answers(attempt_id, key_number, given.save(), received_at_us())
    return reply(
        SavedAnswer(
            saved.saved_seq,
            rfc3339(received_at()) or "",
            rfc3339(saved.deadline) or "",
            shown.kept_answers(saved.kept),
        )
    )


@blueprint.post("/api/v1/attempts/<int:attempt_id>/submission")
def submit_attempt(attempt_id: int) -> Response:
    last = read(Submission, absent=Submission()).last()
    now = received_at()
    done = service.submit(_attempt(attempt_id), last, now, zone())
    return reply(shown.result_answer(done.attempt, service.record_of(done.attempt), now, done.not_accepted))


@blueprint.get("/api/v1/attempts/<int:attempt_id>/result")
def show_result(attempt_id: int) -> Response:
    attempt = _attempt(attempt_id)
    if attempt.state is State.OPEN:
        raise Invalid.at("attempt", say("这份答卷还没有交。"))
    return reply(shown.result_answer(attempt, service.record_of(attempt), received_at()))


def _person() -> int | None:
    """Who looks, where it is a participant."""
    who = guards.identity()
    return who.person_id if who else None


def _place() -> Place | None:
    """Where a signed link let this phone in."""
    who = guards.identity()
    return who.phone.place if who and who.phone else None


def _attempt(attempt_id: int) -> Attempt:
    """The attempt of the call, by its own token or as one's own by the session."""
    if attempt_id > LARGEST_ID:
        raise NotFound()
    key_number = tokens.read_attempt_token(attempt_id)
    if key_number is not None:
        return service.attempt_by_key(attempt_id, key_number)
    return service.own_attempt(attempt_id, guards.signed_in_person())


def _idempotency_key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise Invalid.at("Idempotency-Key", say("要有 1 到 %(n)s 个英文字符。", n=LONGEST_KEY))
    return key
