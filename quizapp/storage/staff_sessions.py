"""Where members of staff are signed in."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from quizapp.domain.people import Staff
from quizapp.domain.staff import StaffSession
from quizapp.storage.database import db
from quizapp.storage.sealed import token_hash
from quizapp.storage.tables import sessions, staff

COLUMNS = (
    sessions.c.id.label("session_id"),
    sessions.c.second_factor_at,
    sessions.c.device,
    sessions.c.created_at.label("signed_in_at"),
    sessions.c.last_seen_at,
    sessions.c.expires_at.label("session_expires_at"),
    *(staff.c.id, staff.c.name, staff.c.role, staff.c.area, staff.c.unit, staff.c.expires_at),
    staff.c.totp_sealed.is_not(None).label("enrolled"),
)


def start(
    staff_id: int, now: datetime, expires_at: datetime, device: str, second_factor_at: datetime | None = None
) -> str:
    """Start a session; returns its token, of which only the hash is kept."""
    token = secrets.token_urlsafe(32)
    db.session.execute(
        insert(sessions).values(
            token_hash=token_hash(token),
            staff_id=staff_id,
            shared=False,
            second_factor_at=second_factor_at,
            device=device,
            created_at=now,
            last_seen_at=now,
            expires_at=expires_at,
        )
    )
    return token


def find(token: str) -> StaffSession | None:
    """The session of a token, also one that has ended."""
    query = select(*COLUMNS).join(staff, staff.c.id == sessions.c.staff_id)
    row = db.session.execute(query.where(sessions.c.token_hash == token_hash(token))).first()
    return None if row is None else of_row(row)


def of_staff(staff_id: int) -> list[StaffSession]:
    """All of an account's, the latest first, also those that have ended."""
    query = select(*COLUMNS).join(staff, staff.c.id == sessions.c.staff_id)
    rows = db.session.execute(query.where(staff.c.id == staff_id).order_by(sessions.c.last_seen_at.desc()))
    return [of_row(row) for row in rows]


def note_seen(session_id: int, now: datetime) -> None:
    db.session.execute(update(sessions).where(sessions.c.id == session_id).values(last_seen_at=now))


def note_second_factor(session_id: int, now: datetime) -> None:
    db.session.execute(
        update(sessions).where(sessions.c.id == session_id).values(second_factor_at=now, last_seen_at=now)
    )


def close_one(staff_id: int, session_id: int) -> bool:
    """End one session of an account; False where it has no such one."""
    mine = (sessions.c.id == session_id) & (sessions.c.staff_id == staff_id)
    return db.session.execute(delete(sessions).where(mine).returning(sessions.c.id)).first() is not None


def close_all(staff_id: int, but: int | None = None) -> None:
    """End every session of an account, `but` one."""
    query = delete(sessions).where(sessions.c.staff_id == staff_id)
    db.session.execute(query if but is None else query.where(sessions.c.id != but))


def of_row(row: Any) -> StaffSession:
    """From a row that holds COLUMNS."""
    return StaffSession(
        id=row.session_id,
        staff=Staff(row.id, row.name, row.role, row.area or "", row.unit or "", row.expires_at),
        enrolled=row.enrolled,
        second_factor_at=row.second_factor_at,
        device=row.device or "",
        created_at=row.signed_in_at,
        last_seen_at=row.last_seen_at,
        expires_at=row.session_expires_at,
    )
