"""Standings in SQL: what the boards are copies of, and what is asked where Redis is away."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update

from quizapp.domain.contest import Ranking
from quizapp.domain.counting import Counted
from quizapp.domain.people import Entry
from quizapp.domain.standing import Standing, tie_key
from quizapp.storage.database import db
from quizapp.storage.tables import people, standings

MICROSECOND = timedelta(microseconds=1)
SCOPES = ("overall", "area", "unit", "population")


@dataclass(frozen=True, slots=True)
class BoardScope:
    """Which board: of a contest's stage, over all or of one area, unit or population (`key`)."""

    contest_id: int
    stage: int
    scope: str = "overall"
    key: str = ""


def put(entry: Entry, stage: int, counted: Counted, rules: Ranking) -> None:
    """Set down what a person stands with; the version goes up by one.

    The caller holds the entry locked, so versions of one person never cross.
    """
    mine = _mine(entry.contest_id, stage, entry.person_id)
    values = {
        "points": counted.points,
        "tie_key": tie_key(_bare(entry, counted), rules),
        "duration_us": counted.duration // MICROSECOND,
        "started_at": counted.started_at,
        "finished_at": counted.finished_at,
        "attempts": counted.attempts,
        "counted": list(counted.counted_attempts),
        "passed": counted.passed,
        "area": entry.area,
        "unit": entry.unit or None,
        "population": entry.population,
    }
    version = db.session.execute(
        update(standings).where(mine).values(version=standings.c.version + 1, **values).returning(standings.c.version)
    ).scalar()
    if version is None:
        db.session.execute(
            insert(standings).values(
                contest_id=entry.contest_id, stage=stage, person_id=entry.person_id, version=1, **values
            )
        )


def get(contest_id: int, stage: int, person_id: int) -> Standing | None:
    row = db.session.execute(_select().where(_mine(contest_id, stage, person_id))).first()
    return None if row is None else _noun(row)


def of_people(contest_id: int, stage: int, persons: Collection[int]) -> list[Standing]:
    rows = db.session.execute(
        _select().where(
            standings.c.contest_id == contest_id,
            standings.c.stage == stage,
            standings.c.person_id.in_(persons),
        )
    )
    return [_noun(row) for row in rows]


def every(contest_id: int, stage: int) -> Iterator[Standing]:
    """All standings of a stage, streamed: a board of a million is rebuilt in constant memory."""
    rows = db.session.execute(
        _select().where(standings.c.contest_id == contest_id, standings.c.stage == stage),
        execution_options={"yield_per": 2_000},
    )
    for row in rows:
        yield _noun(row)


def page(board: BoardScope, offset: int, limit: int) -> list[Standing]:
    rows = db.session.execute(
        _select()
        .where(_on(board))
        .order_by(standings.c.points.desc(), standings.c.tie_key, standings.c.person_id)
        .offset(offset)
        .limit(limit)
    )
    return [_noun(row) for row in rows]


def total(board: BoardScope) -> int:
    return db.session.execute(select(func.count()).select_from(standings).where(_on(board))).scalar_one()


def ahead(board: BoardScope, standing: Standing, rules: Ranking) -> int:
    """How many stand strictly ahead: rank = this + 1. The same order as `domain.standing.order_key`."""
    return db.session.execute(
        select(func.count())
        .select_from(standings)
        .where(
            _on(board),
            or_(
                standings.c.points > standing.points,
                and_(standings.c.points == standing.points, standings.c.tie_key < tie_key(standing, rules)),
            ),
        )
    ).scalar_one()


def _mine(contest_id: int, stage: int, person_id: int) -> ColumnElement[bool]:
    return and_(standings.c.contest_id == contest_id, standings.c.stage == stage, standings.c.person_id == person_id)


def _on(board: BoardScope) -> ColumnElement[bool]:
    whole = and_(standings.c.contest_id == board.contest_id, standings.c.stage == board.stage)
    return whole if board.scope == "overall" else and_(whole, standings.c[board.scope] == board.key)


def _select() -> Any:
    return select(standings, people.c.name_masked).join(people, people.c.id == standings.c.person_id)


def _bare(entry: Entry, counted: Counted) -> Standing:
    return Standing(
        person_id=entry.person_id,
        points=counted.points,
        duration=counted.duration,
        started_at=counted.started_at,
        finished_at=counted.finished_at,
        version=0,
        attempts=counted.attempts,
        passed=counted.passed,
        name="",
        area=entry.area,
        unit=entry.unit,
        population=entry.population,
    )


def _noun(row: Any) -> Standing:
    return Standing(
        person_id=row.person_id,
        points=row.points,
        duration=timedelta(microseconds=row.duration_us),
        started_at=row.started_at,
        finished_at=row.finished_at,
        version=row.version,
        attempts=row.attempts,
        passed=row.passed,
        name=row.name_masked,
        area=row.area,
        unit=row.unit or "",
        population=row.population,
    )
