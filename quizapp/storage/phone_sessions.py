"""Phones that are signed in, and the people who take turns on each."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from quizapp.domain.people import Participant, PhoneSession, Place
from quizapp.storage.database import db
from quizapp.storage.resources import resources
from quizapp.storage.sealed import Unsealable, token_hash
from quizapp.storage.tables import people, session_people, sessions

COLUMNS = (
    sessions.c.id.label("session_id"),
    *(sessions.c.person_id, sessions.c.shared, sessions.c.phone_index, sessions.c.wechat_index, sessions.c.link),
    sessions.c.expires_at.label("ends_at"),
)


def start(
    now: datetime,
    life: timedelta,
    *,
    person_id: int | None = None,
    phone: str = "",
    wechat: bytes | None = None,
    place: Place | None = None,
    shared: bool = False,
) -> str:
    """Start a session; returns its token, of which only the hash is kept."""
    token, sealer = secrets.token_urlsafe(32), resources().sealer
    session_id = db.session.execute(
        insert(sessions)
        .values(
            token_hash=token_hash(token),
            person_id=person_id,
            phone_index=sealer.phone_index(phone) if phone else None,
            wechat_index=wechat,
            link=str(place) if place else None,
            shared=shared,
            created_at=now,
            last_seen_at=now,
            expires_at=now + life,
        )
        .returning(sessions.c.id)
    ).scalar_one()
    if phone:
        _set(session_id, phone_sealed=sealer.seal(session_id, phone))
    return token


def of_row(row: Any) -> PhoneSession:
    """From a row that holds COLUMNS."""
    many = bool(row.phone_index or row.wechat_index or row.link)
    return PhoneSession(row.session_id, row.person_id, row.ends_at, row.shared, many, Place.read(row.link or ""))


def find(token: str, now: datetime) -> PhoneSession | None:
    live = (sessions.c.token_hash == token_hash(token)) & (sessions.c.expires_at > now)
    row = db.session.execute(select(*COLUMNS).where(live, sessions.c.staff_id.is_(None))).first()
    return None if row is None else of_row(row)


def people_of(session_id: int, *, lock: bool = False) -> list[Participant]:
    """Everybody who may answer on this phone, those first who came first.

    Whoever was made on it, whoever bears its phone number, on a roster or not, or its WeChat, and whose code it knows.
    """
    row = db.session.execute(_held(session_id) if lock else select(sessions).where(sessions.c.id == session_id)).one()
    made_here = select(session_people.c.person_id).where(session_people.c.session_id == session_id)
    ways = [people.c.id.in_(made_here), people.c.id == row.person_id]
    phone = _phone(row)
    ways += [people.c.phone_index.in_(resources().sealer.phone_indexes(phone))] if phone else []
    ways += [people.c.wechat_index == row.wechat_index] if row.wechat_index else []
    query = (
        select(people.c.id, people.c.name_sealed)
        .where(or_(*ways), people.c.erased_at.is_(None))
        .order_by(people.c.created_at, people.c.id)
    )
    found = db.session.execute(query.with_for_update() if lock else query)
    return [Participant(each.id, resources().sealer.open(each.id, each.name_sealed)) for each in found]


def keys_of(session_id: int) -> tuple[str, bytes | None]:
    """The phone number and the WeChat that a session was opened with, to be those of whoever is made on it."""
    row = db.session.execute(select(sessions).where(sessions.c.id == session_id)).one()
    return _phone(row), row.wechat_index


def keep(session_id: int, person_id: int) -> None:
    """Somebody stays with the session, so that they can be turned back to."""
    kept = (session_people.c.session_id == session_id) & (session_people.c.person_id == person_id)
    if db.session.execute(select(session_people.c.person_id).where(kept)).first() is None:
        db.session.execute(insert(session_people).values(session_id=session_id, person_id=person_id))


def choose(session_id: int, person_id: int) -> None:
    """Who answers from now on."""
    _set(session_id, person_id=person_id)


def put_place(session_id: int, place: Place) -> None:
    _set(session_id, link=str(place))


def is_on_shared(person_id: int, now: datetime) -> bool:
    """Whether somebody is signed in on a public computer."""
    return db.session.execute(select(sessions.c.id).where(_shared(person_id, now)).limit(1)).first() is not None


def end_shared(person_id: int, at: datetime) -> None:
    """Let somebody's sessions on public computers end at that moment, unless they end sooner."""
    db.session.execute(update(sessions).where(_shared(person_id, at)).values(expires_at=at))


def close(token: str) -> None:
    db.session.execute(delete(sessions).where(sessions.c.token_hash == token_hash(token)))


def _shared(person_id: int, at: datetime) -> Any:
    return (sessions.c.person_id == person_id) & sessions.c.shared.is_(True) & (sessions.c.expires_at > at)


def _phone(row: Any) -> str:
    try:
        return resources().sealer.open(row.id, row.phone_sealed) if row.phone_sealed else ""
    except Unsealable:  # the data key changed before anybody was made: the number is asked at the next sign-in
        return ""


def _held(session_id: int) -> Any:
    return select(sessions).where(sessions.c.id == session_id).with_for_update()


def _set(session_id: int, **values: Any) -> None:
    db.session.execute(update(sessions).where(sessions.c.id == session_id).values(**values))
