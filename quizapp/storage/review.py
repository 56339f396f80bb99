"""Figures for officials: read from marks and standings as they stand, in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, func, select

from quizapp.domain.attempt import Attempt, State
from quizapp.storage.attempts import noun
from quizapp.storage.database import db
from quizapp.storage.tables import attempts, entries, people, standings


@dataclass(frozen=True, slots=True)
class Group:
    """One area and population of a stage. Points in 1/1000; `points_sum` over persons, of what they stand with."""

    area: str
    population: str
    persons: int
    attempts: int
    points_sum: int
    passed: int
    best: int


def groups(contest_id: int, stage: int) -> list[Group]:
    """Persons with a standing, by area and population."""
    rows = db.session.execute(
        select(
            standings.c.area,
            standings.c.population,
            func.count().label("persons"),
            func.sum(standings.c.attempts).label("attempts"),
            func.sum(standings.c.points).label("points_sum"),
            func.sum(standings.c.passed.cast(Integer)).label("passed"),
            func.max(standings.c.points).label("best"),
        )
        .where(standings.c.contest_id == contest_id, standings.c.stage == stage)
        .group_by(standings.c.area, standings.c.population)
    )
    return [
        Group(
            row.area,
            row.population,
            row.persons,
            int(row.attempts),
            int(row.points_sum),
            int(row.passed),
            row.best,
        )
        for row in rows
    ]


def entered(contest_id: int) -> dict[tuple[str, str], int]:
    """How many people are on the roster, by (area, population)."""
    rows = db.session.execute(
        select(entries.c.area, entries.c.population, func.count().label("n"))
        .where(entries.c.contest_id == contest_id)
        .group_by(entries.c.area, entries.c.population)
    )
    return {(row.area, row.population): row.n for row in rows}


def progress(contest_id: int) -> dict[str, dict[str, int]]:
    """Counting attempts by area and state: who is answering now, who is done."""
    rows = db.session.execute(
        select(attempts.c.area, attempts.c.state, func.count().label("n"))
        .where(attempts.c.contest_id == contest_id, attempts.c.practice.is_(False))
        .group_by(attempts.c.area, attempts.c.state)
    )
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row.area, {})[row.state] = row.n
    return found


def started_people(contest_id: int) -> dict[str, int]:
    """How many people have started, by area."""
    rows = db.session.execute(
        select(attempts.c.area, func.count(attempts.c.person_id.distinct()).label("n"))
        .where(attempts.c.contest_id == contest_id, attempts.c.practice.is_(False))
        .group_by(attempts.c.area)
    )
    return {row.area: row.n for row in rows}


def attempts_of_area(contest_id: int, area: str, offset: int, limit: int) -> tuple[int, list[tuple[Attempt, str]]]:
    """How many finished attempts an area has, and a page of them with masked names, best first."""
    where = (
        attempts.c.contest_id == contest_id,
        attempts.c.area == area,
        attempts.c.practice.is_(False),
        attempts.c.state != State.OPEN.value,
    )
    total = db.session.execute(select(func.count()).select_from(attempts).where(*where)).scalar_one()
    rows = db.session.execute(
        select(attempts, people.c.name_masked)
        .join(people, people.c.id == attempts.c.person_id)
        .where(*where)
        .order_by(attempts.c.score.desc(), attempts.c.duration_us, attempts.c.id)
        .offset(offset)
        .limit(limit)
    )
    return total, [(noun(row), row.name_masked) for row in rows]


def latest_hand_in(contest_id: int) -> datetime | None:
    found: datetime | None = db.session.execute(
        select(func.max(attempts.c.handed_in_at, type_=attempts.c.handed_in_at.type)).where(
            attempts.c.contest_id == contest_id
        )
    ).scalar()
    return found
