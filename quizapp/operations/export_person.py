"""Everything that is kept about one person as one object, for the person: what they were told, said and did.

Nothing that the feedback rule still holds back is in it: neither scores nor whether an answer was right, and of the
questions only those that the person answered.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from quizapp.domain.attempt import Answer, Attempt
from quizapp.domain.blueprint import position_of
from quizapp.domain.clock import from_us, to_ms
from quizapp.domain.contest import ContestRecord
from quizapp.domain.feedback import Visible, visible
from quizapp.domain.people import Actor
from quizapp.domain.question import Question
from quizapp.domain.refusals import NotFound
from quizapp.domain.words import say
from quizapp.storage import attempts, audit, consents, contests, people, personal
from quizapp.storage.database import transaction
from quizapp.storage.personal import Profile

EXPORTED = "person.export"


def export(person_id: int, actor: Actor, now: datetime) -> dict[str, Any]:
    """Gather it at one moment, and note that it was handed out. Raises NotFound."""
    with transaction():
        gathered = _gather(person_id, now)
        audit.write(actor, EXPORTED, f"person:{person_id}", now)
    return gathered


def _gather(person_id: int, now: datetime) -> dict[str, Any]:
    person = personal.profile(person_id)
    if person is None:
        raise NotFound(say("没有编号是 %(number)s 的人。", number=person_id))
    tried = _attempts(person_id)
    hidden = {f"attempt:{attempt.id}" for record, attempt in tried if not _score_shown(record, attempt, now)}
    return {
        "person": _profile(person),
        "entries": [_plain(row) for row in personal.entries_of(person_id)],
        "class_starts": [_plain(row) for row in personal.class_starts_of(person_id)],
        "attempts": [_attempt(record, attempt, now) for record, attempt in tried],
        "consents": [
            {"version": each.version, "guardian": each.guardian, "given_at": _time(each.given_at)}
            for each in consents.of_person(person_id)
        ],
        "sessions": [_plain(row) for row in personal.sessions_of(person_id)],
        "audit": [_noted(row, hidden) for row in audit.of_person(person_id, [attempt.id for _, attempt in tried])],
        "exported_at": _time(now),
    }


def _attempts(person_id: int) -> list[tuple[ContestRecord, Attempt]]:
    records = [contests.by_id(contest_id) for contest_id in people.entered_contests(person_id)]
    known = [record for record in records if record is not None]
    return [(record, attempt) for record in known for attempt in attempts.of_person(record.id, person_id)]


def _profile(person: Profile) -> dict[str, Any]:
    return {
        "number": person.id,
        "name": person.name,
        "phone": person.phone or None,
        "area": person.area or None,
        "unit": person.unit or None,
        "population": person.population or None,
        "birth_year": person.birth_year,
        "guardian_consent": person.guardian_consent,
        "wechat": person.wechat,
        "created_at": _time(person.created_at),
        "erased_at": _time(person.erased_at),
    }


def _attempt(record: ContestRecord, attempt: Attempt, now: datetime) -> dict[str, Any]:
    pool = contests.snapshot(attempt.snapshot_id)
    shown = _score_shown(record, attempt, now)
    return {
        "number": attempt.id,
        "contest": record.contest.slug,
        "stage": attempt.stage,
        "practice": attempt.practice,
        "state": attempt.state.value,
        "started_at": _time(attempt.started_at),
        "deadline": _time(attempt.deadline),
        "handed_in_at": _time(attempt.handed_in_at),
        "duration_ms": None if attempt.duration is None else to_ms(attempt.duration),
        "area": attempt.area,
        "unit": attempt.unit or None,
        "population": attempt.population,
        "answers": [_answer(name, answer, pool) for name, answer in attempt.sheet.items()],
        "score": attempt.score / 1000 if shown and attempt.score is not None else None,
        "max_score": attempt.max_score / 1000,
        "passed": attempt.passed if shown else None,
    }


def _score_shown(record: ContestRecord, attempt: Attempt, now: datetime) -> bool:
    rules = record.contest.stages[attempt.stage].rules.feedback
    return visible(rules, record.settled_phase(now), practice=attempt.practice) >= Visible.SCORE


def _answer(name: str, answer: Answer, pool: tuple[Question, ...]) -> dict[str, Any]:
    """The question and the answer in words; what was typed stands for itself."""
    position = position_of(name)
    question = None if position is None else pool[position]
    texts = {} if question is None else {option.id: option.text for option in question.options}
    return {
        "question": name if question is None else question.stem,
        "answer": [texts.get(given, given) for given in answer.options],
        "first_at": _time(from_us(answer.first_at_us)),
        "last_at": _time(from_us(answer.last_at_us)),
        "changes": answer.changes,
    }


def _noted(row: dict[str, Any], hidden: set[str]) -> dict[str, Any]:
    details = {key: value for key, value in row["details"].items() if key != "score" or row["object"] not in hidden}
    named = ("actor", "action", "object")
    return {"at": _time(row["at"]), **{name: row[name] for name in named}, "details": details}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _time(value) if isinstance(value, datetime) else value for name, value in row.items()}


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
