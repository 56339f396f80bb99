"""Contests, and the immutable snapshots of the questions that they use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import insert, select, update

from quizapp.domain.contest import Contest, ContestRecord, Life
from quizapp.domain.question import Question
from quizapp.storage.database import db
from quizapp.storage.tables import contests, snapshots


def by_slug(slug: str, *, lock: bool = False) -> ContestRecord | None:
    query = select(contests).where(contests.c.slug == slug)
    return _one(query.with_for_update() if lock else query)


def by_id(contest_id: int) -> ContestRecord | None:
    return _one(select(contests).where(contests.c.id == contest_id))


def everything() -> list[ContestRecord]:
    """All contests, the latest opening first."""
    return [_noun(row) for row in db.session.execute(select(contests).order_by(contests.c.opens_at.desc()))]


def published() -> list[ContestRecord]:
    query = select(contests).where(contests.c.published_at.is_not(None)).order_by(contests.c.opens_at.desc())
    return [_noun(row) for row in db.session.execute(query)]


def add(contest: Contest, now: datetime) -> ContestRecord:
    contest_id = db.session.execute(
        insert(contests).values(version=1, created_at=now, **_columns(contest)).returning(contests.c.id)
    ).scalar_one()
    return ContestRecord(contest_id, contest, Life(), 1)


def change(record: ContestRecord, contest: Contest, life: Life) -> ContestRecord:
    """Store new rules or a new state; the version goes up by one."""
    changed = replace(record, contest=contest, life=life, version=record.version + 1)
    db.session.execute(
        update(contests)
        .where(contests.c.id == record.id)
        .values(
            version=changed.version,
            published_at=life.published_at,
            stopped_at=life.stopped_at,
            finished_at=life.finished_at,
            **_columns(contest),
        )
    )
    return changed


def add_snapshot(contest_id: int, stage: int, *, practice: bool, pool: Sequence[Question], now: datetime) -> int:
    """Freeze the questions that a stage draws from. Once written it never changes."""
    number: int = db.session.execute(
        insert(snapshots)
        .values(
            contest_id=contest_id,
            stage=stage,
            practice=practice,
            questions=[msgspec.to_builtins(question, str_keys=True) for question in pool],
            created_at=now,
        )
        .returning(snapshots.c.id)
    ).scalar_one()
    return number


def snapshot_id(contest_id: int, stage: int, *, practice: bool) -> int | None:
    return db.session.execute(
        select(snapshots.c.id).where(
            snapshots.c.contest_id == contest_id,
            snapshots.c.stage == stage,
            snapshots.c.practice == practice,
        )
    ).scalar()


@lru_cache(maxsize=64)
def snapshot(number: int) -> tuple[Question, ...]:
    """The questions of a snapshot by position; read and built once in a process."""
    content = db.session.execute(select(snapshots.c.questions).where(snapshots.c.id == number)).scalar_one()
    return msgspec.convert(content, tuple[Question, ...])


@lru_cache(maxsize=64)
def _rules(text: str) -> Contest:
    """Rules are frozen objects, so equal texts may share one."""
    return msgspec.json.decode(text, type=Contest)


def _columns(contest: Contest) -> dict[str, Any]:
    return {
        "slug": contest.slug,
        "title": contest.title,
        "opens_at": contest.opens_at,
        "closes_at": contest.closes_at,
        "rules": msgspec.json.encode(contest).decode(),
    }


def _one(query: Any) -> ContestRecord | None:
    row = db.session.execute(query).first()
    return None if row is None else _noun(row)


def _noun(row: Any) -> ContestRecord:
    return ContestRecord(
        row.id, _rules(row.rules), Life(row.published_at, row.stopped_at, row.finished_at), row.version
    )
