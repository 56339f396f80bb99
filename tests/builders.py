"""Builders: a world to test in, contests, questions and people, each with one call and plain defaults."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from werkzeug.test import TestResponse

from quizapp import config as settings
from quizapp.accounts import second_factor, staff_sessions
from quizapp.accounts import staff as staff_verbs
from quizapp.accounts.tries import Caller
from quizapp.app import create_app
from quizapp.console import areas as area_verbs
from quizapp.console import roster as roster_verbs
from quizapp.domain import contest as c
from quizapp.domain.blueprint import Section
from quizapp.domain.clock import AnchoredClock
from quizapp.domain.contest import Contest, ContestRecord, Rules, Stage
from quizapp.domain.people import Actor
from quizapp.domain.question import Question, lettered, true_false_options
from quizapp.domain.staff import NEEDS_SECOND_FACTOR
from quizapp.domain.tags import Tags
from quizapp.operations import publish
from quizapp.storage import bank, contests, saving
from quizapp.storage import staff_sessions as session_shelf
from quizapp.storage.database import db, transaction
from quizapp.storage.resources import resources
from quizapp.worker import Worker

NOON = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)  # 12:00 in Yanzhou
TESTER = Actor("test", "builder")
PASSWORD = "correct horse battery"


class SetClock(AnchoredClock):
    """A clock that stands still until the test moves it."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now_us(self) -> int:
        return (self.at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)

    def step(self) -> timedelta:
        return timedelta()

    def move(self, **span: float) -> datetime:
        self.at += timedelta(**span)
        return self.at


def make_app(folder: Path, database_url: str, redis_url: str, clock: AnchoredClock | None = None, **env: str) -> Flask:
    given = {
        "QUIZAPP_INSTANCE": str(folder),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": "a secret key for tests, long enough",
        "QUIZAPP_DATA_KEY": "A" * 43,
        **env,
    }
    app = create_app(settings.read(given), clock or SetClock())
    app.testing = True
    app.test_client_class = FreshClient
    return app


