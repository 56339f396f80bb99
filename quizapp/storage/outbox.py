"""The outbox: whose standing the boards must still be told. A row goes only when Redis has acknowledged."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, func, insert, select

from quizapp.storage.database import db
from quizapp.storage.tables import outbox


class Due(NamedTuple):
    id: int
    contest_id: int
    stage: int
    person_id: int


def add(contest_id: int, stage: int, person_id: int, now: datetime) -> Due:
    row_id = db.session.execute(
        insert(outbox)
        .values(contest_id=contest_id, stage=stage, person_id=person_id, created_at=now)
        .returning(outbox.c.id)
    ).scalar_one()
    return Due(row_id, contest_id, stage, person_id)


def oldest(limit: int = 500) -> list[Due]:
    rows = db.session.execute(
        select(outbox.c.id, outbox.c.contest_id, outbox.c.stage, outbox.c.person_id).order_by(outbox.c.id).limit(limit)
    )
    return [Due(*row) for row in rows]


def done(ids: list[int]) -> None:
    db.session.execute(delete(outbox).where(outbox.c.id.in_(ids)))


def waiting(contest_id: int, stage: int, before: datetime) -> int:
    """How many rows of a board are older than `before`: more than none means that it is behind."""
    return db.session.execute(
        select(func.count())
        .select_from(outbox)
        .where(outbox.c.contest_id == contest_id, outbox.c.stage == stage, outbox.c.created_at < before)
    ).scalar_one()
