"""Starts of whole classes, and who has joined them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from quizapp.domain.class_start import ClassStart
from quizapp.storage.database import db
from quizapp.storage.tables import class_members, class_starts


def add(contest_id: int, unit: str, pin: str, now: datetime, expires_at: datetime) -> ClassStart:
    row = db.session.execute(
        insert(class_starts)
        .values(contest_id=contest_id, unit=unit, pin=pin, created_at=now, expires_at=expires_at)
        .returning(class_starts)
    ).one()
    return _noun(row)


def get(number: int, *, lock: bool = False) -> ClassStart | None:
    """One start; held until the transaction ends, nobody joins it and it does not begin meanwhile."""
    query = select(class_starts).where(class_starts.c.id == number)
    row = db.session.execute(query.with_for_update() if lock else query).first()
    return None if row is None else _noun(row)


def open_ones(contest_id: int, now: datetime, units: Collection[str] | None = None) -> list[ClassStart]:
    """Those of a contest whose PIN is good now (of some units), the latest first."""
    query = _open(contest_id, now)
    if units is not None:
        query = query.where(class_starts.c.unit.in_(units))
    return [_noun(row) for row in db.session.execute(query)]


def by_pin(contest_id: int, pin: str, units: Collection[str], now: datetime) -> ClassStart | None:
    """The start that shows this PIN to one of these units, held until the transaction ends."""
    query = _open(contest_id, now).where(class_starts.c.pin == pin, class_starts.c.unit.in_(units)).limit(1)
    row = db.session.execute(query.with_for_update()).first()
    return None if row is None else _noun(row)


def waiting(contest_id: int, person_id: int, now: datetime) -> ClassStart | None:
    """What somebody has joined and the teacher has not started."""
    query = (
        _open(contest_id, now)
        .join(class_members, class_members.c.class_start_id == class_starts.c.id)
        .where(class_members.c.person_id == person_id, class_starts.c.started_at.is_(None))
        .limit(1)
    )
    row = db.session.execute(query).first()
    return None if row is None else _noun(row)


def join(number: int, person_id: int, now: datetime) -> bool:
    """Put somebody into a start that the caller holds; False if they were in it."""
    who = {"class_start_id": number, "person_id": person_id}
    if person_id in members(number):
        return False
    db.session.execute(insert(class_members).values(joined_at=now, **who))
    return True


def members(number: int) -> list[int]:
    """Who has joined, in the order of joining."""
    query = (
        select(class_members.c.person_id)
        .where(class_members.c.class_start_id == number)
        .order_by(class_members.c.joined_at, class_members.c.person_id)
    )
    return list(db.session.execute(query).scalars())


def begin(number: int, now: datetime) -> None:
    db.session.execute(update(class_starts).where(class_starts.c.id == number).values(started_at=now))


def end(number: int, now: datetime) -> None:
    """Its PIN opens nothing from now on."""
    db.session.execute(update(class_starts).where(class_starts.c.id == number).values(expires_at=now))


def _open(contest_id: int, now: datetime) -> Any:
    return (
        select(class_starts)
        .where(class_starts.c.contest_id == contest_id, class_starts.c.expires_at > now)
        .order_by(class_starts.c.id.desc())
    )


def _noun(row: Any) -> ClassStart:
    return ClassStart(row.id, row.contest_id, row.unit, row.pin, row.created_at, row.expires_at, row.started_at)
