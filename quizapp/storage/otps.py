"""Codes by SMS, as keyed hashes: found by the phone's index, each try claimed before it is compared."""

from __future__ import annotations

import hmac
from datetime import datetime

from sqlalchemy import func, insert, select, update

from quizapp.domain import otp
from quizapp.storage.database import db, is_postgresql
from quizapp.storage.resources import resources
from quizapp.storage.tables import otps


def lock(phone: str) -> None:
    """One sending to a phone after the other; SQLite writes one at a time anyway."""
    if is_postgresql():
        number = int.from_bytes(resources().sealer.phone_index(phone)[:8], signed=True)
        db.session.execute(select(func.pg_advisory_xact_lock(number)))


def sent(phone: str, since: datetime) -> list[datetime]:
    """When codes were sent to a phone."""
    mine = otps.c.phone_index.in_(resources().sealer.phone_indexes(phone))
    return list(db.session.execute(select(otps.c.sent_at).where(mine, otps.c.sent_at > since)).scalars())


def add(phone: str, code: str, now: datetime) -> int:
    sealer = resources().sealer
    number: int = db.session.execute(
        insert(otps)
        .values(
            phone_index=sealer.phone_index(phone),
            code_hash=sealer.code_hash(_salted(phone, code)),
            sent_at=now,
            expires_at=now + otp.LIFE,
            wrong_tries=0,
        )
        .returning(otps.c.id)
    ).scalar_one()
    return number


def live(phone: str, now: datetime) -> list[int]:
    """The numbers of the codes of a phone that are good now, the latest first."""
    mine = otps.c.phone_index.in_(resources().sealer.phone_indexes(phone))
    good = (otps.c.used_at.is_(None), otps.c.expires_at > now)
    return list(db.session.execute(select(otps.c.id).where(mine, *good).order_by(otps.c.id.desc())).scalars())


def claim_try(number: int) -> bool:
    """One of the tries that whoever asked for a code has; False once they are used up."""
    query = (
        update(otps)
        .where(otps.c.id == number, otps.c.wrong_tries < otp.MOST_TRIES)
        .values(wrong_tries=otps.c.wrong_tries + 1)
        .returning(otps.c.id)
    )
    return db.session.execute(query).first() is not None


def matches(number: int, phone: str, code: str) -> bool:
    stored = db.session.execute(select(otps.c.code_hash).where(otps.c.id == number)).scalar_one()
    hashes = resources().sealer.code_hashes(_salted(phone, code))
    return any(hmac.compare_digest(stored, each) for each in hashes)


def use(phone: str, number: int, now: datetime) -> bool:
    """Use a code, and with it all others of the phone; of two at once one gets False."""
    first = update(otps).where(otps.c.id == number, otps.c.used_at.is_(None)).values(used_at=now).returning(otps.c.id)
    if db.session.execute(first).first() is None:
        return False
    mine = otps.c.phone_index.in_(resources().sealer.phone_indexes(phone))
    db.session.execute(update(otps).where(mine, otps.c.used_at.is_(None)).values(used_at=now))
    return True


def withdraw(number: int) -> None:
    """A code that could not be sent: as if it had never been."""
    db.session.execute(otps.delete().where(otps.c.id == number))


def _salted(phone: str, code: str) -> str:
    return f"otp/{phone}/{code}"
