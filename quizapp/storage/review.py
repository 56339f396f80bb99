"""Figures for officials: read from marks and standings as they stand, in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, String, and_, func, or_, select

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


def known_otherwise(contest_id: int) -> dict[tuple[str, str, str], int]:
    """How many people are entered whose town was not known from a roster, by (area, population, how it was known)."""
    how = (entries.c.area, entries.c.population, entries.c.area_from)
    rows = db.session.execute(
        select(*how, func.count().label("n"))
        .where(entries.c.contest_id == contest_id, entries.c.area_from != "roster")
        .group_by(*how)
    )
    return {(row.area, row.population, row.area_from): row.n for row in rows}


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


@dataclass(frozen=True, slots=True)
class Line:
    """A finished attempt in a list: whose (masked), whether it is among the attempts of the figures (人次), and
    whether the person's points stand on it."""

    attempt: Attempt
    name: str
    counts: bool
    stands: bool


def attempts_of_area(
    contest_id: int, stage: int, area: str, population: str, offset: int, limit: int
) -> tuple[int, int, list[Line]]:
    """How many finished attempts an area has (population '' = all), how many of them the figures count, and a page
    of them, best first."""
    where = [
        attempts.c.contest_id == contest_id,
        attempts.c.stage == stage,
        attempts.c.area == area,
        attempts.c.practice.is_(False),
        attempts.c.state != State.OPEN.value,
    ]
    if population:
        where.append(attempts.c.population == population)
    total, counted = db.session.execute(
        select(func.count(), func.coalesce(func.sum(_counts().cast(Integer)), 0)).select_from(attempts).where(*where)
    ).one()
    mine = (
        (standings.c.contest_id == attempts.c.contest_id)
        & (standings.c.stage == attempts.c.stage)
        & (standings.c.person_id == attempts.c.person_id)
    )
    rows = db.session.execute(
        select(attempts, people.c.name_masked, _counts().label("counts"), standings.c.counted.label("counted"))
        .join(people, people.c.id == attempts.c.person_id)
        .outerjoin(standings, mine)
        .where(*where)
        .order_by(attempts.c.score.desc(), attempts.c.duration_us, attempts.c.id)
        .offset(offset)
        .limit(limit)
    )
    lines = [Line(noun(row), row.name_masked, bool(row.counts), row.id in (row.counted or ())) for row in rows]
    return total, int(counted), lines


def _counts() -> ColumnElement[bool]:
    """What `attempts.finished` takes: handed in, or handed in by the server with at least one answer."""
    return or_(
        attempts.c.state == State.HANDED_IN.value,
        and_(attempts.c.state == State.EXPIRED.value, attempts.c.sheet.cast(String) != "{}"),
    )


def masked_name(person_id: int) -> str:
    name: str = db.session.execute(select(people.c.name_masked).where(people.c.id == person_id)).scalar_one()
    return name


def latest_hand_in(contest_id: int, stage: int, area: str = "") -> datetime | None:
    """When the last attempt that may count was handed in, in an area or everywhere."""
    query = select(func.max(attempts.c.handed_in_at, type_=attempts.c.handed_in_at.type)).where(
        attempts.c.contest_id == contest_id, attempts.c.stage == stage, attempts.c.practice.is_(False)
    )
    if area:
        query = query.where(attempts.c.area == area)
    found: datetime | None = db.session.execute(query).scalar()
    return found
