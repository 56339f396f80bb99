"""What an organizer's desk shows: counts over whole contests, pages of a roster; each in one query, however many."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from quizapp.domain.attempt import State
from quizapp.domain.people import Entry
from quizapp.storage.database import db
from quizapp.storage.tables import attempts, entries, people, staff


@dataclass(frozen=True, slots=True)
class Listed:
    """A person on a roster, with no name opened, and how often they have started (practice apart)."""

    entry: Entry
    masked: str
    birth_year: int | None
    attempts: int


def entered_by_contest() -> dict[int, int]:
    rows = db.session.execute(select(entries.c.contest_id, func.count()).group_by(entries.c.contest_id))
    return dict(rows.all())


def handed_in_by_contest() -> dict[int, int]:
    """Counting attempts that are over, by contest."""
    rows = db.session.execute(
        select(attempts.c.contest_id, func.count())
        .where(attempts.c.practice.is_(False), attempts.c.state != State.OPEN.value)
        .group_by(attempts.c.contest_id)
    )
    return dict(rows.all())


def roster_size(contest_id: int, area: str = "") -> int:
    return db.session.execute(select(func.count()).select_from(entries).where(*_of(contest_id, area))).scalar_one()


def roster_page(contest_id: int, area: str, offset: int, limit: int) -> list[Listed]:
    """A page of a roster in the order of area, unit and ref."""
    return _listed(contest_id, _of(contest_id, area), offset, limit)


def whole_roster(contest_id: int, area: str) -> list[Listed]:
    """All of it, in the same order."""
    return _listed(contest_id, _of(contest_id, area), 0, None)


def by_refs(contest_id: int, refs: Collection[str]) -> list[Listed]:
    """Whose refs these are, in the same order again."""
    return _listed(contest_id, [*_of(contest_id, ""), entries.c.ref.in_(refs)], 0, len(refs))


def by_ref(contest_id: int, ref: str) -> Listed | None:
    return next(iter(by_refs(contest_id, [ref])), None)


def staff_names() -> dict[int, str]:
    return dict(db.session.execute(select(staff.c.id, staff.c.name)).all())


def _of(contest_id: int, area: str) -> list[Any]:
    """Whoever was erased is in no list."""
    gone = select(people.c.id).where(people.c.erased_at.is_not(None))
    here = [entries.c.contest_id == contest_id, entries.c.person_id.not_in(gone)]
    return [*here, entries.c.area == area] if area else here


def _listed(contest_id: int, where: Sequence[Any], offset: int, limit: int | None) -> list[Listed]:
    started = (
        select(attempts.c.person_id, func.count().label("n"))
        .where(attempts.c.contest_id == contest_id, attempts.c.practice.is_(False))
        .group_by(attempts.c.person_id)
        .subquery()
    )
    rows = db.session.execute(
        select(entries, people.c.name_masked, people.c.birth_year, func.coalesce(started.c.n, 0).label("started"))
        .join(people, people.c.id == entries.c.person_id)
        .outerjoin(started, started.c.person_id == entries.c.person_id)
        .where(*where)
        .order_by(entries.c.area, entries.c.unit, entries.c.ref)
        .offset(offset)
        .limit(limit)
    )
    return [
        Listed(
            Entry(row.contest_id, row.person_id, row.area, row.population, row.unit or "", row.ref, row.area_from),
            row.name_masked,
            row.birth_year,
            row.started,
        )
        for row in rows
    ]
