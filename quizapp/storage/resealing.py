"""Seal again, with the first data key of the ring, what an older key sealed."""

from __future__ import annotations

from sqlalchemy import Column, func, select, update

from quizapp.storage.database import db
from quizapp.storage.resources import resources
from quizapp.storage.sealed import Sealer, Unsealable
from quizapp.storage.tables import otps, people, sessions, staff


def waiting() -> int:
    """How many people an older key still seals."""
    older = people.c.key_number != resources().sealer.key_number
    return db.session.execute(select(func.count()).select_from(people).where(older)).scalar_one()


def people_after(number: int, limit: int) -> list[int]:
    """The next people whom an older key seals, above a number."""
    query = (
        select(people.c.id)
        .where(people.c.key_number != resources().sealer.key_number, people.c.id > number)
        .order_by(people.c.id)
        .limit(limit)
    )
    return list(db.session.execute(query).scalars())


def reseal_person(person_id: int) -> bool:
    """Seal one person again and index the phone anew; False where no key of the ring opens them."""
    sealer = resources().sealer
    row = db.session.execute(select(people).where(people.c.id == person_id).with_for_update()).one()
    try:
        name = sealer.open(row.id, row.name_sealed)
        phone = sealer.open(row.id, row.phone_sealed) if row.phone_sealed else ""
    except Unsealable:
        return False
    values = {"name_sealed": sealer.seal(row.id, name), "key_number": sealer.key_number}
    if phone:
        values |= {"phone_sealed": sealer.seal(row.id, phone), "phone_index": sealer.phone_index(phone)}
        _index_anew(sealer, phone)
    db.session.execute(update(people).where(people.c.id == row.id).values(**values))
    return True


def reseal_rest() -> int:
    """Seal again the secrets of second factors and the phones of sessions; answers how many no key opens."""
    return _reseal(staff.c.totp_sealed) + _reseal(sessions.c.phone_sealed)


def _reseal(column: Column[bytes]) -> int:
    sealer, table, failed = resources().sealer, column.table, 0
    rows = db.session.execute(select(table.c.id, column.label("sealed")).where(column.is_not(None))).all()
    for row in rows:
        if sealer.is_current(row.sealed):
            continue
        try:
            text = sealer.open(row.id, row.sealed)
        except Unsealable:
            failed += 1
            continue
        sealed = {column.name: sealer.seal(row.id, text)}
        db.session.execute(update(table).where(table.c.id == row.id).values(**sealed))
        if table is sessions:
            _index_anew(sealer, text)
    return failed


def _index_anew(sealer: Sealer, phone: str) -> None:
    """Sessions and codes of this phone follow it, so that nobody is signed out."""
    first, *older = sealer.phone_indexes(phone)
    for row in db.session.execute(select(sessions.c.id).where(sessions.c.phone_index.in_(older))).all():
        db.session.execute(
            update(sessions).where(sessions.c.id == row.id).values(phone_sealed=sealer.seal(row.id, phone))
        )
    for table in (sessions, otps):
        db.session.execute(update(table).where(table.c.phone_index.in_(older)).values(phone_index=first))
