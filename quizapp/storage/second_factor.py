"""The second factor of staff: the sealed secret of their authenticator, the last step used, and recovery codes."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select, update

from quizapp.storage.database import db
from quizapp.storage.resources import resources
from quizapp.storage.tables import recovery_codes, staff

SECRET_BYTES = 20


@dataclass(frozen=True, slots=True)
class Factor:
    """`secret`: in base 32, as authenticators take it. `step`: the last whose code was used."""

    secret: str
    step: int


def of_staff(staff_id: int) -> Factor | None:
    row = db.session.execute(select(staff.c.totp_sealed, staff.c.totp_step).where(staff.c.id == staff_id)).first()
    if row is None or row.totp_sealed is None:
        return None
    return Factor(resources().sealer.open(staff_id, row.totp_sealed), row.totp_step)


def offered(token: str, known: Factor | None) -> str:
    """The secret that a session offers for enrolling: the same at each look, and kept nowhere until it is confirmed."""
    seed = resources().sealer.code_hash(f"totp:{token}:{known.secret if known else ''}")
    return base64.b32encode(seed[:SECRET_BYTES]).decode()


def put(staff_id: int, secret: str, step: int, now: datetime) -> None:
    """Take a confirmed secret into use; `step`: whose code confirmed it."""
    sealed = resources().sealer.seal(staff_id, secret)
    db.session.execute(
        update(staff).where(staff.c.id == staff_id).values(totp_sealed=sealed, totp_confirmed_at=now, totp_step=step)
    )


def drop(staff_id: int) -> None:
    db.session.execute(delete(recovery_codes).where(recovery_codes.c.staff_id == staff_id))
    db.session.execute(
        update(staff).where(staff.c.id == staff_id).values(totp_sealed=None, totp_confirmed_at=None, totp_step=None)
    )


def use_step(staff_id: int, step: int) -> bool:
    """Note that the code of a step was used; False if it or a later one was used already, also a moment ago."""
    unused = or_(staff.c.totp_step.is_(None), staff.c.totp_step < step)
    query = update(staff).where(staff.c.id == staff_id, unused).values(totp_step=step).returning(staff.c.id)
    return db.session.execute(query).first() is not None


def replace_recovery_codes(staff_id: int, codes: Iterable[str]) -> None:
    """From now on only these are good; only their hashes are kept."""
    db.session.execute(delete(recovery_codes).where(recovery_codes.c.staff_id == staff_id))
    hashes = [resources().sealer.code_hash(_kept_as(code)) for code in codes]
    rows = [{"staff_id": staff_id, "code_hash": code_hash} for code_hash in hashes]
    db.session.execute(insert(recovery_codes), rows)


def use_recovery_code(staff_id: int, code: str, now: datetime) -> bool:
    """Use up a recovery code; False if there is no such one, or it was used."""
    theirs = recovery_codes.c.staff_id == staff_id
    same = recovery_codes.c.code_hash.in_(resources().sealer.code_hashes(_kept_as(code)))
    query = update(recovery_codes).where(theirs, same, recovery_codes.c.used_at.is_(None)).values(used_at=now)
    return db.session.execute(query.returning(recovery_codes.c.staff_id)).first() is not None


def recovery_codes_left(staff_id: int) -> int:
    unused = (recovery_codes.c.staff_id == staff_id) & recovery_codes.c.used_at.is_(None)
    return db.session.execute(select(func.count()).select_from(recovery_codes).where(unused)).scalar_one()


def _kept_as(code: str) -> str:
    return f"recovery:{code}"
