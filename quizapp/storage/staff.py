"""Staff accounts, their one-time links, and whose a session is."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update

from quizapp.domain.people import PhoneSession, Staff
from quizapp.domain.staff import Account, StaffSession
from quizapp.storage import phone_sessions, staff_sessions
from quizapp.storage.database import db
from quizapp.storage.sealed import token_hash
from quizapp.storage.tables import sessions, staff, staff_links


def add(name: str, role: str, area: str, unit: str, now: datetime, expires_at: datetime | None = None) -> Staff:
    staff_id = db.session.execute(
        insert(staff)
        .values(name=name, role=role, area=area or None, unit=unit or None, created_at=now, expires_at=expires_at)
        .returning(staff.c.id)
    ).scalar_one()
    return Staff(staff_id, name, role, area, unit, expires_at)


def by_id(staff_id: int) -> Account | None:
    row = db.session.execute(_accounts().where(staff.c.id == staff_id)).first()
    return None if row is None else _account(row)


def everybody() -> list[Account]:
    """All accounts, by name."""
    return [_account(row) for row in db.session.execute(_accounts().order_by(staff.c.name))]


def by_name(name: str) -> tuple[Staff, str | None] | None:
    """The account and its password hash (None while no password was set)."""
    row = db.session.execute(select(staff).where(staff.c.name == name)).first()
    return None if row is None else (_noun(row), row.password_hash)


def password_hash(staff_id: int) -> str | None:
    kept: str | None = db.session.execute(select(staff.c.password_hash).where(staff.c.id == staff_id)).scalar_one()
    return kept


def set_password(staff_id: int, password_hash: str) -> None:
    db.session.execute(update(staff).where(staff.c.id == staff_id).values(password_hash=password_hash))


def set_expiry(staff_id: int, expires_at: datetime | None) -> None:
    """When the account ends; None for never."""
    db.session.execute(update(staff).where(staff.c.id == staff_id).values(expires_at=expires_at))


def add_link(staff_id: int, expires_at: datetime) -> str:
    """A one-time token to set a password; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    db.session.execute(
        insert(staff_links).values(token_hash=token_hash(token), staff_id=staff_id, expires_at=expires_at)
    )
    return token


def by_link(token: str, now: datetime) -> Staff | None:
    row = db.session.execute(_unused(token, now)).first()
    return None if row is None else _noun(row)


def use_link(token: str, now: datetime) -> Staff | None:
    """The owner of an unused link, which from now on is used; two at once: one of them gets None."""
    row = db.session.execute(_unused(token, now)).first()
    used = db.session.execute(
        update(staff_links)
        .where(staff_links.c.token_hash == token_hash(token), staff_links.c.used_at.is_(None))
        .values(used_at=now)
        .returning(staff_links.c.staff_id)
    ).scalar()
    return None if row is None or used is None else _noun(row)


def _unused(token: str, now: datetime) -> Any:
    return (
        select(staff)
        .join(staff_links, staff_links.c.staff_id == staff.c.id)
        .where(
            staff_links.c.token_hash == token_hash(token),
            staff_links.c.used_at.is_(None),
            staff_links.c.expires_at > now,
            or_(staff.c.expires_at.is_(None), staff.c.expires_at > now),
        )
    )


def session_owner(token: str, now: datetime) -> StaffSession | PhoneSession | None:
    """Whose session this is: a member of staff's, or that of a participant's phone."""
    row = db.session.execute(
        select(*phone_sessions.COLUMNS[1:], *staff_sessions.COLUMNS)
        .outerjoin(staff, staff.c.id == sessions.c.staff_id)
        .where(sessions.c.token_hash == token_hash(token), sessions.c.expires_at > now)
    ).first()
    if row is None:
        return None
    return phone_sessions.of_row(row) if row.id is None else staff_sessions.of_row(row)


def close_session(token: str) -> None:
    db.session.execute(delete(sessions).where(sessions.c.token_hash == token_hash(token)))


def forget_expired(now: datetime) -> None:
    db.session.execute(delete(sessions).where(sessions.c.expires_at <= now))
    db.session.execute(delete(staff_links).where(staff_links.c.expires_at <= now))


def _noun(row: Any) -> Staff:
    return Staff(row.id, row.name, row.role, row.area or "", row.unit or "", row.expires_at)


def _accounts() -> Any:
    latest = select(func.max(sessions.c.last_seen_at)).where(sessions.c.staff_id == staff.c.id).scalar_subquery()
    return select(staff, latest.label("last_seen_at"))


def _account(row: Any) -> Account:
    return Account(_noun(row), row.password_hash is not None, row.totp_sealed is not None, row.last_seen_at)
