"""Seal again, with the first data key of the ring, what an older key sealed."""

from __future__ import annotations

from sqlalchemy import func, select, update

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


def reseal_staff() -> int:
    """Seal the secrets of second factors again; answers how many no key of the ring opens."""
    sealer, failed = resources().sealer, 0
    for row in db.session.execute(select(staff.c.id, staff.c.totp_sealed).where(staff.c.totp_sealed.is_not(None))):
        if sealer.is_current(row.totp_sealed):
            continue
        try:
            sealed = sealer.seal(row.id, sealer.open(row.id, row.totp_sealed))
        except Unsealable:
            failed += 1
        else:
            db.session.execute(update(staff).where(staff.c.id == row.id).values(totp_sealed=sealed))
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
