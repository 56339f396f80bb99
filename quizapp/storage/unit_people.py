"""The people of some units in a contest, and how far they are. No name is opened here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, exists, func, select

from quizapp.domain.attempt import State
from quizapp.domain.people import Entry
from quizapp.domain.progress import Counts, Progress
from quizapp.storage.database import db
from quizapp.storage.tables import attempts, entries, people, standings


@dataclass(frozen=True, slots=True)
class UnitPerson:
    entry: Entry
    masked: str
    birth_year: int | None
    progress: Progress


def counts_by_contest(units: Collection[str]) -> dict[int, Counts]:
    """The contests that anybody of these units is entered in."""
    persons = _persons(units).subquery()
    query = select(persons.c.contest_id, persons.c.progress, func.count()).group_by(
        persons.c.contest_id, persons.c.progress
    )
    found: dict[int, dict[str, int]] = {}
    for contest_id, progress, count in db.session.execute(query):
        found.setdefault(contest_id, {})[progress] = count
    return {contest_id: Counts.of(by_progress) for contest_id, by_progress in found.items()}


def counts_by_unit(contest_id: int, units: Collection[str]) -> dict[str, Counts]:
    persons = _persons(units, contest_id).subquery()
    query = select(persons.c.unit, persons.c.progress, func.count()).group_by(persons.c.unit, persons.c.progress)
    found: dict[str, dict[str, int]] = {}
    for unit, progress, count in db.session.execute(query):
        found.setdefault(unit, {})[progress] = count
    return {unit: Counts.of(by_progress) for unit, by_progress in found.items()}


def listed(
    contest_id: int, units: Collection[str], progress: str = "", offset: int = 0, limit: int | None = None
) -> list[UnitPerson]:
    """Those people (who are so far) in the order of unit and ref."""
    query = _persons(units, contest_id).order_by(entries.c.unit, entries.c.ref).offset(offset).limit(limit)
    if progress:
        query = query.where(_progress() == progress)
    return [_noun(row) for row in db.session.execute(query)]


def by_ref(contest_id: int, units: Collection[str], ref: str) -> UnitPerson | None:
    row = db.session.execute(_persons(units, contest_id).where(entries.c.ref == ref)).first()
    return None if row is None else _noun(row)


def by_number(contest_id: int, units: Collection[str], persons: Collection[int]) -> list[UnitPerson]:
    """Those of these people who are in the units, in the order of unit and ref."""
    query = _persons(units, contest_id).where(entries.c.person_id.in_(persons))
    return [_noun(row) for row in db.session.execute(query.order_by(entries.c.unit, entries.c.ref))]


def _persons(units: Collection[str], contest_id: int | None = None) -> Any:
    """One row a person and contest; whoever was erased is in no list."""
    query = (
        select(entries, people.c.name_masked, people.c.birth_year, _progress().label("progress"))
        .join(people, people.c.id == entries.c.person_id)
        .where(entries.c.unit.in_(units), people.c.erased_at.is_(None))
    )
    return query if contest_id is None else query.where(entries.c.contest_id == contest_id)


def _progress() -> Any:
    counting = attempts.c.practice.is_(False)
    return case(
        (_has(attempts, counting, attempts.c.state == State.OPEN.value), Progress.ANSWERING.value),
        (_has(standings, standings.c.passed), Progress.PASSED.value),
        (_has(attempts, counting), Progress.HANDED_IN.value),
        else_=Progress.NOT_STARTED.value,
    )


def _has(table: Any, *which: Any) -> Any:
    """Whether a person has such a row in the contest of the entry at hand."""
    same = (table.c.contest_id == entries.c.contest_id, table.c.person_id == entries.c.person_id)
    return exists().where(*same, *which).correlate(entries)


def _noun(row: Any) -> UnitPerson:
    entry = Entry(row.contest_id, row.person_id, row.area, row.population, row.unit or "", row.ref, row.area_from)
    return UnitPerson(entry, row.name_masked, row.birth_year, Progress(row.progress))