class FreshClient(FlaskClient):
    """Each request in a context of its own, as in life: nothing of the test's or of the last request shines through."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():
            return super().open(*args, **kwargs)


class World:
    """An application with its context open, and what tests do in it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._context = app.app_context()
        self._context.push()
        self._numbers = itertools.count(1)
        self.authenticators: dict[str, Authenticator] = {}

    @classmethod
    def migrated(cls, app: Flask) -> Self:
        world = cls(app)
        upgrade()
        return world

    @classmethod
    def fresh(cls, app: Flask) -> Self:
        world = cls(app)
        resources().redis.flushall()
        contests.snapshot.cache_clear()
        saving.paper_of.cache_clear()
        area_verbs.import_areas(area_verbs.DISTRICT.read_bytes(), "towns.csv", TESTER, world.now)
        return world

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        db.session.remove()
        db.engine.dispose()
        resources().redis.close()
        saving.close()
        self._context.pop()

    @property
    def clock(self) -> SetClock:
        clock: SetClock = self.app.extensions["quizapp.clock"]
        return clock

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def client(self) -> Phone:
        return Phone(self.app)

    def work(self) -> None:
        """One round of the worker, in a context of its own."""
        with self.app.app_context():
            Worker(self.app, self.clock).round()

    def add_questions(self, *questions: Question, collection: str = "") -> list[int]:
        with transaction():
            ids = bank.add(questions, "approved", "test:builder", self.now)
            if collection:
                bank.put_in_collection(collection, ids, self.now)
        return ids

    def contest(self, contest: Contest | None = None, *, questions: int = 12, publish_it: bool = True) -> ContestRecord:
        """A published contest over a bank of its own (4 true/false, single and multiple each), open at noon."""
        if questions:
            self.add_questions(*some_questions(questions, start=next(self._numbers) * 1000))
        contest = contest or a_contest()
        publish.apply(contest, TESTER, self.now)
        if publish_it:
            return publish.publish(contest.slug, TESTER, self.now)
        record = contests.by_slug(contest.slug)
        assert record is not None
        return record

    def codes(self, slug: str, *people: str, area: str = "370812105", population: str = "farmer") -> list[str]:
        """Enter people by name, each in the given area; their entry codes. A youth has a guardian's consent."""
        consent = "是" if population == "youth" else ""
        rows = "".join(f"{name},{area},{population},{consent}\n" for name in people)
        data = f"name,area,population,guardian_consent\n{rows}".encode()
        report = roster_verbs.import_roster(data, "roster.csv", slug, TESTER, self.now)
        assert not report.problems, report.problems
        return [slip.code for slip in report.slips]

    def phone(self, code: str) -> Phone:
        """A phone that is signed in with an entry code."""
        phone = self.client()
        phone.sign_in(code)
        return phone

    def staff(self, role: str, area: str = "", name: str = "", unit: str = "") -> str:
        """A member of staff with PASSWORD and, where the role needs one, an authenticator; answers the account's name.

        A coordinator has a unit, a village of the area where none is given; an inspector's account ends in a month.
        """
        name = name or f"{role}-{area or 'all'}-{next(self._numbers)}"
        if role == "coordinator" and not unit:
            unit = self.village(area or "370812105")
        until = self.now + timedelta(days=30) if role == "inspector" else None
        token = staff_verbs.create(name, role, area, TESTER, self.now, unit, until)
        staff_verbs.set_password(token, PASSWORD, self.now)
        if role in NEEDS_SECOND_FACTOR:
            self.enrol(name)
        return name

    def enrol(self, name: str) -> None:
        """Give an account an authenticator, whose code of the present moment is still unused."""
        token = self.staff_token(name)
        session = staff_sessions.of_token(token)
        secret = second_factor.offer(session, token).secret
        before = pyotp.TOTP(secret).at(self.now - timedelta(seconds=30))
        spare = second_factor.enrol(session, token, Caller(name, "127.0.0.1"), before, "", self.now)
        staff_sessions.close(session, session.id, self.now)
        self.authenticators[name] = Authenticator(secret, list(spare))

    def second_code(self, name: str) -> str:
        """What the account's authenticator shows now; where that was given out before, a recovery code."""
        return self.authenticators[name].code(self.now)

    def staff_token(self, name: str) -> str:
        """A session of a member of staff who has taken every step."""
        with transaction():
            ends_at = self.now + timedelta(hours=12)
            return session_shelf.start(staff_verbs.named(name).id, self.now, ends_at, "a test", self.now)

    def village(self, area: str) -> str:
        """A unit of its own in an area; answers its code."""
        code = f"V{next(self._numbers):04}"
        rows = f"code,name,area,kind\n{code},村{code},{area},village\n"
        _, problems = area_verbs.import_units(rows.encode(), "units.csv", TESTER, self.now)
        assert not problems, problems
        return code


class Authenticator:
    """The app on somebody's phone, and the recovery codes on paper."""

    def __init__(self, secret: str, spare: list[str]) -> None:
        self.secret, self.spare = secret, spare
        self._given: set[str] = set()

    def code(self, now: datetime) -> str:
        code = pyotp.TOTP(self.secret).at(now)
        if code in self._given:
            return self.spare.pop()
        self._given.add(code)
        return code


class Phone:
    """The API as a phone uses it: a session token, and the token of the attempt at hand."""

    def __init__(self, app: Flask) -> None:
        self.http: FlaskClient = app.test_client()
        self.token = ""
        self.attempt: dict[str, Any] = {}
        self.seq = 0

    def sign_in(self, code: str) -> dict[str, Any]:
        reply = self.post("/session", {"entry_code": code})
        assert reply.status_code == 201, reply.text
        answer = body_of(reply)
        self.token = answer["token"]
        return answer

    def start(self, slug: str, key: str = "", *, practice: bool = False) -> TestResponse:
        headers = {"Idempotency-Key": key} if key else {}
        reply = self.post(f"/contests/{slug}/attempts", {"practice": practice}, headers=headers)
        if reply.status_code in {200, 201}:
            self.attempt = body_of(reply)
            self.seq = self.attempt["saved"]["seq"]
        return reply

    def save(self, answers: dict[str, list[str]], seq: int = 0, client: str = "page-1") -> TestResponse:
        self.seq = seq or self.seq + 1
        body = {"client": client, "seq": self.seq, "answers": answers}
        return self.http.put(self._own("/answers"), json=body, headers=self._attempt_headers())

    def submit(self, answers: dict[str, list[str]] | None = None) -> TestResponse:
        self.seq += 1
        body = {"client": "page-1", "seq": self.seq, "answers": answers or {}}
        return self.http.post(self._own("/submission"), json=body, headers=self._attempt_headers())

    def result(self) -> TestResponse:
        return self.http.get(self._own("/result"), headers=self._attempt_headers())

    def get(self, path: str, headers: dict[str, str] | None = None) -> TestResponse:
        return self.http.get("/api/v1" + path, headers=self._headers() | (headers or {}))

    def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> TestResponse:
        return self.http.post("/api/v1" + path, json=body, headers=self._headers() | (headers or {}))

    def _own(self, path: str) -> str:
        return f"/api/v1/attempts/{self.attempt['attempt']}{path}"

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def _attempt_headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.attempt['token']}"}


def body_of(reply: TestResponse) -> dict[str, Any]:
    """The JSON object that a reply holds."""
    body: dict[str, Any] = reply.get_json()
    return body


def a_question(kind: str = "single_choice", number: int = 1, **fields: Any) -> Question:
    """A question whose key is known: 'a' (正确) for true/false, 'b' for single choice, 'a' and 'c' for multiple."""
    if kind == "true_false":
        base = Question(kind, f"第{number}号说法是对的。", true_false_options(), frozenset("a"), tags=some_tags())
    elif kind == "single_choice":
        texts = [f"第{number}题选项{i}" for i in "甲乙丙丁"]
        base = Question(kind, f"第{number}题问的是什么？", lettered(texts), frozenset("b"), tags=some_tags())
    else:
        texts = [f"第{number}题做法{i}" for i in "甲乙丙丁"]
        base = Question(kind, f"第{number}题哪些做法对？", lettered(texts), frozenset("ac"), tags=some_tags())
    return replace(base, explanation=f"第{number}题的解析。", ref=fields.pop("ref", f"T{number:05}"), **fields)


def some_questions(count: int = 12, start: int = 1) -> list[Question]:
    kinds = ("true_false", "single_choice", "multiple_choice")
    return [a_question(kinds[i % 3], start + i) for i in range(count)]


def some_tags(**fields: Any) -> Tags:
    return replace(
        Tags("knowledge", "food-safety", "easy", frozenset({"farmer"}), frozenset({18})),
        **fields,
    )


def a_contest(slug: str = "farmers", **rules: Any) -> Contest:
    """Open from 8:00 to 20:00 of the day; three sections of four questions at 5, 10 and 10 points: 100 in all."""
    sections = (
        Section(4, 5_000, ("true_false",)),
        Section(4, 10_000, ("single_choice",)),
        Section(4, 10_000, ("multiple_choice",)),
    )
    opens_at = NOON - timedelta(hours=4)
    base = Rules(paper=c.Paper(sections=sections))
    stage = Stage("", opens_at, NOON + timedelta(hours=8), replace(base, **rules))
    return Contest(slug, "农民科学素质网络竞赛", (stage,), entry="roster", area_from="roster")


def right_answer(question: dict[str, Any]) -> list[str]:
    """The key of a builder's question, by the texts of its options: ids tell nothing."""
    return ids_of(question, {"true_false": "确", "single_choice": "乙", "multiple_choice": "甲丙"}[question["kind"]])


def ids_of(question: dict[str, Any], signs: str) -> list[str]:
    """The ids of the options whose text ends with one of these signs."""
    return sorted(option["id"] for option in question["options"] if option["text"][-1] in signs)


def all_right(attempt: dict[str, Any]) -> dict[str, list[str]]:
    return {question["id"]: right_answer(question) for question in attempt["questions"]}
